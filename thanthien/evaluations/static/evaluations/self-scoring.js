// <form data-autosave>: saves at each change, and keeps what was typed on this machine until the server has it.
// The server answers with the parts of the page that changed; nothing is computed here. A save carries the version
// that the person saw, so that sending it twice does no harm and a colleague's work is never overwritten unseen.
// data-owner: whose draft it is; data-next: where “Hoàn thành” leads; data-here: this page with its filter;
// data-prefilled: the fields hold last year's value, which nobody has saved. Without script the form is an ordinary one.
//
// The states, and what leads from one to the next:
//   saved      nothing waits to be sent           a change → typed
//   typed      will be sent in a moment           timer, focus, connection → sending
//   sending    a save is under way                200, 422 → saved · lost, signed out → typed · 409 → conflict
//   resending  typed while a save was under way   as sending, but 200 → sending, 422 → typed
//   conflict   waits for the person's choice      mine → sending · edit → saved · theirs → left
//   left       the page is being left             a change, should it stay → typed
(() => {
  "use strict";
  const WAIT = 600;
  const RETRY = 5000;
  const TOKEN = "csrfmiddlewaretoken";

  foldTree();
  showCurrent();
  const form = document.querySelector("form[data-autosave]");
  if (!form) { return; }

  let state = document.querySelector("[data-conflict]") ? "conflict" : "saved";
  let wanted = { action: "save", goal: "" }; // what the next save does, and where to go when it has arrived
  let timer = 0;

  const address = form.getAttribute("action"); // a button is named “action”, so form.action is not the address
  const draft = `tu-cham:${form.dataset.owner}:${address}`;

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", submitted);
  document.addEventListener("click", choose);
  window.addEventListener("online", sendTyped);
  window.addEventListener("focus", sendTyped);
  window.addEventListener("beforeunload", (event) => {
    if (state === "typed" || state === "conflict") { event.preventDefault(); }
  });
  restore();

  // --- The draft on this machine ------------------------------------------------------------------------------------

  function keep() {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== TOKEN && typeof value === "string");
    try { localStorage.setItem(draft, JSON.stringify(fields)); } catch { /* storage is full or switched off */ }
  }

  function forget() {
    try { localStorage.removeItem(draft); } catch { /* as above */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(draft)); } catch { return null; }
  }

  function restore() {
    const fields = kept();
    if (!Array.isArray(fields) || state === "conflict") { return; }
    const values = new Map(fields);
    for (const field of form.elements) {
      if (!field.name || field.name === TOKEN || field.type === "submit") { continue; }
      if (field.type === "radio") { field.checked = values.get(field.name) === field.value; }
      else if (field.type === "checkbox") { field.checked = values.has(field.name); }
      else if (values.has(field.name)) { field.value = values.get(field.name); }
    }
    state = "typed";
    tell("saving", "Đang gửi lại nội dung chưa lưu…");
    sendTyped();
  }

  // --- What the person does -----------------------------------------------------------------------------------------

  function typed(event) {
    if (event.target.type === "file") { return; }
    keep();
    if (isSending()) { state = "resending"; }
    else if (state !== "conflict") { sendLater(WAIT); }
  }

  function submitted(event) {
    event.preventDefault();
    const button = event.submitter;
    if (button?.dataset.conflictChoice || state === "conflict") { return; }
    const action = button?.value ?? "save";
    if (action === "clear" || action === "use_system") {
      if (isSending()) { return; }
      wanted = { action, goal: form.dataset.here };
      send();
    } else if (action === "next") {
      goOn();
    } else if (!isSending()) {
      wanted.goal = "";
      send();
    }
  }

  // “Hoàn thành”: on to the next indicator, once what was typed has arrived.
  function goOn() {
    const untouched = state === "saved" && !("prefilled" in form.dataset);
    wanted.goal = isFilledIn() ? form.dataset.next : "";
    if (!wanted.goal) { tellEmpty(); }
    if (untouched && wanted.goal) { leave(); }
    else if (!untouched && !isSending()) { send(); }
  }

  function isSending() {
    return state === "sending" || state === "resending";
  }

  function isFilledIn() {
    const fields = [...form.querySelectorAll("[data-value] input")];
    return fields.some((field) => (field.type === "text" ? field.value.trim() : field.checked));
  }

  // Two people at once: which of the two contents counts.
  function choose(event) {
    const chosen = event.target.closest("[data-conflict-choice]");
    if (!chosen) { return; }
    if (chosen.dataset.conflictChoice === "theirs") {
      forget();
      state = "left"; // the link leads to the page as it is stored
      return;
    }
    event.preventDefault();
    form.elements.version.value = chosen.closest("[data-conflict]").dataset.version; // seen, from now on
    document.getElementById("xung-dot").textContent = "";
    keep();
    if (chosen.dataset.conflictChoice === "mine") {
      send();
    } else {
      state = "saved";
      for (const folded of form.querySelectorAll("details")) { folded.open = true; }
      tell("failed", "Chưa lưu: sửa tiếp, hệ thống sẽ lưu khi anh/chị thay đổi");
      form.querySelector("input:not([type=hidden]), textarea").focus();
    }
  }

  // --- Sending ------------------------------------------------------------------------------------------------------

  function sendLater(delay) {
    state = "typed";
    clearTimeout(timer);
    timer = setTimeout(sendTyped, delay);
  }

  function sendTyped() {
    if (state === "typed") { send(); }
  }

  async function send(renewed = false) {
    clearTimeout(timer);
    state = "sending";
    keep();
    tell("saving", "Đang lưu…");
    const body = new FormData(form);
    body.set("action", wanted.action);
    let answer;
    let parts;
    try {
      answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
      parts = await answer.text();
    } catch {
      tryAgain("Chưa lưu được: mất kết nối. Nội dung còn trên máy này và sẽ tự gửi lại.");
      return;
    }
    take(answer, parts, renewed);
  }

  function take(answer, parts, renewed) {
    if (answer.status === 200) { arrived(answer, parts); }
    else if (answer.status === 409) { metAnother(parts); }
    else if (answer.status === 422) { refused(parts); }
    else if (answer.status === 401 || answer.status === 403) { signedOut(parts, renewed); }
    else { tryAgain("Chưa lưu được: máy chủ chưa nhận. Nội dung còn trên máy này và sẽ tự gửi lại."); }
  }

  function arrived(answer, parts) {
    form.elements.version.value = answer.headers.get("X-Answer-Version");
    wanted.action = "save";
    delete form.dataset.prefilled;
    show(parts);
    if (state === "resending") {
      send();
      return;
    }
    state = "saved";
    forget();
    if (wanted.goal) { leave(); }
  }

  function metAnother(parts) {
    wanted = { action: "save", goal: "" };
    state = "conflict";
    show(parts);
    tell("conflict", "Có người khác vừa sửa: cần chọn cách lưu");
    document.querySelector("[data-conflict]").focus();
  }

  function refused(parts) {
    wanted = { action: "save", goal: "" };
    show(parts);
    if (state === "resending") { sendLater(WAIT); } else { state = "saved"; }
  }

  function tryAgain(words) {
    tell("failed", words);
    sendLater(RETRY);
  }

  // Signing in (here or in another tab) gives a new token; the save is sent again with it, once.
  async function signedOut(parts, renewed) {
    state = "typed";
    tell("failed", "Chưa lưu được: phiên đăng nhập đã hết. Nội dung còn trên máy này.");
    const region = document.getElementById("thong-bao-nhanh");
    // Already told: the link that is there must not move away under the pointer.
    if (!region.querySelector("[data-sign-in]") && parts.length < 4000) { region.innerHTML = parts; }
    const token = renewed ? "" : await freshToken();
    if (!token) { return; }
    for (const field of document.querySelectorAll(`[name=${TOKEN}]`)) { field.value = token; }
    region.textContent = "";
    if (state === "typed") { send(true); }
  }

  async function freshToken() {
    try {
      const page = await (await fetch(window.location.href)).text();
      return new DOMParser().parseFromString(page, "text/html").querySelector(`#tra-loi [name=${TOKEN}]`)?.value;
    } catch {
      return "";
    }
  }

  function leave() {
    state = "left";
    window.location.assign(wanted.goal);
  }

  // --- The page -----------------------------------------------------------------------------------------------------

  function show(parts) {
    htmx.swap(form, parts, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
    for (const field of form.querySelectorAll("[aria-invalid]")) { field.removeAttribute("aria-invalid"); }
    for (const told of form.querySelectorAll("[data-field-error]")) {
      const field = document.getElementById(told.dataset.fieldError);
      if (field && field.tagName !== "FIELDSET") { field.setAttribute("aria-invalid", "true"); }
      told.closest("details")?.setAttribute("open", "");
    }
  }

  function tell(mark, words) {
    const place = document.querySelector("#trang-thai-luu [data-save-state]");
    place.dataset.state = mark;
    place.textContent = words;
  }

  function tellEmpty() {
    const notice = document.getElementById("chua-nhap");
    notice.hidden = false;
    notice.focus();
  }

  // The list of indicators begins where the person is.
  function showCurrent() {
    const current = document.querySelector(".tree-item[aria-current]");
    const pane = current?.closest(".tree");
    if (pane && pane.scrollHeight > pane.clientHeight) { pane.scrollTop = current.offsetTop - pane.clientHeight / 2; }
  }

  function foldTree() {
    const narrow = window.matchMedia("(max-width: 63.99rem)").matches;
    if (narrow) { document.querySelector("[data-tree-fold]")?.removeAttribute("open"); }
  }
})();
