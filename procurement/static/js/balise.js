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
