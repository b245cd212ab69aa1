// What this device keeps of each person who writes without a signal: a key that no script can read out, and all else
// encrypted with it. Encrypting never happens inside a transaction: it would be over meanwhile.
(() => {
  "use strict";
  const NAME = "ghi-tren-may", HOUR = 3600000, WEEK = 168 * HOUR;
  let opened = null;

  function database() {
    opened = opened || new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("owners", { keyPath: "id" });
        asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("owner", "owner");
        asked.result.createObjectStore("files", { keyPath: "id" }).createIndex("entry", "entry");
        asked.result.createObjectStore("notes", { keyPath: "name" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  }

  // `act` places its requests at once; what it returns is a request, whose result is the answer once all is written.
  async function run(stores, mode, act) {
    const db = await database();
    return new Promise((resolve, reject) => {
      const work = db.transaction(stores, mode, { durability: "strict" });
      const asked = act(...stores.map((name) => work.objectStore(name)));
      work.oncomplete = () => resolve(asked?.result);
      work.onabort = () => reject(work.error);
    });
  }

  // --- Encryption: what is sealed for one owner and one thing can't be put in the place of another -------------------
  function about(owner, id, iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${owner}|${id}`) };
  }
  async function seal(key, owner, id, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt(about(owner, id, iv), key, content) };
  }
  function unseal(key, owner, id, sealed) {
    return crypto.subtle.decrypt(about(owner, id, sealed.iv), key, sealed.data);
  }
  function sealTold(key, owner, id, told) {
    return seal(key, owner, id, new TextEncoder().encode(JSON.stringify(told)));
  }
  async function unsealTold(key, owner, id, sealed) {
    return JSON.parse(new TextDecoder().decode(await unseal(key, owner, id, sealed)));
  }

  // --- Owners --------------------------------------------------------------------------------------------------------
  function ownerRow(id) { return run(["owners"], "readonly", (owners) => owners.get(id)); }

  async function keyOf(id) {
    const row = await ownerRow(id);
    if (row) { return row.key; }
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await run(["owners"], "readwrite", (owners) => {
      owners.get(id).onsuccess = (got) => { if (!got.target.result) { owners.put({ id, key }); } };
    });
    return (await ownerRow(id)).key;
  }
  async function keepOwner(id, told) {
    const key = await keyOf(id), sealed = await sealTold(key, id, "told", told);
    await run(["owners", "notes"], "readwrite", (owners, notes) => {
      owners.put({ id, key, sealed });
      notes.put({ name: "current", owner: id });
    });
  }
  async function owner(id) {
    const row = id ? await ownerRow(id) : null;
    return row?.sealed ? { id, ...await unsealTold(row.key, id, "told", row.sealed) } : null;
  }
  async function current() {
    const note = await run(["notes"], "readonly", (notes) => notes.get("current"));
    const found = await owner(note?.owner);
    return found && { ...found, out: Boolean(note.out) };
  }
  // The server said that nobody is signed in: what is kept is shown again when its person is.
  async function noteOut(door) {
    const now = await current();
    if (now?.door !== door) { return; }
    await run(["notes"], "readwrite", (notes) => notes.put({ name: "current", owner: now.id, out: true }));
  }
  async function owners() {
    const ids = await run(["owners"], "readonly", (all) => all.getAllKeys());
    return (await Promise.all(ids.map(owner))).filter(Boolean);
  }
  // Nobody is at the device: what is kept stays for its person.
  function leave() { return run(["notes"], "readwrite", (notes) => notes.delete("current")); }

  // The key goes, and with it everything that was encrypted by it.
  function forget(id) {
    return run(["owners", "entries", "files", "notes"], "readwrite", (all, entries, files, notes) => {
      all.delete(id);
      notes.get("current").onsuccess = (got) => { if (got.target.result?.owner === id) { notes.delete("current"); } };
      entries.index("owner").getAllKeys(id).onsuccess = (got) => {
        for (const key of got.target.result) { erase(entries, files, key); }
      };
    });
  }
  function erase(entries, files, key) {
    entries.delete(key);
    eraseFiles(files, key);
  }
  function eraseFiles(files, key) {
    files.index("entry").getAllKeys(key).onsuccess = (got) => {
      for (const id of got.target.result) { files.delete(id); }
    };
  }

  // --- Entries -------------------------------------------------------------------------------------------------------
  async function entries(id) {
    const row = await ownerRow(id);
    if (!row) { return []; }
    const rows = await run(["entries"], "readonly", (all) => all.index("owner").getAll(id));
    const read = await Promise.all(rows.map(async (one) => (
      { key: one.key, state: one.state, made: one.made, stamp: one.stamp, ...await unsealTold(row.key, id, one.key, one.sealed) }
    )));
    return read.sort((a, b) => a.made - b.made);
  }
  // Photographs first, one after another; the entry last. What has no entry is swept away.
  async function add(id, told, photographs) {
    const sealing = await keyOf(id), key = told.key || crypto.randomUUID(), files = [...(told.files || [])];
    for (const { field, file } of photographs) {
      const name = crypto.randomUUID(), sealed = await seal(sealing, id, name, await file.arrayBuffer());
      await run(["files"], "readwrite", (all) => all.put({ id: name, entry: key, at: Date.now(), sealed }));
      files.push({ id: name, field, name: file.name, type: file.type });
    }
    const written = await put(id, { ...told, key, files, state: "waiting", made: told.made || Date.now() });
    if (!written) { throw new Error("sent meanwhile"); }
    return key;
  }
  // Writes an entry; with `stamp` only while nobody wrote it since. Answers whether it was written.
  async function put(id, entry, stamp) {
    const { key, state, made, stamp: _, ...told } = entry;
    const sealed = await sealTold(await keyOf(id), id, key, told);
    let done = false;
    await run(["entries"], "readwrite", (all) => {
      all.get(key).onsuccess = (got) => {
        const there = got.target.result;
        if (stamp ? there?.stamp !== stamp : there?.state === "sent") { return; }
        all.put({ key, owner: id, state, made, stamp: crypto.randomUUID(), sealed });
        done = true;
      };
    });
    return done;
  }
  function remove(key) {
    return run(["entries", "files"], "readwrite", (all, files) => erase(all, files, key));
  }
  function dropFiles(key) {
    return run(["files"], "readwrite", (files) => { eraseFiles(files, key); });
  }
  async function photograph(id, file) {
    const row = await run(["files"], "readonly", (all) => all.get(file.id));
    return new File([await unseal(await keyOf(id), id, file.id, row.sealed)], file.name, { type: file.type });
  }
  // Photographs without an entry (the tab was closed between), and what was sent a week ago.
  function sweep() {
    const now = Date.now();
    return run(["entries", "files"], "readwrite", (all, files) => {
      all.getAll().onsuccess = (got) => {
        const rows = got.target.result, known = new Set(rows.map((one) => one.key));
        for (const one of rows) {
          if (one.state === "sent" && now - one.made > WEEK) { erase(all, files, one.key); }
        }
        files.openCursor().onsuccess = (met) => {
          const at = met.target.result;
          if (!at) { return; }
          if (!known.has(at.value.entry) && now - at.value.at > HOUR) { at.delete(); }
          at.continue();
        };
      };
    });
  }

  window.deviceStore = { keepOwner, owner, owners, current, noteOut, leave, forget, entries, add, put, remove, dropFiles, photograph, sweep };
})();
