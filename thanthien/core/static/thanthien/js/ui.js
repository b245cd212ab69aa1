// Small page behaviour, each by a data attribute; every page works without it.
(() => {
  "use strict";

  // The phone menu closes with Escape and when one taps elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) { menu.removeAttribute("open"); }
    });
  }
  document.addEventListener("click", (event) => { closeMenus(event.target.closest("details.menu")); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { return; }
    const open = document.querySelector("details.menu[open]");
    if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); }
  });

  // <form data-once>: a double click sends once. The button comes back when the reader returns to the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-once]").forEach((form) => { delete form.dataset.sent; });
  });

  // An error summary takes the focus, so that screen readers and keyboards start there; older browsers know autofocus
  // of fields alone.
  document.addEventListener("DOMContentLoaded", () => {
    const summary = document.querySelector("[data-error-summary]");
    if (summary) { summary.focus(); }
  });

  // Tabs that don't fit their line are pushed so far that the present one is seen.
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
      const line = tab.closest(".tabs");
      line.scrollLeft = tab.offsetLeft - line.offsetLeft - 32;
    });
  });

  // <button data-print>: opens the browser's print dialogue.
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) { window.print(); } });

  // <select data-submit-on-change>: sends its form; a visible button does the same without script.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) { event.target.form.requestSubmit(); }
  });

  // <div data-file-pick>: names and sizes of what was chosen, in place of the browser's own words.
  document.addEventListener("change", (event) => { nameFiles(event.target.closest("[data-file-pick]")); });
  document.addEventListener("file:cleared", (event) => { nameFiles(event.target.closest("[data-file-pick]")); });
  document.addEventListener("reset", (event) => {
    setTimeout(() => { event.target.querySelectorAll("[data-file-pick]").forEach(nameFiles); });
  });
  // Going back, the browser gives the files back.
  window.addEventListener("pageshow", () => { document.querySelectorAll("[data-file-pick]").forEach(nameFiles); });
  ["dragover", "dragleave", "drop"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      const pick = event.target.closest?.("[data-file-pick]");
      if (pick) { pick.classList.toggle("is-over", kind === "dragover"); }
    });
  });
  function nameFiles(pick) {
    if (!pick) { return; }
    const list = pick.querySelector("[data-file-names]");
    list.textContent = "";
    Array.from(pick.querySelector("input").files).forEach((file) => {
      const row = document.createElement("li"), size = document.createElement("span");
      size.className = "soft num";
      size.textContent = sizeWords(file.size);
      row.append(`${file.name.normalize("NFC")} `, size);
      list.append(row);
    });
  }
  // As core/formats.py writes sizes, a KB being 1024: 812 byte · 4,1 KB · 1,3 MB.
  function sizeWords(size) {
    if (size < 1024) { return `${size} byte`; }
    const big = size >= 1048576;
    const shown = size / (big ? 1048576 : 1024);
    return shown.toLocaleString("vi-VN", { maximumFractionDigits: 1 }) + (big ? " MB" : " KB");
  }

  // <button data-open-all="id" data-close-text="…">: opens or closes everything that folds inside that element.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open-all]");
    if (!button) { return; }
    const parts = document.querySelectorAll(`#${button.dataset.openAll} details`);
    const open = !button.dataset.openText;
    parts.forEach((one) => { one.open = open; });
    const words = button.textContent;
    button.textContent = button.dataset.closeText;
    button.dataset.closeText = words;
    if (open) { button.dataset.openText = "1"; } else { delete button.dataset.openText; }
  });

  // Paper shows what is folded on the screen, also where the browser's print styles can't.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("main details:not([open])").forEach((one) => { one.open = true; one.dataset.forPaper = ""; });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("details[data-for-paper]").forEach((one) => { one.open = false; delete one.dataset.forPaper; });
  });

  // Background requests that failed are told to the reader in the live region.
  // The answers 401 and 503 bring their own sentence (see htmx-config in base.html).
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 503) { return; }
    if (event.detail.xhr.status !== 401) { tell("Máy chủ chưa nhận được. Vui lòng thử lại."); return; }
    signedOut = true;
    renew();
  });
  // The answer to the next field says the same: the link that is there must not move away under the pointer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const told = document.querySelector("#thong-bao-nhanh [data-sign-in]");
    if (event.detail.xhr.status === 401 && told) { event.detail.shouldSwap = false; }
  });
  document.addEventListener("htmx:sendError", () => { tell("Mất kết nối. Nội dung đang nhập vẫn còn trên màn hình."); });

  // Signing in again in another tab brings a new token: the page takes it over, so that what was typed can be sent, but
  // not somebody else's.
  // The page that keeps a form (core/resend.html, <form data-signed-out>) waits for the same.
  let signedOut = !!document.querySelector("form[data-signed-out]");
  window.addEventListener("focus", renew);
  function renew() {
    if (!signedOut) { return; }
    fetch(window.location.href, { credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html").body, headers = page.getAttribute("data-hx-headers");
        if (!headers || !signedOut) { return; }
        if ((document.body.dataset.user || page.dataset.user) !== page.dataset.user) { tell("Người khác đã đăng nhập; vui lòng đăng nhập lại."); return; }
        signedOut = false;
        document.body.setAttribute("data-hx-headers", headers);
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => { one.value = JSON.parse(headers)["X-CSRFToken"]; });
        tell("Đã đăng nhập lại. Nội dung đang nhập vẫn còn; vui lòng gửi lại.");
      })
      .catch(() => null);
  }
  function tell(text) {
    const region = document.getElementById("thong-bao-nhanh");
    if (region) { region.textContent = text; }
  }
})();
