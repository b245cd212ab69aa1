// <input type="checkbox" data-check-all="name">: ticks or clears every checkbox of that name in its form, and shows
// whether all, some or none are ticked.
(() => {
  "use strict";
  function boxesOf(all) {
    // Boxes of a list that stands outside of its form name the form.
    return Array.from(all.form.elements).filter((one) => one.type === "checkbox" && one.name === all.dataset.checkAll);
  }
  function show(all) {
    const boxes = boxesOf(all), ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-check-all]")) {
      boxesOf(event.target).forEach((box) => { box.checked = event.target.checked; });
    }
    document.querySelectorAll("[data-check-all]").forEach(show);
  });
  document.addEventListener("htmx:afterSwap", () => { document.querySelectorAll("[data-check-all]").forEach(show); });
  // Going back, the browser gives the ticks back.
  window.addEventListener("pageshow", () => { document.querySelectorAll("[data-check-all]").forEach(show); });
  // <button data-set-all="value">: sets every select of its form that still is undecided.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set-all]");
    if (!button) { return; }
    button.form.querySelectorAll("select").forEach((select) => {
      if (select.value === "") { select.value = button.dataset.setAll; }
    });
  });
})();
