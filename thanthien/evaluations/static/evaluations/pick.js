// <input type="checkbox" data-check-all="name">: ticks or clears every checkbox of that name in its form, and shows
// whether all, some or none are ticked.
(function () {
  "use strict";
  function boxesOf(all) {
    return Array.from(all.form.querySelectorAll("input[type=checkbox][name='" + all.dataset.checkAll + "']"));
  }
  function show(all) {
    var boxes = boxesOf(all), ticked = boxes.filter(function (box) { return box.checked; }).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-check-all]")) {
      boxesOf(event.target).forEach(function (box) { box.checked = event.target.checked; });
    }
    document.querySelectorAll("[data-check-all]").forEach(show);
  });
  // Going back, the browser gives the ticks back.
  window.addEventListener("pageshow", function () { document.querySelectorAll("[data-check-all]").forEach(show); });
  // <button data-set-all="value">: sets every select of its form that still is undecided.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-set-all]");
    if (!button) { return; }
    button.form.querySelectorAll("select").forEach(function (select) {
      if (select.value === "") { select.value = button.dataset.setAll; }
    });
  });
})();
