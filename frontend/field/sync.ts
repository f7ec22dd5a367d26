import {
  MOST_OPERATIONS,
  type SyncAnswer,
  type SyncRequest,
  type TakeAnswer,
  type TakeRequest,
  type TallyAnswer,
  type TallyRequest,
  type TurfAnswer,
} from "./contract";
import { digestOf, weekOf } from "./ids";
import type { Holding, Session, Store } from "./store";
import { closeSessions } from "./taps";
import { post, pull } from "./wire";

/** At least this many new answers are sent together, so that no change can be matched to one door. */
export const FEWEST_ANSWERS = 10;

const nonce = (): string => crypto.randomUUID();

/** What taking a turf came to. */
export type Taken = "taken" | "ended" | "no-network";

/** Take the turf that the link opens. A turf held before is let go; what waits of it is still delivered. */
export async function take(store: Store, link: string): Promise<Taken> {
  const mark = await digestOf(link);
  const held = await store.holding();
  if (held?.link === mark && held.running) return "taken";
  const device = crypto.randomUUID();
  const request: TakeRequest = { nonce: nonce(), link, device };
  const reply = await post<TakeAnswer>("/walk/take/v1", request, "");
  if (reply.kind === "gone" || reply.kind === "refused") return "ended";
  if (reply.kind !== "answer") return "no-network";
  const { upload, download, lease } = reply.body;
  await store.transaction("rw", store.holdings, store.turfs, store.shown, async () => {
    await store.holdings.toCollection().modify({ current: 0 });
    await Promise.all([store.turfs.clear(), store.shown.clear()]);
    await store.holdings.add({
      device,
      upload,
      download,
      link: mark,
      current: 1,
      seq: 0,
      lastAt: 0,
      received: 0,
      until: Date.now() + lease.remaining,
      running: lease.running,
      synced: 0,
    });
  });
  await fetchTurf(store);
  return "taken";
}

/** How far a holding's delivery came. */
type Came = "came" | "gone" | "nothing";

/** Deliver what waits, then fetch the turf; one tab at a time. `revoked` when the phone was told to empty itself. */
export async function sync(store: Store): Promise<"done" | "revoked"> {
  return navigator.locks.request("gjennomslag-field-sync", async () => {
    for (const holding of await store.holdings.toArray()) {
      if ((await deliver(store, holding)) === "gone" && holding.current) return "revoked";
    }
    if ((await store.holding())?.running) await fetchTurf(store);
    return "done";
  });
}

/** Send the holding's taps and tallies until nothing waits or the network fails; let it go when its time is over. */
async function deliver(store: Store, holding: Holding): Promise<Came> {
  // The first batch may be empty: it asks how long the turf may still be held.
  do {
    const came = await send(store, holding.device);
    if (came === "gone") await forget(store, holding);
    if (came !== "came") return came;
  } while ((await oldest(store, holding.device)).length);
  await sendTallies(store, holding.device);
  await letGo(store, holding.device);
  return "came";
}

/** Empty the phone of everything that came with this holding; if it is the one in use, of everything. */
async function forget(store: Store, holding: Holding): Promise<void> {
  if (holding.current) return store.empty();
  const ofIt = (each: { device: string }): boolean => each.device === holding.device;
  store.onLetGo();
  await store.transaction("rw", store.all(), async () => {
    await Promise.all([store.waiting.filter(ofIt).delete(), store.sessions.filter(ofIt).delete()]);
    await store.holdings.delete(holding.device);
  });
}

async function oldest(store: Store, device: string): Promise<SyncRequest["ops"]> {
  const rows = await store.waiting
    .where("[device+seq]")
    .between([device, 0], [device, Infinity])
    .limit(MOST_OPERATIONS)
    .toArray();
  return rows.map(({ id, seq, door, mark, at }) => ({ id, seq, door, mark, at }));
}

/** Send one batch. Taps leave the phone's store only when a believable answer names them. */
async function send(store: Store, device: string): Promise<Came> {
  const ops = await oldest(store, device);
  const [pending, holding] = await Promise.all([
    store.waiting.where("[device+seq]").between([device, 0], [device, Infinity]).count(),
    store.holdings.get(device),
  ]);
  if (!holding) return "nothing";
  const request: SyncRequest = { device, device_now: Date.now(), nonce: nonce(), ops, pending, max_seq: holding.seq };
  const reply = await post<SyncAnswer>("/walk/sync/v1", request, holding.upload);
  if (reply.kind === "gone") return "gone";
  if (reply.kind !== "answer") return "nothing";
  const { results, received, lease } = reply.body;
  const settled = ops.map((op) => op.id).filter((id) => id in results && results[id] !== "retry");
  await store.transaction("rw", store.waiting, store.holdings, async () => {
    await store.waiting.bulkDelete(settled);
    await store.holdings.update(device, {
      received,
      running: lease.running,
      until: Date.now() + lease.remaining,
      synced: Date.now(),
    });
  });
  return ops.length && !settled.length ? "nothing" : "came";
}

/** Fetch the holding's turf if it has changed. What was tapped here and has arrived is in it, and shown from it. */
async function fetchTurf(store: Store): Promise<void> {
  const holding = await store.holding();
  if (!holding) return;
  const [kept, seqBefore] = [await store.turfs.get(holding.device), holding.seq];
  const unsent = await store.waiting.count();
  const reply = await pull<TurfAnswer>("/walk/turf/v1", holding.download, kept?.etag ?? "");
  if (reply.kind === "gone") {
    await store.holdings.update(holding.device, { running: false });
    await letGo(store, holding.device);
  }
  if (reply.kind !== "answer") return;
  await store.transaction("rw", store.turfs, store.shown, async () => {
    await store.turfs.put({ device: holding.device, etag: reply.etag, turf: reply.body });
    if (!unsent) await store.shown.filter((each) => each.seq <= seqBefore).delete();
  });
}

/** Return the sessions whose sums are due: ten new answers, or closed. */
async function due(store: Store, device: string): Promise<Session[]> {
  const sessions = await store.sessions.filter((each) => each.device === device).toArray();
  return sessions.filter((each) => each.sending || each.closed || each.answers - each.sentAnswers >= FEWEST_ANSWERS);
}

async function sendTallies(store: Store, device: string): Promise<void> {
  const now = weekOf(new Date());
  const holding = await store.holdings.get(device);
  if (!holding) return;
  const over = !holding.running || !holding.current;
  await closeSessions(
    store,
    (each) => each.device === device && (over || each.year !== now.year || each.week !== now.week),
  );
  for (const { session } of await due(store, device)) {
    const request = await freeze(store, session);
    if (!request) continue;
    const reply = await post<TallyAnswer>("/walk/tally/v1", request, holding.upload);
    if (reply.kind !== "answer" || reply.body.revision !== request.revision) return;
    await settle(store, session, request);
  }
}

/** Set aside exactly what is sent, so that sending again sends the same, quotes included. */
async function freeze(store: Store, id: string): Promise<TallyRequest | undefined> {
  return store.transaction("rw", store.sessions, async () => {
    const row = await store.sessions.get(id);
    if (!row) return undefined;
    if (row.sending) return row.sending;
    const { session, revision, area, year, week, answers, closed, quotes } = row;
    const themes = Object.fromEntries(Object.entries(row.themes).filter(([, number]) => number > 0));
    const request: TallyRequest = {
      nonce: nonce(), session, revision, area, year, week, answers, themes, closed, quotes: [...quotes],
    };
    await store.sessions.update(id, { sending: request, quotes: [] });
    return request;
  });
}

async function settle(store: Store, id: string, sent: TallyRequest): Promise<void> {
  if (sent.closed) await store.sessions.delete(id);
  else await store.sessions.update(id, { sending: null, sentAnswers: sent.answers });
}

/** Empty the phone of a turf whose lease is over: the addresses at once, the keys when everything is delivered. */
async function letGo(store: Store, device: string): Promise<void> {
  await store.transaction("rw", store.all(), async () => {
    const holding = await store.holdings.get(device);
    if (!holding || (holding.current && holding.running)) return;
    if (holding.current) await Promise.all([store.turfs.clear(), store.shown.clear()]);
    const waiting = await store.waiting.filter((each) => each.device === device).count();
    const sums = await store.sessions.filter((each) => each.device === device).count();
    if (waiting + sums) return;
    store.onLetGo();
    await store.holdings.delete(device);
  });
}

/**
 * Put the addresses away when the turf's time is over by the phone's own clock, though no server has said so.
 *
 * The clock may be wrong, or have been put right a moment ago. So the keys stay until the server has been asked: where
 * the turf may still be held, it is fetched anew.
 */
export async function checkTime(store: Store): Promise<void> {
  const holding = await store.holding();
  if (!holding?.running || Date.now() < holding.until) return;
  await store.transaction("rw", store.holdings, store.turfs, store.shown, async () => {
    await store.holdings.update(holding.device, { running: false });
    await Promise.all([store.turfs.clear(), store.shown.clear()]);
  });
}
