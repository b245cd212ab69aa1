// The appraisal grid by keyboard: arrows between rows, Enter goes to the next value and never leaves the grid, Escape
// restores, digits only in number fields. A row is saved when Enter is pressed in its last value, or the focus leaves
// it; the server answers with the row.
(() => {
  "use strict";

  const grid = document.querySelector("[data-grid]");
  const panel = document.getElementById("bang-ben");
  if (!grid || !panel) { return; }

  function rowOf(element) { return element.closest ? element.closest("tr[data-row]") : null; }
  function fields(row) { return Array.from(row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select")); }
  function isDirty(row) {
    return fields(row).some((field) => field.tagName === "SELECT" ? !field.options[field.selectedIndex].defaultSelected && !(field.selectedIndex === 0 && !Array.from(field.options).some((o) => o.defaultSelected))
        : field.value !== field.defaultValue);
  }
  function save(row) {
    if (!row.hasAttribute("data-hx-post") || !isDirty(row)) { return false; }
    if (underway.has(row.id)) { underway.get(row.id).again = true; } else { htmx.trigger(row, "luu"); }
    return true;
  }

  // What is typed while a row is on its way goes into the row that comes back; it is saved next when that was asked for.
  const underway = new Map();
  function sentRow(event) { const row = event.detail.requestConfig?.elt; return row?.matches?.("tr[data-row]") ? row : null; }
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const row = sentRow(event);
    if (row) { underway.set(row.id, { sent: new Map(fields(row).map((one) => [one.name, one.value])), again: false }); }
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const row = sentRow(event), way = row && underway.get(row.id);
    if (way) { way.typed = fields(row).filter((one) => one.value !== way.sent.get(one.name)).map((one) => [one.name, one.value]); }
  });
  // Gives whether something was typed meanwhile, so that the focus stays where it is.
  function putBack(row, status) {
    const way = underway.get(row.id), fresh = document.getElementById(row.id);
    underway.delete(row.id);
    if (!way?.typed?.length || !fresh) { return false; }
    way.typed.forEach(([name, value]) => { const field = fresh.querySelector(`[name="${name}"]`); if (field) { field.value = value; } });
    if (way.again && (status === 200 || status === 422)) {
      window.setTimeout(() => { const now = document.getElementById(row.id); now.dataset.onward = ""; save(now); }, 60);
    }
    return true;
  }

  // --- Moving between rows: the same column in the next row that has it ---
  function neighbour(row, step) {
    let next = row;
    do { next = step > 0 ? next.nextElementSibling : next.previousElementSibling; } while (next && !next.querySelector("[data-value]"));
    return next;
  }
  function focusOn(field) {
    field.focus();
    if (field.select) { field.select(); }
  }
  function move(row, field, step) {
    const next = neighbour(row, step);
    if (!next) { return; }
    const list = fields(next);
    focusOn(list[Math.min(fields(row).indexOf(field), list.length - 1)] || list[0]);
  }
  function values(row) { return Array.from(row.querySelectorAll("[data-value]")); }
  function firstBelow(row) {
    const next = neighbour(row, 1);
    if (next) { focusOn(values(next)[0]); }
  }
  // Enter: from one value to the next of the row; from the last one, or from the reason, the row is saved and the first
  // value of the next row follows. From a box, to the box below. Nothing of it sends the form.
  function enter(row, field) {
    if (field.type === "checkbox") {
      const boxes = Array.from(grid.querySelectorAll("input[name=chon]"));
      (boxes[boxes.indexOf(field) + 1] || field).focus();
      return;
    }
    const next = values(row)[values(row).indexOf(field) + 1];
    if (field.hasAttribute("data-value") && next) { focusOn(next); return; }
    row.dataset.onward = "";
    if (!save(row)) { delete row.dataset.onward; firstBelow(row); }
  }

  grid.addEventListener("keydown", (event) => {
    const field = event.target, row = rowOf(field);
    if (!row || !field.matches("input, select") || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "Enter") {
      if (!event.isComposing) { event.preventDefault(); enter(row, field); }
    } else if (field.type === "checkbox") {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(row, field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      fields(row).forEach((one) => {
        if (one.tagName === "SELECT") { one.selectedIndex = Math.max(0, Array.from(one.options).findIndex((o) => o.defaultSelected)); } else { one.value = one.defaultValue; }
      });
    }
  });

  // Digits, one decimal sign and separators only; Vietnamese typing elsewhere is left alone. A minus stays as it was
  // typed, for the server to refuse: without it the number would be another one.
  grid.addEventListener("beforeinput", (event) => {
    if (event.target.matches("input[inputmode=decimal]") && event.data && /[^0-9.,% −-]/.test(event.data)) { event.preventDefault(); }
  });

  grid.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && event.relatedTarget && !row.contains(event.relatedTarget)) { save(row); }
  });
  // What was typed and not yet sent is not lost by closing the page unawares.
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(grid.querySelectorAll("tr[data-hx-post]")).some(isDirty)) { event.preventDefault(); }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "luoi" || event.target.method === "get") {
      grid.querySelectorAll("input").forEach((one) => { one.defaultValue = one.value; });
    }
  }, true);

  // After a save: on success Enter goes on, otherwise the faulty field takes the focus.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const row = event.detail.requestConfig?.elt;
    if (!row?.matches?.("tr[data-row]")) { return; }
    renew(row, event.detail.xhr);
    if (putBack(row, event.detail.xhr?.status)) { return; }
    if (row.dataset.onward === undefined) { return; }
    const ok = event.detail.xhr?.status === 200, id = row.id;
    window.setTimeout(() => {
      const fresh = document.getElementById(id);
      if (!fresh) { return; }
      if (ok) { firstBelow(fresh); } else { focusOn(fresh.querySelector("[aria-invalid]") || values(fresh)[0] || fresh.querySelector("a")); }
    }, 60);
  });

  // What stands elsewhere of a saved row: the panel, when it shows that row, and the counts in the lists of choices.
  function renew(row, xhr) {
    if (xhr?.status !== 200) { return; }
    window.setTimeout(() => {
      const now = panel.querySelector("[data-panel-of]"), fresh = document.getElementById(row.id);
      if (fresh && now && now.dataset.panelOf === row.dataset.row && !panelDirty) { show(fresh, ""); }
      countAnew();
    }, 300);
  }
  function countAnew() {
    const left = document.getElementById("con-lai"), lists = document.querySelectorAll("#loc option[value=chua-cham], #chuyen option:checked");
    lists.forEach((option) => { option.textContent = option.textContent.replace(/\([^()]*\)$/, `(${left.dataset.unscored})`); });
  }

  // --- Keeping the self-score of one row ---
  grid.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]"), open = event.target.closest("[data-open-panel]");
    if (keep) {
      event.preventDefault();
      const row = rowOf(keep);
      htmx.ajax("POST", row.dataset.panel, { source: row, target: row, swap: "outerHTML", values: { tu: "hang", giu: keep.value } });
    } else if (open && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(rowOf(open), open.dataset.openPanel || "top", open.hasAttribute("data-agree") ? open.getAttribute("href") : "");
    }
  });

  // --- The panel follows the row; what is typed in it and not saved keeps it where it is ---
  let wanted = null, panelDirty = false;
  const beside = window.matchMedia("(min-width: 64rem)");
  // `place`: what of the panel takes the focus: "top", the name of one of its parts or fields, or nothing; `address`: of
  // a form that proposes something.
  function show(row, place, address) {
    if (panelDirty && !window.confirm("Nội dung ở bảng bên chưa lưu. Bỏ nội dung đó?")) { return; }
    panelDirty = false;
    mark(row);
    htmx.ajax("GET", address || row.dataset.panel, { target: panel, swap: "innerHTML" }).then(() => {
      panel.scrollTop = 0;
      if (!place) { return; }
      const part = panel.querySelector(`[data-part="${place}"], [name="${place}"]`) || panel;
      if (!part.matches("textarea")) { part.setAttribute("tabindex", "-1"); }
      part.focus({ preventScroll: true });
      const inSight = beside.matches && part === panel && panel.getBoundingClientRect().top >= 0;
      if (!inSight) { part.scrollIntoView({ block: beside.matches ? "nearest" : "start" }); }
    });
  }
  function mark(row) {
    grid.querySelectorAll("tr[aria-current]").forEach((one) => { one.removeAttribute("aria-current"); });
    row.setAttribute("aria-current", "true");
  }
  grid.addEventListener("focusin", (event) => {
    const row = rowOf(event.target), now = panel.querySelector("[data-panel-of]");
    if (!row || panelDirty || event.target.matches("[type=checkbox], [data-open-panel]") || (now && now.dataset.panelOf === row.dataset.row)) { return; }
    window.clearTimeout(wanted);
    wanted = window.setTimeout(() => { if (document.contains(row)) { show(row, ""); } }, 250);
  });
  panel.addEventListener("input", () => { panelDirty = true; });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (panel.contains(event.detail.target) || event.detail.target === panel) { if (event.detail.xhr.status === 200) { panelDirty = false; } countAnew(); }
  });

  // --- Choosing rows, other indicator ---
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-pick-all]")) { return; }
    // Rows that want a look of their own are picked one by one.
    const open = Array.from(grid.querySelectorAll("tr[data-row]")).filter((row) => row.querySelector("[data-keep], [data-agree]"));
    const boxes = open.map((row) => row.querySelector("input[name=chon]")), plain = boxes.filter((box) => !box.hasAttribute("data-doubt"));
    plain.forEach((box) => { box.checked = true; });
    const left = boxes.length - plain.length;
    const apart = left ? ` ${left} hàng cần xem riêng, chưa chọn.` : "";
    document.getElementById("da-chon").textContent = `Đã chọn ${plain.length} hàng.${apart}`;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-go-to]")) { window.location.assign(event.target.value); }
  });
})();
