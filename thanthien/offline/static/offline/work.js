// On work pages and on the page of a personal link: puts the app on the device, sends what waits, keeps a form that is
// sent without a signal, and asks before signing out what becomes of what wasn't sent.
(() => {
  "use strict";
  const store = window.deviceStore, sending = window.deviceSending, view = window.deviceView;
  const here = document.querySelector("[data-offline-work]"), door = here.dataset.door || sending.ROOT;
  let hello = { state: "away" }, offers = [], keeping = false;

  async function begin() {
    if (here.dataset.worker) { navigator.serviceWorker?.register(here.dataset.worker).catch(() => null); }
    offers = (await mine())?.forms || []; // of the last time, until this contact is answered
    await meet();
    window.addEventListener("online", meet);
    document.querySelectorAll("[data-queue-send]").forEach((button) => { button.addEventListener("click", meet); });
  }
  async function meet() {
    hello = await sending.greet(door);
    sending.askSoon(hello.state, meet);
    offers = (await mine())?.forms || [];
    await send();
  }
  async function send() {
    // Somebody else signed in meanwhile: this page stays that of its person, and sends nothing of others.
    if (hello.state !== "here" || hello.owner !== here.dataset.owner) { return view.showCounts((await mine())?.id); }
    if ((await view.showCounts(hello.owner)).some((one) => one.state === "waiting")) {
      await sending.sendAll(hello, () => view.showCounts(hello.owner));
    }
    return view.showCounts(hello.owner);
  }
  // Whose page it is the page itself told when it came, not who was at the device last.
  async function mine() {
    const found = await store.owner(here.dataset.owner);
    return found?.door === door ? found : null;
  }

  // --- A form that is sent without a signal is kept ------------------------------------------------------------------
  document.addEventListener("submit", async (event) => {
    const form = event.target, offered = offers.find((one) => isThis(one, form));
    if (navigator.onLine || !(offered || form.matches("[data-offline-door]"))) { return; }
    event.preventDefault();
    event.stopPropagation();
    if (!offered) { location.assign(sending.ROOT); return; }
    if (keeping || !form.reportValidity()) { return; }
    keeping = true; // a second press keeps nothing twice
    const words = await keep(form, offered).catch(() => "Máy chưa lưu được, có thể đã hết chỗ. Nội dung vẫn còn trên màn hình.");
    keeping = false;
    await view.showCounts(here.dataset.owner, words).catch(() => null);
    document.querySelector("[data-queue-strip]").scrollIntoView();
  }, true);
  // Under the key that the form was to be sent by: sent already and the answer lost, it is stored once.
  async function keep(form, offered) {
    const key = form.elements["may-key"];
    const cover = { key: key?.value, kind: offered.kind, form: offered.form, title: offered.title };
    await view.keep(here.dataset.owner, form, cover);
    form.reset();
    if (key) { key.value = crypto.randomUUID(); }
    return "Chưa có mạng: đã giữ trên máy, sẽ gửi khi có mạng.";
  }
  function isThis(offered, form) {
    if (form.dataset.deviceForm) { return offered.kind === form.dataset.deviceKind && offered.form === form.dataset.deviceForm; }
    return form.matches("main form[method=post]") && offered.page === location.pathname && offered.form === "ghi";
  }

  // --- Signing out ---------------------------------------------------------------------------------------------------
  const question = document.querySelector("[data-sign-out-question]");
  let leaving = null;
  document.addEventListener("submit", async (event) => {
    const address = event.target.getAttribute("action") || ""; // a form may have a field of that name
    if (!question || leaving === "now" || !address.endsWith("/dang-xuat/")) { return; }
    event.preventDefault();
    const form = event.target, person = await mine();
    const left = person ? (await store.entries(person.id)).filter((one) => one.state !== "sent").length : 0;
    if (left) { ask(form, left); return; }
    if (person) { await store.forget(person.id); }
    go(form);
  });
  function ask(form, left) {
    leaving = form;
    question.querySelector("[data-sign-out-words]").textContent = `${left} bản ghi chưa gửi được từ máy này.`;
    question.hidden = false;
    question.scrollIntoView();
    question.focus();
  }
  function go(form) { leaving = "now"; form.submit(); }
  question?.addEventListener("click", async (event) => {
    const answer = event.target.closest("[data-sign-out]")?.dataset.signOut, form = leaving, person = await mine();
    if (!answer || !form) { return; }
    if (answer === "stay") { question.hidden = true; return; }
    if (answer === "keep") { await store.leave(); go(form); return; }
    if (answer === "drop") { await store.forget(person.id); go(form); return; }
    await meet();
    const left = (await store.entries(person.id)).filter((one) => one.state !== "sent").length;
    if (left) { ask(form, left); return; }
    await store.forget(person.id);
    go(form);
  });

  begin();
})();
