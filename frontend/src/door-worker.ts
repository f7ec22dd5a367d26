/// <reference lib="webworker" />
/**
 * Keeps the list at the door for when there is no network, for a day and a half at most. The network goes first, so that
 * a closed list closes here too. Taps are none of its business.
 */
declare const self: ServiceWorkerGlobalScope;

const KEPT = "gjennomslag-door";
const LONGEST = 36 * 3600 * 1000;
const WHEN = "x-kept-at";

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method === "GET" && address.origin === self.location.origin) event.respondWith(fresh(request));
});

async function fresh(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok) await keep(cache, request, response.clone());
    else if (response.status === 410) await caches.delete(KEPT);
    return response;
  } catch (fault) {
    const found = await cache.match(request, { ignoreVary: true });
    if (!found || Date.now() - Number(found.headers.get(WHEN)) > LONGEST) {
      await cache.delete(request);
      throw fault;
    }
    return found;
  }
}

async function keep(cache: Cache, request: Request, response: Response): Promise<void> {
  const headers = new Headers(response.headers);
  headers.set(WHEN, String(Date.now()));
  const { status, statusText } = response;
  await cache.put(request, new Response(await response.blob(), { status, statusText, headers }));
}

export {};
