// The code that a QR brings behind the sign # goes into the form; browsers send it to nobody, and the address forgets it.
(() => {
  "use strict";
  const found = /^#([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$/.exec(location.hash);
  const field = document.querySelector("input[name=code]");
  if (!found || !field) { return; }
  history.replaceState(null, "", location.pathname);
  field.value = found[1];
})();
