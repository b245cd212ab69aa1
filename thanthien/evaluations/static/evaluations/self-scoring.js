// <form data-autosave>: saves at each change, and keeps what was typed on this machine until the server has it.
// The server answers with the parts of the page that changed; nothing is computed here. A save carries the version
// that the person saw, so that sending it twice does no harm and a colleague's work is never overwritten unseen.
// A button is named “action”, so form.action is not the address. data-owner: whose draft it is; data-next: where
// “Hoàn thành” leads; data-here: this page with its filter. Without script the form is an ordinary one.
(function () {
  "use strict";
  var WAIT = 600;
  var RETRY = 5000;
  var form, key, timer, retryTimer;
  var running = false, dirty = false, conflicted = false, leaveTo = "", leaveAfter = "";

  document.addEventListener("DOMContentLoaded", function () {
    foldTree();
    form = document.querySelector("form[data-autosave]");
    if (!form) { return; }
    key = "tu-cham:" + form.dataset.owner + ":" + form.getAttribute("action");
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", submitted);
    document.addEventListener("click", conflictChoice);
    window.addEventListener("online", function () { if (dirty) { save(); } });
    window.addEventListener("focus", function () { if (dirty && !running) { save(); } });
    window.addEventListener("beforeunload", function (event) { if (dirty && !leaveTo) { event.preventDefault(); } });
    if (document.querySelector("[data-conflict]")) { conflicted = true; }
    restore();
  });

  function foldTree() {
    var fold = document.querySelector("[data-tree-fold]");
    if (fold && window.matchMedia("(max-width: 63.99rem)").matches) { fold.removeAttribute("open"); }
  }

  // --- The draft on this machine ------------------------------------------------------------------------------------

  function fields() {
    var found = [];
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && typeof value === "string") { found.push([name, value]); }
    });
    return found;
  }

  function keep() {
    try { localStorage.setItem(key, JSON.stringify(fields())); } catch (error) { /* storage is full or switched off */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch (error) { /* as above */ }
  }

  function restore() {
    var kept;
    try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { kept = null; }
    if (!Array.isArray(kept) || conflicted) { return; }
    var byName = {};
    kept.forEach(function (pair) { byName[pair[0]] = pair[1]; });
    Array.prototype.forEach.call(form.elements, function (one) {
      if (!one.name || one.name === "csrfmiddlewaretoken" || one.tagName === "BUTTON") { return; }
      if (one.type === "radio") { one.checked = byName[one.name] === one.value; }
      else if (one.type === "checkbox") { one.checked = one.name in byName; }
      else if (one.name in byName) { one.value = byName[one.name]; }
    });
    dirty = true;
    tell("saving", "Đang gửi lại nội dung chưa lưu…");
    save();
  }

  // --- Saving -------------------------------------------------------------------------------------------------------

  function changed(event) {
    if (event.target.type === "file") { return; }
    dirty = true;
    keep();
    if (conflicted) { return; }
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  function submitted(event) {
    var button = event.submitter;
    var action = button ? button.value : "save";
    event.preventDefault();
    if (button && button.dataset.conflictChoice) { return; }
    if (action === "clear" || action === "use_system") {
      if (running) { return; }
      send(action, function () { forget(); dirty = false; leave(form.dataset.here); });
      return;
    }
    if ("prefilled" in form.dataset) { dirty = true; }
    leaveAfter = action === "next" ? form.dataset.next : "";
    if (leaveAfter && !isFilledIn()) {
      leaveAfter = "";
      tellEmpty();
      if (!dirty) { return; }
    }
    save(true);
  }

  function isFilledIn() {
    return Array.prototype.some.call(form.querySelectorAll(".value-fields input"), function (one) {
      return one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim() !== "";
    });
  }

  function tellEmpty() {
    var notice = document.getElementById("chua-nhap");
    if (!notice) { return; }
    notice.hidden = false;
    notice.focus();
  }

  function save(force) {
    clearTimeout(timer);
    clearTimeout(retryTimer);
    if (running || conflicted || (!dirty && !force)) {
      if (force && running) { dirty = true; }
      return;
    }
    if (!dirty && leaveAfter) { leave(leaveAfter); return; }
    send("save", saved);
  }

  function saved() {
    if (dirty) { save(); return; }
    forget();
    if (leaveAfter) { leave(leaveAfter); }
  }

  function leave(address) {
    leaveTo = address;
    window.location.assign(address);
  }

  function send(action, done) {
    var body = new FormData(form);
    body.set("action", action);
    running = true;
    dirty = false;
    keep();
    tell("saving", "Đang lưu…");
    fetch(form.getAttribute("action"), { method: "POST", body: body, headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(function (answer) {
        return answer.text().then(function (text) { running = false; take(answer, text, done, action); });
      })
      .catch(function () {
        running = false;
        again("Chưa lưu được: mất kết nối. Nội dung còn trên máy này và sẽ tự gửi lại.");
      });
  }

  function take(answer, text, done, action) {
    var version = answer.headers.get("X-Answer-Version");
    if (answer.status === 200) {
      if (version) { form.querySelector("[data-version]").value = version; }
      show(text);
      mark();
      done();
    } else if (answer.status === 409) {
      conflicted = true;
      dirty = true;
      leaveAfter = "";
      form.dataset.theirVersion = version || "";
      show(text);
      tell("conflict", "Có người khác vừa sửa: hãy chọn cách lưu");
      var panel = document.querySelector("[data-conflict]");
      if (panel) { panel.focus(); }
    } else if (answer.status === 422) {
      leaveAfter = "";
      show(text);
      mark();
      dirty = false;
    } else if (answer.status === 401 || answer.status === 403) {
      signedOut(text);
    } else {
      again("Chưa lưu được: máy chủ chưa nhận. Nội dung còn trên máy này và sẽ tự gửi lại.");
    }
  }

  function again(words) {
    dirty = true;
    tell("failed", words);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(save, RETRY);
  }

  // Signing in (here or in another tab) gives a new token; the save is sent again with it.
  var renewed = false;
  function signedOut(text) {
    dirty = true;
    tell("failed", "Chưa lưu được: phiên đăng nhập đã hết. Nội dung còn trên máy này.");
    var region = document.getElementById("thong-bao-nhanh");
    // Already told: the link that is there must not move away under the pointer.
    if (region && !region.querySelector("[data-sign-in]") && text.length < 4000) { region.innerHTML = text; }
    if (renewed) { renewed = false; return; }
    fetch(window.location.href, { credentials: "same-origin" })
      .then(function (page) { return page.text(); })
      .then(function (page) {
        var fresh = new DOMParser().parseFromString(page, "text/html").querySelector("#tra-loi [name=csrfmiddlewaretoken]");
        if (!fresh) { return; }
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = fresh.value; });
        renewed = true;
        if (region) { region.textContent = ""; }
        save();
      })
      .catch(function () { return null; });
  }

  // --- Two people at once -------------------------------------------------------------------------------------------

  function conflictChoice(event) {
    var chosen = event.target.closest("[data-conflict-choice]");
    if (!chosen) { return; }
    var choice = chosen.dataset.conflictChoice;
    if (form.dataset.theirVersion) { form.querySelector("[data-version]").value = form.dataset.theirVersion; }
    conflicted = false;
    if (choice === "theirs") {
      dirty = false;
      forget();
      leaveTo = chosen.href;
      return;
    }
    event.preventDefault();
    document.getElementById("xung-dot").textContent = "";
    if (choice === "mine") {
      dirty = true;
      save();
    } else {
      dirty = false;
      keep();
      tell("failed", "Chưa lưu: sửa tiếp, hệ thống sẽ lưu khi anh/chị thay đổi");
      var first = form.querySelector("input:not([type=hidden]), textarea");
      if (first) { first.focus(); }
    }
  }

  // --- The page -----------------------------------------------------------------------------------------------------

  function show(text) {
    window.htmx.swap(form, text, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
  }

  function mark() {
    form.querySelectorAll("[aria-invalid]").forEach(function (one) { one.removeAttribute("aria-invalid"); });
    form.querySelectorAll("[data-field-error]").forEach(function (one) {
      var field = document.getElementById(one.dataset.fieldError);
      if (field && field.tagName !== "FIELDSET") { field.setAttribute("aria-invalid", "true"); }
    });
  }

  function tell(state, words) {
    var place = document.querySelector("#trang-thai-luu [data-save-state]");
    if (!place) { return; }
    place.dataset.state = state;
    place.textContent = words;
  }
})();
