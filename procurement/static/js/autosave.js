// A form that saves itself (data-autosave): its refusals are shown too, and its button waits for
// a save on its way, so that nobody is in conflict with themselves.
"use strict";

(() => {
  const SAID_BY_THE_SERVER = [409, 422];
  const SIGNED_OUT = "votre session a expiré. Connectez-vous dans un autre onglet, puis enregistrez.";
  const CLOSED = "cette page n'accepte plus de changement. Le diagnostic est peut-être figé.";
  const onTheirWay = new WeakSet();
  const pressed = new WeakMap();

  const autosaved = (event) => {
    const form = event.detail.requestConfig?.elt ?? event.target;
    return form.matches?.("form[data-autosave]") ? form : null;
  };

  const say = (text) => {
    document.getElementById("saved").textContent = `Pas enregistré\u00a0: ${text} Votre saisie reste dans la page.`;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = autosaved(event);
    if (form) onTheirWay.add(form);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = autosaved(event);
    if (!form) return;
    const { xhr } = event.detail;
    if (SAID_BY_THE_SERVER.includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (xhr.responseURL && new URL(xhr.responseURL).pathname !== location.pathname) {
      event.detail.shouldSwap = false; // another page: the one where people sign in
      pressed.delete(form);
      say(SIGNED_OUT);
    }
  });

  document.addEventListener("htmx:responseError", (event) => {
    const form = autosaved(event);
    if (!form) return;
    pressed.delete(form);
    say(event.detail.xhr.status === 403 ? SIGNED_OUT : CLOSED);
  });

  document.addEventListener("htmx:sendError", (event) => {
    if (autosaved(event)) say("la connexion est coupée.");
  });

  // The answer is in the page, and with it the version that the next save starts from.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = autosaved(event);
    if (!form) return;
    onTheirWay.delete(form);
    const button = pressed.get(form);
    if (button === undefined) return;
    pressed.delete(form);
    form.requestSubmit(button);
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
