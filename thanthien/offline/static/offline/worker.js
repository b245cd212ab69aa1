// The worker of the app: keeps its page and the files of it, nothing else. The page is the same for everybody, is
// fetched without cookies, and no answer about a person ever passes into the cache.
/* global self, caches, fetch */
(() => {
  "use strict";
  const PREFIX = "ghi-tren-may-", KEPT = self.KEPT, CACHE = PREFIX + KEPT.version, PATIENCE = 5000;

  async function keepAll() {
    const cache = await caches.open(CACHE);
    await Promise.all(KEPT.files.map(async (address) => {
      const answer = await fetch(new Request(address, { credentials: "omit", cache: "reload" }));
      if (!answer.ok || answer.redirected) { throw new TypeError(address); }
      await cache.put(address, answer);
    }));
  }
  async function dropOlder() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  }
  async function kept(address) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address)) || fetch(address);
  }
  // The page of a personal link comes from the server; without one, soon, the app opens in its place.
  async function linkPage(request) {
    try {
      return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      return kept(KEPT.shell);
    }
  }

  self.addEventListener("install", (event) => { event.waitUntil(keepAll().then(() => self.skipWaiting())); });
  self.addEventListener("activate", (event) => { event.waitUntil(dropOlder().then(() => self.clients.claim())); });
  self.addEventListener("fetch", (event) => {
    const { request } = event, { pathname, origin } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) { return; }
    const ofLink = pathname.startsWith(`${KEPT.shell}g/`) && !/\/(lien-he|gui)\/$/.test(pathname);
    if (request.mode === "navigate" && ofLink) { event.respondWith(linkPage(request)); return; }
    if (KEPT.files.includes(pathname)) { event.respondWith(kept(pathname)); }
  });
})();
