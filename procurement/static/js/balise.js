// The few behaviours that a page gains when scripts run; every page works without them.
"use strict";

// After a failed form, the reader lands on the summary of what is wrong.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".note-danger[role=alert]")?.focus();
});

// A form that htmx sent and that comes back with its mistakes is shown like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector(".note-danger[role=alert]")?.focus();
});

// Signing in from another tab renews the token that an open page carries: each sending takes the
// current one, so that what was typed meanwhile is not refused.
(() => {
  const currentToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

  document.addEventListener("htmx:configRequest", (event) => {
    const token = currentToken();
    if (!token) return;
    event.detail.headers["x-csrftoken"] = token;
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token;
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
    const token = currentToken();
    if (field && token) field.value = token;
  });
})();
