// Contact with the server, and sending what waits: once for each key, whatever is repeated. The server is asked first
// whose session or link it is, so that nothing of another person leaves this device.
(() => {
  "use strict";
  const ROOT = "/ghi-tren-may/", TOLERANCE = 15 * 60000;
  const store = window.deviceStore;
  const PAUSES = [2000, 4000, 8000, 16000];
  let tries = 0, timer = 0;
  const UNREADABLE = "Máy chủ không nhận nội dung này. Vui lòng xem lại, hoặc ghi trên trang khi có mạng.";

  // `door`: the address of a personal link, or of the app for who signs in.
  async function greet(door = ROOT) {
    let answer;
    try {
      answer = await fetch(`${door}lien-he/`, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(10000) });
      if (answer.status === 410) { await forgetDoor(door); return { state: "gone" }; }
      if (answer.redirected) { return await nobody(door); } // a step of signing in is left
      if (!answer.ok) { return { state: "away" }; }
      return await heard(await answer.json(), door);
    } catch {
      return { state: "away" };
    }
  }
  // A device that says it has a network may say so before the network carries: who was not reached is asked again in a
  // moment, a few times for each time that it comes back.
  function askSoon(state, ask) {
    clearTimeout(timer);
    if (state !== "away") { tries = 0; return; }
    if (navigator.onLine && tries < PAUSES.length) { timer = setTimeout(ask, PAUSES[tries]); tries += 1; }
  }
  window.addEventListener("online", () => { tries = 0; });

  async function heard(told, door) {
    if (!told.owner) { return nobody(door); }
    const { csrf, ...kept } = told, clock = Date.now(), off = clock - told.now;
    await store.keepOwner(told.owner, { ...kept, door });
    return { state: "here", owner: told.owner, csrf, door, off: Math.abs(off) > TOLERANCE ? off : 0 };
  }
  async function nobody(door) {
    await store.noteOut(door);
    return { state: "signed-out" };
  }
  async function forgetDoor(door) {
    for (const one of await store.owners()) {
      if (one.door === door && door !== ROOT) { await store.forget(one.id); }
    }
  }

  // Sends what waits, in the order in which it was written; one tab at a time. `told` hears of each.
  function sendAll(hello, told = () => {}) {
    const work = async () => {
      let troubled = false;
      for (const entry of await store.entries(hello.owner)) {
        if (entry.state !== "waiting") { continue; }
        const outcome = await send(hello, entry);
        told(outcome);
        troubled ||= outcome === "trouble";
        if (["away", "signed-out", "gone", "busy"].includes(outcome)) { return outcome; }
      }
      return troubled ? "trouble" : "done";
    };
    return navigator.locks ? navigator.locks.request("ghi-tren-may", work) : work();
  }

  async function send(hello, entry) {
    let answer;
    try {
      const body = await parcel(hello.owner, entry);
      answer = await fetch(`${hello.door}gui/`, {
        method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": hello.csrf }, signal: AbortSignal.timeout(180000)
      });
    } catch {
      return "away";
    }
    return outcomeOf(answer, hello, entry);
  }
  async function parcel(owner, entry) {
    const body = new FormData();
    for (const [name, value] of entry.fields) { body.append(name, value); }
    for (const file of entry.files || []) { body.append(file.field, await store.photograph(owner, file)); }
    const cover = { key: entry.key, kind: entry.kind, form: entry.form, owner, made: entry.made, sent: Date.now(), contact: entry.contact };
    for (const [name, value] of Object.entries(cover)) { body.append(`may-${name}`, value); }
    return body;
  }
  async function outcomeOf(answer, hello, entry) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) { return "signed-out"; }
    if (answer.status === 410) { await store.forget(hello.owner); return "gone"; }
    if (answer.status === 429) { return "busy"; }
    if (answer.status >= 500) { return "trouble"; }
    const told = await answer.json().catch(() => null) || {};
    if (told.state === "other" || (answer.ok && !told.state)) { return "signed-out"; }
    if (told.state === "stored") {
      const { key, made, title, lines } = entry;
      const kept = await store.put(hello.owner, { key, made, state: "sent", title, lines, url: told.url, note: told.note, taken: told.taken }, entry.stamp);
      if (kept) { await store.dropFiles(key); }
      return "sent";
    }
    await store.put(hello.owner, { ...entry, state: "refused", sentences: told.sentences || [UNREADABLE], wrong: told.fields || {} }, entry.stamp);
    return "refused";
  }

  window.deviceSending = { ROOT, greet, askSoon, sendAll };
})();
