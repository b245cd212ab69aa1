// Public pages with a list: most people only read, so htmx comes when somebody turns to the filter. What they chose
// before it was there is carried out then.
(() => {
  "use strict";
  const source = document.currentScript.dataset.source;
  let changed = null;
  let asked = false;

  function load(event) {
    const form = event.target.closest("form[data-hx-get]");
    if (!form) { return; }
    if (event.type === "change") { changed = form; }
    if (asked) { return; }
    asked = true;
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => {
      stop();
      if (changed) { window.htmx.trigger(changed, "change"); }
    });
    script.addEventListener("error", () => { asked = false; }); // the button sends the form without it
    document.head.append(script);
  }

  const KINDS = ["pointerover", "focusin", "change"];
  function stop() { KINDS.forEach((kind) => { document.removeEventListener(kind, load); }); }
  KINDS.forEach((kind) => { document.addEventListener(kind, load); });
})();
