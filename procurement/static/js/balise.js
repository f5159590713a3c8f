// The few behaviours that a page gains when scripts run; every page works without them.
"use strict";

// After a failed form, the reader lands on the summary of what is wrong.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".note-danger[role=alert]")?.focus();
});
