// The appraisal grid by keyboard: arrows between rows, Enter saves and goes down, Escape restores, digits only in
// number fields. A row is saved when Enter is pressed or the focus leaves it; the server answers with the row.
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
  function save(row) { if (row.hasAttribute("hx-post") && isDirty(row)) { htmx.trigger(row, "luu"); return true; } return false; }

  // --- Moving between rows: the same column in the next row that has it ---
  function neighbour(row, step) {
    let next = row;
    do { next = step > 0 ? next.nextElementSibling : next.previousElementSibling; } while (next && !next.querySelector("[data-value]"));
    return next;
  }
  function move(row, field, step) {
    const next = neighbour(row, step);
    if (!next) { return; }
    const list = fields(next);
    const target = list[Math.min(fields(row).indexOf(field), list.length - 1)] || list[0];
    target.focus();
    if (target.select) { target.select(); }
  }

  grid.addEventListener("keydown", (event) => {
    const field = event.target, row = rowOf(field);
    if (!row || !field.matches("input:not([type=checkbox]), select") || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(row, field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      row.dataset.column = fields(row).indexOf(field);
      if (!save(row)) { move(row, field, 1); }
    } else if (event.key === "Escape") {
      fields(row).forEach((one) => {
        if (one.tagName === "SELECT") { one.selectedIndex = Math.max(0, Array.from(one.options).findIndex((o) => o.defaultSelected)); } else { one.value = one.defaultValue; }
      });
    }
  });

  // Digits, one decimal sign and separators only; Vietnamese typing elsewhere is left alone.
  grid.addEventListener("beforeinput", (event) => {
    if (event.target.matches("input[inputmode=decimal]") && event.data && /[^0-9.,% ]/.test(event.data)) { event.preventDefault(); }
  });

  grid.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && event.relatedTarget && !row.contains(event.relatedTarget)) { save(row); }
  });
  // What was typed and not yet sent is not lost by closing the page unawares.
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(grid.querySelectorAll("tr[hx-post]")).some(isDirty)) { event.preventDefault(); }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "luoi" || event.target.method === "get") {
      grid.querySelectorAll("input").forEach((one) => { one.defaultValue = one.value; });
    }
  }, true);

  // After a save: on success Enter goes down, otherwise the faulty field takes the focus.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const row = event.detail.requestConfig?.elt;
    if (!row?.matches?.("tr[data-row]")) { return; }
    renew(row, event.detail.xhr);
    if (row.dataset.column === undefined) { return; }
    const ok = event.detail.xhr?.status === 200, column = Number(row.dataset.column), id = row.id;
    window.setTimeout(() => {
      const fresh = document.getElementById(id);
      if (!fresh) { return; }
      const field = fields(fresh)[column];
      if (ok) { if (field) { move(fresh, field, 1); } } else { (fresh.querySelector("[aria-invalid]") || field || fresh.querySelector("a")).focus(); }
    }, 60);
  });

  // What stands elsewhere of a saved row: the panel, when it shows that row, and the counts in the lists of choices.
  function renew(row, xhr) {
    if (xhr?.status !== 200) { return; }
    window.setTimeout(() => {
      const now = panel.querySelector("[data-panel-of]"), fresh = document.getElementById(row.id);
      if (fresh && now && now.dataset.panelOf === row.dataset.row && !panelDirty) { show(fresh, false); }
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
      show(rowOf(open), true);
    }
  });

  // --- The panel follows the row; what is typed in it and not saved keeps it where it is ---
  let wanted = null, panelDirty = false;
  function show(row, focusIt) {
    if (panelDirty && !window.confirm("Nội dung ở bảng bên chưa lưu. Bỏ nội dung đó?")) { return; }
    panelDirty = false;
    mark(row);
    htmx.ajax("GET", row.dataset.panel, { target: panel, swap: "innerHTML" }).then(() => {
      if (focusIt) { panel.setAttribute("tabindex", "-1"); panel.focus(); panel.scrollIntoView({ block: "nearest" }); }
    });
  }
  function mark(row) {
    grid.querySelectorAll("tr.is-current").forEach((one) => { one.classList.remove("is-current"); });
    row.classList.add("is-current");
  }
  grid.addEventListener("focusin", (event) => {
    const row = rowOf(event.target), now = panel.querySelector("[data-panel-of]");
    if (!row || panelDirty || event.target.matches("[type=checkbox], [data-open-panel]") || (now && now.dataset.panelOf === row.dataset.row)) { return; }
    window.clearTimeout(wanted);
    wanted = window.setTimeout(() => { if (document.contains(row)) { show(row, false); } }, 250);
  });
  panel.addEventListener("input", () => { panelDirty = true; });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (panel.contains(event.detail.target) || event.detail.target === panel) { if (event.detail.xhr.status === 200) { panelDirty = false; } countAnew(); }
  });

  // --- Choosing rows, other indicator ---
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-pick-all]")) { return; }
    // Rows that want a look of their own are picked one by one.
    const open = Array.from(grid.querySelectorAll("tr[data-row]")).filter((row) => row.querySelector("[data-keep]"));
    const boxes = open.map((row) => row.querySelector("input[name=chon]")), plain = boxes.filter((box) => !box.hasAttribute("data-doubt"));
    plain.forEach((box) => { box.checked = true; });
    const left = boxes.length - plain.length;
    document.getElementById("da-chon").textContent = `Đã chọn ${plain.length} hàng.` + (left ? ` ${left} hàng cần xem riêng (thiếu minh chứng, ghi dồn, số liệu khác) chưa chọn.` : "");
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-go-to]")) { window.location.assign(event.target.value); }
  });
})();
