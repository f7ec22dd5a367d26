import "fake-indexeddb/auto";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { SyncRequest, TallyRequest } from "../../field/contract";
import { Store } from "../../field/store";
import { checkTime, sync, take } from "../../field/sync";
import { closeSessions, NotHeld, tap, undo } from "../../field/taps";

const LEASE = { remaining: 1000, running: true };
const TURF = { drive: "Drive", number: 1, stops: [] };

type Sent = { path: string; body: Record<string, unknown>; key: string };
type Network = (sent: Sent) => Response | Promise<Response>;

/** A server that does as it should; tests put other networks in front of it. */
function honest({ path, body }: Sent): Response {
  const json = (value: unknown, status = 201): Response =>
    new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json", ETag: '"1"' } });
  if (path === "/walk/take/v1") return json({ nonce: body["nonce"], upload: "up", download: "down", lease: LEASE });
  if (path === "/walk/turf/v1") return json(TURF, 200);
  if (path === "/walk/tally/v1") return json({ nonce: body["nonce"], session: body["session"], revision: body["revision"], outcome: "applied" });
  const { ops, nonce } = body as unknown as SyncRequest;
  const results = Object.fromEntries(ops.map((op) => [op.id, "applied"]));
  return json({ nonce, results, missing_seqs: [], received: ops.length, lease: LEASE });
}

let store: Store;
let sent: Sent[];
let network: Network;

beforeEach(async () => {
  store = new Store(`test-${crypto.randomUUID()}`);
  sent = [];
  network = honest;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    const request = { path, body: init.body ? JSON.parse(String(init.body)) : {}, key: headers["Authorization"] ?? "" };
    sent.push(request);
    return network(request);
  });
  Object.defineProperty(navigator, "locks", {
    configurable: true,
    value: { request: (_: string, work: () => Promise<unknown>) => work() },
  });
  expect(await take(store, "1~link")).toBe("taken");
  sent = [];
});

afterEach(() => {
  store.close();
  vi.unstubAllGlobals();
});

const to = (path: string): Sent[] => sent.filter((each) => each.path === path);
const waiting = (): Promise<number> => store.waiting.count();

describe("taps", () => {
  it("are numbered without gaps, and no clock puts one before another", async () => {
    const clock = vi.spyOn(Date, "now");
    for (const [place, now] of [5000, 10, 7000].entries()) {
      clock.mockReturnValue(now);
      await tap(store, place + 1, "done", "not-visited");
    }
    clock.mockRestore();
    const rows = await store.waiting.orderBy("[device+seq]").toArray();
    expect(rows.map(({ seq, at }) => [seq, at])).toEqual([[1, 5000], [2, 5001], [3, 7000]]);
  });

  it("are sent oldest first, fifty at a time, and leave when they are named", async () => {
    for (let door = 1; door <= 120; door += 1) await tap(store, door, "no-answer", "not-visited");
    await sync(store);
    const batches = to("/walk/sync/v1").map((each) => (each.body as unknown as SyncRequest).ops.map((op) => op.seq));
    expect(batches.map((batch) => [batch.length, batch[0], batch.at(-1)])).toEqual([[50, 1, 50], [50, 51, 100], [20, 101, 120]]);
    expect(await waiting()).toBe(0);
  });

  it("are undone by another tap that brings the former state back", async () => {
    await undo(store, await tap(store, 1, "done", "no-answer"));
    await undo(store, await tap(store, 2, "do-not-knock", "not-visited"));
    const rows = await store.waiting.orderBy("[device+seq]").toArray();
    expect(rows.map(({ door, mark }) => [door, mark])).toEqual([[1, "done"], [1, "no-answer"], [2, "do-not-knock"], [2, "may-knock"]]);
  });

  it("are refused without a turf", async () => {
    await store.empty();
    await expect(tap(store, 1, "done", "not-visited")).rejects.toBeInstanceOf(NotHeld);
  });

  it.each<[string, Network]>([
    ["no network", () => Promise.reject(new TypeError("failed"))],
    ["a captive portal", () => new Response("<html>Welcome</html>", { status: 200 })],
    ["a portal that answers 201", () => new Response("{}", { status: 201 })],
    ["broken JSON", () => new Response('{"nonce":', { status: 201 })],
    ["another request's answer", ({ body }) => honest({ path: "/walk/sync/v1", body: { ...body, nonce: "other" }, key: "" })],
    ["an answer without our ids", ({ path, body }) => honest({ path, body: { ...body, ops: [] }, key: "" })],
    ["a portal's 410", () => new Response("Gone", { status: 410 })],
    ["a fault of the server", () => new Response("", { status: 500 })],
    ["retry", async (request) => new Response((await honest(request).text()).replaceAll('"applied"', '"retry"'), { status: 201 })],
  ])("stay on the phone after %s", async (_, failing) => {
    await tap(store, 1, "done", "not-visited");
    network = failing;
    await sync(store);
    expect(await waiting()).toBe(1);
    network = honest;
    await sync(store);
    expect(await waiting()).toBe(0);
  });
});

describe("answers", () => {
  const answer = { area: 7, themes: [3] };
  const talk = async (times: number): Promise<void> => {
    for (let door = 1; door <= times; door += 1) await tap(store, door, "done", "not-visited", answer);
  };

  it("wait until there are ten, and then go as a sum", async () => {
    await talk(9);
    await sync(store);
    expect(to("/walk/tally/v1")).toEqual([]);
    await talk(1);
    await sync(store);
    const [tally] = to("/walk/tally/v1").map((each) => each.body as unknown as TallyRequest);
    expect([tally?.answers, tally?.themes, tally?.closed]).toEqual([10, { 3: 10 }, false]);
    await talk(9);
    await sync(store);
    expect(to("/walk/tally/v1")).toHaveLength(1);
  });

  it("go at the close whatever their number, and are then forgotten", async () => {
    await talk(2);
    await closeSessions(store);
    await sync(store);
    expect(to("/walk/tally/v1").map((each) => [each.body["answers"], each.body["closed"]])).toEqual([[2, true]]);
    expect(await store.sessions.count()).toBe(0);
  });

  it("leave the sum when they are undone", async () => {
    await talk(3);
    await undo(store, await tap(store, 9, "done", "not-visited", { ...answer, quote: "Bussen går for sjelden." }));
    const [session] = await store.sessions.toArray();
    expect([session?.answers, session?.themes, session?.quotes]).toEqual([3, { 3: 3 }, []]);
  });

  it("are sent again exactly as before when the answer was lost, quotes included", async () => {
    await talk(9);
    await tap(store, 10, "done", "not-visited", { ...answer, quote: "Bussen går for sjelden." });
    network = (request) => (request.path === "/walk/tally/v1" ? Promise.reject(new TypeError("lost")) : honest(request));
    await sync(store);
    await talk(5);
    network = honest;
    await sync(store);
    const [first, second] = to("/walk/tally/v1").map((each) => each.body);
    expect(second).toEqual(first);
    expect(first?.["quotes"]).toEqual([{ theme: 3, text: "Bussen går for sjelden." }]);
  });

  it("say nothing of doors in the store", async () => {
    await talk(2);
    expect(JSON.stringify(await store.sessions.toArray())).not.toContain("door");
    expect(JSON.stringify(await store.waiting.toArray())).not.toContain("theme");
  });
});

describe("the end of a lease", () => {
  const gone = (): Response => new Response('{"fault":"gone"}', { status: 410 });

  it("empties a revoked phone, taps included", async () => {
    await tap(store, 1, "done", "not-visited", { area: 7, themes: [3] });
    network = gone;
    expect(await sync(store)).toBe("revoked");
    for (const table of store.all()) expect(await table.count()).toBe(0);
  });

  it("takes the addresses at once and the keys when all is delivered", async () => {
    await tap(store, 1, "done", "not-visited");
    await store.holdings.toCollection().modify({ until: 0 });
    await checkTime(store);
    expect([await store.turfs.count(), await store.holdings.count(), await waiting()]).toEqual([0, 1, 1]);
    network = async (request) => new Response((await honest(request).text()).replace('"running":true', '"running":false'), { status: 201 });
    await sync(store);
    for (const table of store.all()) expect(await table.count()).toBe(0);
  });

  it("is put right by the server where the phone's clock was wrong", async () => {
    await store.holdings.toCollection().modify({ until: 0 });
    await checkTime(store);
    expect([await store.turfs.count(), await store.holdings.count()]).toEqual([0, 1]);
    await sync(store);
    expect([await store.turfs.count(), (await store.holding())?.running]).toEqual([1, true]);
  });

  it("lets a phone take another turf while the first one's taps still wait", async () => {
    await tap(store, 1, "done", "not-visited");
    const before = await store.holding();
    expect(await take(store, "2~other")).toBe("taken");
    expect((await store.holding())?.device).not.toBe(before?.device);
    await sync(store);
    expect(to("/walk/sync/v1").map((each) => each.body["device"])).toContain(before?.device);
    expect([await waiting(), await store.holdings.count()]).toEqual([0, 1]);
  });

  it("does not take the same turf twice", async () => {
    const before = await store.holding();
    expect(await take(store, "1~link")).toBe("taken");
    expect((await store.holding())?.device).toBe(before?.device);
    expect(sent).toEqual([]);
  });

  it("says so when a link has ended, and when there is no network", async () => {
    network = gone;
    expect(await take(store, "3~old")).toBe("ended");
    network = () => Promise.reject(new TypeError("failed"));
    expect(await take(store, "3~old")).toBe("no-network");
  });
});
