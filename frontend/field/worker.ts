/// <reference lib="webworker" />
/**
 * The field app's service worker: keeps the app itself, and nothing of what it works with.
 *
 * The server puts `FILES` and `VERSION` in front. Requests to the sync endpoints are never touched: whether a tap has
 * arrived is between the app and the server alone.
 */
declare const self: ServiceWorkerGlobalScope;
declare const FILES: readonly string[];
declare const VERSION: string;

const PAGE = self.registration.scope;
const KEPT = `gjennomslag-field-${VERSION}`;
const LARGE = "gjennomslag-field-map";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([PAGE, ...FILES].map((file) => new Request(file, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  const forget = async (): Promise<void> => {
    for (const name of await caches.keys()) {
      if (name.startsWith("gjennomslag-field-") && name !== KEPT && name !== LARGE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const own = request.mode === "navigate" && address.href.split("#")[0] === PAGE;
  if (own) event.respondWith(kept(PAGE, request));
  else if (FILES.includes(address.pathname)) event.respondWith(kept(address.pathname, request));
  else if (address.pathname.includes("/build/chunks/") || address.pathname.includes("/build/assets/")) event.respondWith(keptLarge(request));
});

async function kept(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  return (await cache.match(file)) ?? fetch(request);
}

/** Parts that load after, such as the map library: kept when first used. Their names change with their content. */
async function keptLarge(request: Request): Promise<Response> {
  const cache = await caches.open(LARGE);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

export {};
