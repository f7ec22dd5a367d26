import { digestOf } from "./ids";

/** What came of a request: a believable answer, a refusal for good (410), or nothing to build on. */
export type Reply<Body> =
  | { readonly kind: "answer"; readonly body: Body; readonly etag: string }
  | { readonly kind: "unchanged" }
  | { readonly kind: "gone" }
  | { readonly kind: "refused" }
  | { readonly kind: "nothing" };

const PATIENCE = 20_000;

async function exchange(address: string, init: RequestInit): Promise<Response | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const options: RequestInit = { ...init, signal: stop.signal, redirect: "error", credentials: "omit", cache: "no-store" };
    const response = await fetch(address, options);
    // The body is read within the same time, since a network may also stall half-way.
    return new Response([204, 304].includes(response.status) ? null : await response.blob(), response);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Say whether the answer is our server's own 410. A hotel's gateway may answer anything, so the body is looked at. */
async function isGone(response: Response): Promise<boolean> {
  if (response.status !== 410) return false;
  const body = (await response.json().catch(() => undefined)) as { fault?: string } | undefined;
  return body?.fault === "gone";
}

/** Post a message, signed with the key and a digest. Believe only a 201 that carries the message's own nonce. */
export async function post<Body extends { readonly nonce: string }>(
  address: string,
  message: { readonly nonce: string },
  key: string,
): Promise<Reply<Body>> {
  const body = JSON.stringify(message);
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "Repr-Digest": `sha-256=:${await digestOf(body)}:`,
  };
  if (key) headers["Authorization"] = `Bearer ${key}`;
  const response = await exchange(address, { method: "POST", body, headers });
  if (!response) return { kind: "nothing" };
  if (await isGone(response)) return { kind: "gone" };
  if (response.status === 400) return { kind: "refused" };
  if (response.status !== 201) return { kind: "nothing" };
  const answer = (await response.json().catch(() => undefined)) as Body | undefined;
  if (answer?.nonce !== message.nonce) return { kind: "nothing" };
  return { kind: "answer", body: answer, etag: "" };
}

/** Fetch what the key may read, if it has changed. */
export async function pull<Body>(address: string, key: string, etag: string): Promise<Reply<Body>> {
  const headers: Record<string, string> = { Authorization: `Bearer ${key}` };
  if (etag) headers["If-None-Match"] = etag;
  const response = await exchange(address, { headers });
  if (!response) return { kind: "nothing" };
  if (await isGone(response)) return { kind: "gone" };
  if (response.status === 304) return { kind: "unchanged" };
  const type = response.headers.get("Content-Type") ?? "";
  if (response.status !== 200 || !type.startsWith("application/json")) return { kind: "nothing" };
  const body = (await response.json().catch(() => undefined)) as Body | undefined;
  return body === undefined ? { kind: "nothing" } : { kind: "answer", body, etag: response.headers.get("ETag") ?? "" };
}
