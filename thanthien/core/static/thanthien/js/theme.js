// Loaded in <head> without defer: sets text size and contrast before the first paint, so nothing flashes.
// The choice stays in this browser (localStorage); the server never needs it, so public pages stay cacheable.
(function () {
  "use strict";
  var root = document.documentElement;
  var sizes = ["small", "normal", "large"];

  function read(key) {
    try { return window.localStorage.getItem(key); } catch (error) { return null; }
  }
  function write(key, value) {
    try { window.localStorage.setItem(key, value); } catch (error) { /* private mode: the choice lasts for this page */ }
  }
  function prefers(query) {
    return Boolean(window.matchMedia && window.matchMedia(query).matches);
  }
  function contrastWanted() {
    var chosen = read("contrast");
    return chosen === null ? prefers("(prefers-contrast: more)") : chosen === "high";
  }
  function apply() {
    var dark = prefers("(prefers-color-scheme: dark)");
    var size = read("size");
    if (contrastWanted()) {
      root.dataset.theme = dark ? "contrast-dark" : "contrast";
    } else {
      root.dataset.theme = dark ? "dark" : "light";
    }
    root.dataset.size = sizes.indexOf(size) >= 0 ? size : "normal";
  }
  function showState() {
    document.querySelectorAll("[data-set-size]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.setSize === root.dataset.size));
    });
    document.querySelectorAll("[data-toggle-contrast]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(root.dataset.theme.indexOf("contrast") === 0));
    });
  }

  root.classList.add("js");
  apply();
  document.addEventListener("DOMContentLoaded", showState);
  document.addEventListener("click", function (event) {
    var size = event.target.closest("[data-set-size]");
    var contrast = event.target.closest("[data-toggle-contrast]");
    if (size) { write("size", size.dataset.setSize); }
    if (contrast) { write("contrast", contrastWanted() ? "normal" : "high"); }
    if (size || contrast) { apply(); showState(); }
  });
  // Paper is white, whatever the screen shows.
  window.addEventListener("beforeprint", function () { root.dataset.theme = "light"; });
  window.addEventListener("afterprint", apply);
  if (window.matchMedia) {
    var media = window.matchMedia("(prefers-color-scheme: dark)");
    if (media.addEventListener) {
      media.addEventListener("change", function () { apply(); showState(); });
    }
  }
})();
