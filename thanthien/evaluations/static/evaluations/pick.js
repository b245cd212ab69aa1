// <button data-check-all="name">: ticks every checkbox of that name in its form; pressed again, it clears them.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-check-all]");
    if (!button) { return; }
    var boxes = Array.from(button.form.querySelectorAll("input[type=checkbox][name='" + button.dataset.checkAll + "']"));
    var tick = boxes.some(function (box) { return !box.checked; });
    boxes.forEach(function (box) { box.checked = tick; });
  });
  // <button data-set-all="value">: sets every select of its form that still is undecided.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-set-all]");
    if (!button) { return; }
    button.form.querySelectorAll("select").forEach(function (select) {
      if (select.value === "") { select.value = button.dataset.setAll; }
    });
  });
})();
