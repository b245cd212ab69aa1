// Small page behaviour, each by a data attribute; every page works without it.
(function () {
  "use strict";

  // <a href="/trang-xac-nhan/" data-open-dialog="id">: opens the <dialog>; without script the link leads to the page.
  // <button data-close-dialog>: closes the dialog around it.
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-open-dialog]");
    var closer = event.target.closest("[data-close-dialog]");
    if (opener) {
      var dialog = document.getElementById(opener.dataset.openDialog);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    } else if (closer) {
      closer.closest("dialog").close();
    }
  });

  // The phone menu closes with Escape and when one taps elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) { menu.removeAttribute("open"); }
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest("details.menu")); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var open = document.querySelector("details.menu[open]");
    if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); }
  });

  // <form data-once>: a double click sends once. The button comes back when the reader returns to the page.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-once]")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) { delete form.dataset.sent; });
  });

  // An error summary takes the focus, so that screen readers and keyboards start there.
  document.addEventListener("DOMContentLoaded", function () {
    var summary = document.querySelector("[data-error-summary]");
    if (summary) { summary.focus(); }
  });

  // <select data-submit-on-change>: sends its form; a visible button does the same without script.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) { event.target.form.requestSubmit(); }
  });

  // <button data-print>: prints the page.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  // Background requests that failed are told to the reader in the live region.
  // An answer 401 brings its own sentence (see htmx-config in base.html).
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status !== 401) { tell("Máy chủ chưa nhận được. Vui lòng thử lại."); return; }
    signedOut = true;
    renew();
  });
  document.addEventListener("htmx:sendError", function () { tell("Mất kết nối. Nội dung đang nhập vẫn còn trên màn hình."); });

  // Signing in again in another tab brings a new token: the page takes it over, so that what was typed can be sent.
  // The page that keeps a form (core/resend.html, <form data-signed-out>) waits for the same.
  var signedOut = !!document.querySelector("form[data-signed-out]");
  window.addEventListener("focus", renew);
  function renew() {
    if (!signedOut) { return; }
    fetch(window.location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html").body, headers = page.getAttribute("hx-headers");
        if (!headers || !signedOut) { return; }
        signedOut = false;
        document.body.setAttribute("hx-headers", headers);
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = JSON.parse(headers)["X-CSRFToken"]; });
        tell("Đã đăng nhập lại. Nội dung đang nhập vẫn còn; hãy gửi lại.");
      })
      .catch(function () { return null; });
  }
  function tell(text) {
    var region = document.getElementById("thong-bao-nhanh");
    if (region) { region.textContent = text; }
  }
})();
