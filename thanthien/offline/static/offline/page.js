// The page of the app: whose device it is, the forms to fill in, and what is kept. It works without a signal; with one
// it sends by itself when it opens, when the signal comes back, when it is looked at again, and by its button.
(() => {
  "use strict";
  const store = window.deviceStore, sending = window.deviceSending, view = window.deviceView;
  const part = (id) => document.getElementById(id);
  const here = location.pathname, OUT = "Cần đăng nhập lại để xem và gửi.";
  const STATES = { waiting: "Chờ gửi", sent: "Đã gửi", refused: "Không được nhận" };
  let person = null, hello = { state: "asked" }, editing = null, dropping = "", busy = false, again = false;

  // --- Who it is -----------------------------------------------------------------------------------------------------
  async function begin() {
    await store.sweep();
    person = await ofThisAddress();
    await show();
    await meet();
  }
  // At the address of a link it is the link's person and nobody else.
  async function ofThisAddress() {
    if (here === sending.ROOT) { return store.current(); }
    return (await store.owners()).find((one) => one.door === here) || null;
  }
  // Whoever asks while it is being asked may know more (the signal is back, something was written): it is asked again.
  async function meet() {
    if (busy) { again = true; return; }
    busy = true;
    do {
      again = false;
      const met = await greetHere();
      // An open sheet stays its person's: whoever else is here by now is met when it is closed.
      if (!editing || met.state !== "here" || met.owner === editing.owner) { await take(met); }
    } while (again);
    busy = false;
    sending.askSoon(hello.state, meet);
  }
  async function greetHere() {
    const met = await sending.greet(here);
    // Who signed in comes before a link that was opened here once.
    const byLink = here === sending.ROOT && met.state === "signed-out" && person && person.door !== sending.ROOT;
    return byLink ? sending.greet(person.door) : met;
  }
  async function take(met) {
    hello = met;
    if (hello.state === "here") { person = await store.owner(hello.owner); }
    if (hello.state === "signed-out" && person) { person = { ...person, out: true }; }
    if (hello.state === "gone") { nobody(); }
    await show();
    if (hello.state !== "here") { return; }
    const outcome = await sending.sendAll(hello, show);
    if (outcome === "gone") { hello = { state: "gone" }; nobody(); }
    if (outcome === "signed-out") { hello = { state: "signed-out" }; }
    await show(outcome);
  }
  function nobody() { person = null; close(); }
  // What is of a person is shown once it is known that it is they: the server said so, or nothing was heard since.
  function isReadable() { return Boolean(person) && (hello.state === "here" || (hello.state === "away" && !person.out)); }

  // --- What is shown -------------------------------------------------------------------------------------------------
  async function show(outcome = "") {
    const readable = isReadable();
    part("chu-may").hidden = !readable;
    part("chu-may").textContent = readable ? `Người ghi: ${person.name}` : "";
    // The page itself is nobody's: who is known here needs no way to sign in.
    for (const way of document.querySelectorAll("header a[href*='dang-nhap']")) { way.hidden = readable; }
    showForms(readable ? person.forms : []);
    const all = await view.showCounts(person?.id, person ? wordsOf(hello.state, outcome) : "");
    showEntries(readable ? all : []);
    showNeeds(all.some((one) => one.state === "waiting"));
  }
  function wordsOf(state, outcome) {
    if (outcome === "trouble") { return "Máy chủ chưa nhận được; sẽ gửi lại."; }
    if (outcome === "busy") { return "Đường dẫn được dùng quá nhiều; vui lòng gửi lại sau một giờ."; }
    if (state === "away" && person.out) { return OUT; }
    return { away: "Chưa có mạng; nội dung được giữ trên máy.", here: "", "signed-out": OUT }[state] || "";
  }
  function showNeeds(waiting) {
    const said = [];
    if (hello.state === "gone") { said.push("Đường dẫn này đã hết hạn hoặc đã bị thu hồi. Nội dung còn chờ trên máy đã được xóa."); }
    if (!person && !["gone", "asked"].includes(hello.state)) { said.push("Máy này chưa có biểu mẫu. Cần mở trang này một lần khi có mạng, sau khi đăng nhập hoặc mở đường dẫn riêng."); }
    if (hello.off) { said.push(`Đồng hồ của máy sai khoảng ${spanWords(Math.abs(hello.off))}. Vui lòng chỉnh lại, nếu không giờ ghi trên máy không được tính.`); }
    const links = hello.state === "signed-out" ? [["Đăng nhập", `/tai-khoan/dang-nhap/?next=${sending.ROOT}`]] : [];
    if (waiting && !said.length && !links.length) { part("can-biet").replaceChildren(); return; }
    part("can-biet").replaceChildren(...said.map(paragraph), ...links.map(linkTo));
  }
  function paragraph(words) { const made = document.createElement("p"); made.textContent = words; return made; }
  function linkTo([words, address]) {
    const made = document.createElement("a");
    made.className = "button"; made.href = address; made.textContent = words;
    return made;
  }
  function spanWords(off) {
    const hours = Math.round(off / 3600000);
    if (hours < 1) { return `${Math.round(off / 60000)} phút`; }
    return hours < 24 ? `${hours} giờ` : `${Math.round(hours / 24)} ngày`;
  }

  function showForms(forms) {
    part("bieu-mau").hidden = !forms.length || !part("dang-ghi").hidden;
    part("cac-mau").replaceChildren(...forms.map((form) => {
      const button = document.createElement("button");
      button.type = "button"; button.className = "button"; button.textContent = form.title;
      button.addEventListener("click", () => write(form));
      return button;
    }));
  }

  function showEntries(all) {
    part("hang-doi").hidden = !all.length;
    part("cac-ban").replaceChildren(...all.toReversed().map(row));
  }
  function row(entry) {
    const made = part("mot-ban").content.cloneNode(true), find = (hook) => made.querySelector(hook);
    find("[data-title]").textContent = entry.title;
    find("[data-state]").textContent = `${STATES[entry.state]}. Ghi lúc ${momentText(entry.made)}. ${(entry.sentences || []).join(" ") || entry.note || ""}`;
    find("[data-lines]").textContent = [...entry.lines, photographWords(entry)].filter(Boolean).join("\n");
    const form = person.forms.find((one) => one.kind === entry.kind && one.form === entry.form);
    keepIf(find("[data-edit]"), entry.state !== "sent" && form, () => write(form, entry));
    keepIf(find("[data-drop]"), true, () => drop(entry));
    find("[data-drop]").textContent = dropText(entry);
    keepIf(find("[data-read]"), entry.url && !entry.url.includes("/g/") && person.door === sending.ROOT);
    const read = find("[data-read]");
    if (read) { read.href = entry.url; }
    return made;
  }
  function keepIf(one, wanted, act) {
    if (!wanted) { one.remove(); return; }
    if (act) { one.addEventListener("click", act); }
  }
  function photographWords(entry) { return entry.files?.length ? `${entry.files.length} ảnh` : ""; }
  function momentText(at) { return new Date(at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" }); }
  function dropText(entry) {
    if (entry.state === "sent") { return "Ẩn"; }
    return dropping === entry.key ? "Bấm lần nữa để bỏ hẳn" : "Bỏ";
  }
  async function drop(entry) {
    if (entry.state !== "sent" && dropping !== entry.key) { dropping = entry.key; await show(); return; }
    await store.remove(entry.key);
    await show();
  }

  // --- Writing -------------------------------------------------------------------------------------------------------
  function write(form, entry = null) {
    editing = { owner: person.id, form, entry };
    part("ten-mau").textContent = form.title;
    part("noi-ghi").textContent = form.place;
    // The markup is the server's own form, kept encrypted; scripts in it would not run.
    part("cac-o").innerHTML = form.html;
    view.renewDays(part("to-ghi"));
    if (entry) { view.fillIn(part("to-ghi"), entry.fields); }
    part("loi-ghi").replaceChildren(...(entry?.sentences || []).map(paragraph));
    part("dang-ghi").hidden = false;
    part("bieu-mau").hidden = true;
    part("ten-mau").focus();
  }
  function close() {
    editing = null;
    part("dang-ghi").hidden = true;
    part("cac-o").replaceChildren();
  }
  part("thoi-ghi").addEventListener("click", async () => { close(); await show(); await meet(); });
  part("to-ghi").addEventListener("submit", async (event) => {
    event.preventDefault();
    const sheet = event.target;
    if (!editing || editing.keeping || !sheet.reportValidity()) { return; }
    const open = editing, { owner, form, entry } = open, cover = { kind: form.kind, form: form.form, title: form.title };
    open.keeping = true; // a second press keeps nothing twice
    const before = entry ? { key: entry.key, files: entry.files } : {};
    await view.keep(owner, sheet, { ...cover, ...before }, entry).then(close, () => {
      open.keeping = false;
      part("loi-ghi").replaceChildren(paragraph("Máy chưa lưu được, có thể đã hết chỗ. Nội dung vẫn còn trên màn hình."));
    });
    await show();
    await meet();
  });

  document.querySelector("[data-queue-send]").addEventListener("click", meet);
  document.querySelector("[data-queue-open]").remove();
  window.addEventListener("online", meet);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { meet(); } });
  setInterval(() => { if (!document.hidden && !editing) { meet(); } }, 60000);
  begin();
})();
