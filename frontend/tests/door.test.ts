import "fake-indexeddb/auto";

import { beforeEach, expect, test, vi } from "vitest";

import { Door, Taps, type Person, type Tap } from "../src/door";

const ROW = (key: string, name: string): string =>
  `<li><form data-key="${key}"><input name="key" value="${key}"><strong data-name>${name}</strong><span data-newcomer>Ny</span><span data-without-place>Venter</span>` +
  `<button name="came" value="yes" data-yes></button><button name="came" value="" data-undo hidden></button></form></li>`;
const PAGE =
  `<main data-door data-taps="/taps/" data-waiting="Venter:" data-sent="Lagret" data-gone="Stengt"><h1></h1><strong data-came-number>0</strong>` +
  `<p data-state></p><ul data-list>${ROW("a", "Kari")}</ul><template data-row>${ROW("", "")}</template>` +
  `<form data-walk-in><input name="name"><input type="checkbox" name="newcomer"></form></main>`;

let taps: Taps;
let network: boolean;
let sent: Tap[][];
let people: Map<string, Person>;

const server = vi.fn(async (_address: unknown, init?: RequestInit): Promise<Response> => {
  if (!network) throw new TypeError("no network");
  const given = (JSON.parse(String(init?.body)) as { taps: Tap[] }).taps;
  sent.push(given);
  for (const { key, came, name, newcomer } of given) {
    const known = people.get(key);
    people.set(key, { key, came, name: known?.name ?? name ?? "", newcomer: known?.newcomer ?? newcomer ?? false, waiting: known?.waiting ?? false });
  }
  return Response.json({ people: [...people.values()] });
}) as unknown as typeof fetch;

beforeEach(async () => {
  document.body.innerHTML = PAGE;
  taps = new Taps(`door-${Math.random()}`);
  network = true;
  sent = [];
  people = new Map([["a", { key: "a", name: "Kari", newcomer: false, waiting: true, came: null }]]);
});

const page = (): HTMLElement => document.querySelector("main")!;
const state = (): string => page().querySelector("[data-state]")!.textContent ?? "";
const number = (): string => page().querySelector("[data-came-number]")!.textContent ?? "";

function press(form: HTMLFormElement, button: string | null): void {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "submitter", { value: button === null ? null : form.querySelector(button) });
  form.dispatchEvent(event);
}

async function open(): Promise<Door> {
  const door = new Door(page(), taps, server);
  await door.start();
  return door;
}

test("a tap without network is kept, shown after a reload, and sent once", async () => {
  const door = await open();
  network = false;
  press(page().querySelector("[data-list] form")!, "[data-yes]");
  await vi.waitFor(() => expect(state()).toBe("Venter: 1"));
  expect(number()).toBe("1");

  document.body.innerHTML = PAGE;
  const again = await open();
  expect(number()).toBe("1");
  network = true;
  await again.deliver();
  await door.deliver();
  expect(sent.flat().map(({ key, came }) => [key, came])).toEqual([["a", true]]);
  expect([state(), people.get("a")?.came]).toEqual(["Lagret", true]);
});

test("somebody who was not on the list gets a row and is sent with a name", async () => {
  await open();
  const form = page().querySelector<HTMLFormElement>("[data-walk-in]")!;
  form.querySelector<HTMLInputElement>("[name=name]")!.value = " Ola ";
  press(form, null);
  const names = (): (string | null)[] => [...page().querySelectorAll("[data-list] strong")].map((each) => each.textContent);
  await vi.waitFor(() => expect([names(), state(), sent.flat().length]).toEqual([["Kari", "Ola"], "Lagret", 1]));
  expect(sent.flat().map(({ name, came, newcomer }) => [name, came, newcomer])).toEqual([["Ola", true, false]]);
  expect(page().querySelectorAll("[data-list] li:last-child [data-newcomer]")).toHaveLength(0);
});

test("whoever has got a place since is not marked as waiting any more", async () => {
  const door = await open();
  const mark = page().querySelector<HTMLElement>("[data-list] [data-without-place]")!;
  expect(mark.hidden).toBe(false);
  people.set("a", { ...people.get("a")!, waiting: false });
  await door.deliver();
  expect(mark.hidden).toBe(true);
});

test("an undone tap is sent as undone", async () => {
  await open();
  const form = page().querySelector<HTMLFormElement>("[data-list] form")!;
  press(form, "[data-yes]");
  await vi.waitFor(() => expect([people.get("a")?.came, state(), number()]).toEqual([true, "Lagret", "1"]));
  press(form, "[data-undo]");
  await vi.waitFor(() => expect([people.get("a")?.came, number()]).toEqual([null, "0"]));
});

test("a closed list leaves nothing on the phone", async () => {
  vi.stubGlobal("caches", { keys: async () => [], delete: async () => true });
  const gone = (async () => Response.json({ fault: "gone" }, { status: 410 })) as unknown as typeof fetch;
  await taps.waiting.add({ key: "a", came: true, at: "2026-01-01T12:00:00Z", list: "/taps/" });
  await new Door(page(), taps, gone).start();
  expect(await taps.waiting.count()).toBe(0);
  expect([page().querySelector("[data-list]"), page().querySelector("h1")!.textContent]).toEqual([null, "Stengt"]);
});
