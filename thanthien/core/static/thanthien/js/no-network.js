// <form data-needs-network>: without network it is not sent, which would lose what was typed; its [data-no-network] says
// so. Nothing is stored, as the phone may be shared. It asks first, so that ui.js counts no sending that was stopped.
(() => {
  "use strict";
  let stopped = null;
  function placeOf(form) { return form.querySelector("[data-no-network]"); }
  function tell(form, text) { placeOf(form).querySelector("[aria-live]").textContent = text; }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-needs-network]")) { return; }
    stopped = navigator.onLine ? null : form;
    tell(form, stopped ? placeOf(form).dataset.noNetwork : "");
    if (!stopped) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  window.addEventListener("online", () => {
    if (stopped) { tell(stopped, placeOf(stopped).dataset.networkBack); }
    stopped = null;
  });
})();
