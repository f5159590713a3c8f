// A form that saves itself (data-autosave): its refusals are shown too, and its button waits for
// a save on its way, so that nobody is in conflict with themselves.
"use strict";

(() => {
  const KEPT_BACK = [409, 422];
  const onTheirWay = new WeakSet();
  const pressed = new WeakMap();

  const isAutosave = (event) => event.target.matches?.("form[data-autosave]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isAutosave(event)) onTheirWay.add(event.target);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (form?.matches("form[data-autosave]") && KEPT_BACK.includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // After the answer is in the page: the version that the next save starts from came with it.
  const arrived = (event) => {
    const form = event.detail.requestConfig?.elt ?? event.target;
    if (!form.matches?.("form[data-autosave]")) return;
    onTheirWay.delete(form);
    if (pressed.has(form)) {
      const button = pressed.get(form);
      pressed.delete(form);
      form.requestSubmit(button);
    }
  };
  document.addEventListener("htmx:afterSettle", arrived);
  document.addEventListener("htmx:sendError", arrived);
  document.addEventListener("htmx:responseError", arrived);

  document.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (form?.matches("form[data-autosave]")) {
      document.getElementById("saved").textContent =
        "Pas enregistré : la connexion est coupée. Votre saisie reste dans la page.";
    }
  });

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("form[data-autosave]") || !onTheirWay.has(form)) return;
      event.preventDefault();
      pressed.set(form, event.submitter);
    },
    true,
  );
})();
