// <form data-entry>: only the fields of the chosen way (số liệu, không phát sinh, điểm trực tiếp) are shown.
// Without script all are shown, and the server reads the right ones.
(() => {
  "use strict";
  function show(form) {
    const chosen = form.querySelector("[name=state]:checked");
    if (!chosen) { return; }
    form.querySelectorAll("[data-when-state]").forEach((part) => { part.hidden = part.dataset.whenState !== chosen.value; });
  }
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-entry]");
    if (form && event.target.name === "state") { show(form); }
  });
  // Forms that come later, too: the panel beside the grid, a form sent and shown again.
  document.addEventListener("htmx:load", (event) => { event.detail.elt.querySelectorAll("form[data-entry]").forEach(show); });
  document.querySelectorAll("form[data-entry]").forEach(show);
})();
