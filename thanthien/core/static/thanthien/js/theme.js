// Loaded in <head> without defer: sets text size and contrast before the first paint, so nothing flashes.
// The choice stays in this browser (localStorage); the server never needs it, so public pages stay cacheable.
(() => {
  "use strict";
  const root = document.documentElement;
  const sizes = ["small", "normal", "large"];

  function read(key) {
    try { return window.localStorage.getItem(key); } catch { return null; }
  }
  function write(key, value) {
    try { window.localStorage.setItem(key, value); } catch { /* private mode: the choice lasts for this page */ }
  }
  function prefers(query) {
    return Boolean(window.matchMedia?.(query).matches);
  }
  function contrastWanted() {
    const chosen = read("contrast");
    return chosen === null ? prefers("(prefers-contrast: more)") : chosen === "high";
  }
  function apply() {
    const dark = prefers("(prefers-color-scheme: dark)");
    const size = read("size");
    if (contrastWanted()) {
      root.dataset.theme = dark ? "contrast-dark" : "contrast";
    } else {
      root.dataset.theme = dark ? "dark" : "light";
    }
    root.dataset.size = sizes.includes(size) ? size : "normal";
  }
  function showState() {
    document.querySelectorAll("[data-set-size]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.setSize === root.dataset.size));
    });
    document.querySelectorAll("[data-toggle-contrast]").forEach((button) => {
      button.setAttribute("aria-pressed", String(root.dataset.theme.indexOf("contrast") === 0));
    });
  }

  root.classList.add("js");
  apply();
  document.addEventListener("DOMContentLoaded", showState);
  document.addEventListener("click", (event) => {
    const size = event.target.closest("[data-set-size]");
    const contrast = event.target.closest("[data-toggle-contrast]");
    if (size) { write("size", size.dataset.setSize); }
    if (contrast) { write("contrast", contrastWanted() ? "normal" : "high"); }
    if (size || contrast) { apply(); showState(); }
  });
  // Paper is white, whatever the screen shows.
  window.addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  window.addEventListener("afterprint", apply);
  if (window.matchMedia) {
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    if (media.addEventListener) {
      media.addEventListener("change", () => { apply(); showState(); });
    }
  }
})();
