/** The list at the door: taps are kept on the phone until the server has them, so that it works without network. */
import Dexie, { type EntityTable } from "dexie";

/** Somebody came, or did not after all; with a name, somebody who was not on the list. */
export interface Tap {
  readonly key: string;
  readonly came: boolean | null;
  readonly at: string;
  readonly name?: string;
  readonly newcomer?: boolean;
}

interface KeptTap extends Tap {
  readonly id?: number;
  readonly list: string;
}

/** Somebody as the server knows them. */
export interface Person {
  readonly key: string;
  readonly name: string;
  readonly newcomer: boolean;
  readonly waiting: boolean;
  readonly came: boolean | null;
}

/** What the phone keeps: taps that the server has not said it has. */
export class Taps extends Dexie {
  waiting!: EntityTable<KeptTap, "id">;

  constructor(name = "gjennomslag-door") {
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({ waiting: "++id, list" });
  }
}

const PATIENCE = 20_000;
const EVERY = 30_000;

/** The list on one page. */
export class Door {
  readonly #list: string;
  #sending = false;

  constructor(
    private readonly page: HTMLElement,
    private readonly taps = new Taps(),
    private readonly ask: typeof fetch = (input, init) => fetch(input, init),
  ) {
    this.#list = page.dataset["taps"] ?? "";
  }

  /** Show what waits here, deliver it, and take taps from now on. */
  async start(): Promise<void> {
    this.page.addEventListener("submit", (event) => void this.#submitted(event));
    addEventListener("online", () => void this.deliver());
    setInterval(() => void this.deliver(), EVERY);
    for (const tap of await this.#waiting()) this.#show(tap);
    await this.deliver();
  }

  /** Send what waits, and show the list as the server has it. What is tapped meanwhile waits for the next time. */
  async deliver(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      const waiting = await this.#waiting();
      const taps = waiting.map(({ id: _id, list: _list, ...tap }) => tap);
      const answer = await this.#post({ taps });
      if (answer === "gone") return await this.#close();
      if (!answer) return;
      await this.taps.waiting.bulkDelete(waiting.flatMap(({ id }) => (id === undefined ? [] : [id])));
      for (const person of answer.people) this.#show(person);
      for (const tap of await this.#waiting()) this.#show(tap);
    } finally {
      this.#sending = false;
      await this.#say();
    }
  }

  async #post(body: { taps: Tap[] }): Promise<{ people: Person[] } | "gone" | undefined> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { "Content-Type": "application/json" };
      const init: RequestInit = { method: "POST", headers, body: JSON.stringify(body), signal: stop.signal, credentials: "omit", cache: "no-store" };
      const response = await this.ask(this.#list, init);
      const said = (await response.json()) as { people?: Person[]; fault?: string };
      if (response.status === 410 && said.fault === "gone") return "gone";
      return response.ok && said.people ? { people: said.people } : undefined;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async #submitted(event: Event): Promise<void> {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    const pressed = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const at = new Date().toISOString();
    const tap: Tap =
      "walkIn" in form.dataset
        ? { key: crypto.randomUUID(), came: true, at, name: text(form, "name"), newcomer: new FormData(form).has("newcomer") }
        : { key: form.dataset["key"] ?? "", came: pressed?.value === "yes" ? true : null, at };
    if ("walkIn" in form.dataset) {
      if (!tap.name) return;
      form.reset();
    }
    await this.taps.waiting.add({ ...tap, list: this.#list });
    this.#show(tap);
    await this.#say();
    await this.deliver();
  }

  #waiting(): Promise<KeptTap[]> {
    return this.taps.waiting.where("list").equals(this.#list).sortBy("id");
  }

  #show(person: Tap | Person): void {
    const row = this.#row(person);
    if (!row) return;
    if (person.came) row.dataset["came"] = "yes";
    else delete row.dataset["came"];
    row.querySelector<HTMLElement>("[data-yes]")?.toggleAttribute("hidden", person.came === true);
    row.querySelector<HTMLElement>("[data-undo]")?.toggleAttribute("hidden", person.came !== true);
    if ("waiting" in person) row.querySelector("[data-without-place]")?.toggleAttribute("hidden", !person.waiting);
    const number = this.page.querySelector("[data-came-number]");
    if (number) number.textContent = String(this.page.querySelectorAll("[data-list] [data-came]").length);
  }

  /** Return the person's row; make it where it is somebody new with a name. */
  #row(person: Tap | Person): HTMLElement | undefined {
    const known = this.page.querySelector<HTMLElement>(`[data-list] form[data-key="${CSS.escape(person.key)}"]`);
    const made = this.page.querySelector<HTMLTemplateElement>("template[data-row]")?.content.firstElementChild;
    if (known || !person.name || !made) return known ?? undefined;
    const item = made.cloneNode(true) as HTMLElement;
    const form = item.querySelector("form");
    form?.setAttribute("data-key", person.key);
    item.querySelector<HTMLInputElement>("[name=key]")?.setAttribute("value", person.key);
    item.querySelectorAll("[data-name]").forEach((place) => (place.textContent = person.name ?? ""));
    if (!person.newcomer) item.querySelector("[data-newcomer]")?.remove();
    this.page.querySelector("[data-list]")?.append(item);
    return form ?? undefined;
  }

  async #say(): Promise<void> {
    const state = this.page.querySelector<HTMLElement>("[data-state]");
    const number = (await this.#waiting()).length;
    if (state) state.textContent = number ? `${this.page.dataset["waiting"]} ${number}` : (this.page.dataset["sent"] ?? "");
  }

  /** The list is closed: nothing of it stays on the phone. */
  async #close(): Promise<void> {
    await this.taps.waiting.where("list").equals(this.#list).delete();
    for (const name of await caches.keys()) if (name === "gjennomslag-door") await caches.delete(name);
    this.page.querySelectorAll("[data-list], [data-walk-in]").forEach((part) => part.remove());
    const title = this.page.querySelector("h1");
    if (title) title.textContent = this.page.dataset["gone"] ?? "";
  }
}

function text(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value.trim() : "";
}

/**
 * Let the worker keep the list from the first time it is opened. The page and its parts came before the worker did, and
 * are asked for once more, the page last: where it is kept, all of it is.
 */
async function keepList(worker: string): Promise<void> {
  const workers = navigator.serviceWorker;
  const first = !workers.controller;
  const taken = new Promise<void>((done) => workers.addEventListener("controllerchange", () => done(), { once: true }));
  await workers.register(worker, { scope: "/activities/door/" });
  if (!first) return;
  await taken;
  const parts = performance.getEntriesByType("resource").map((part) => part.name);
  const ours = parts.filter((address) => address.startsWith(location.origin) && !address.endsWith("/taps/"));
  for (const address of [...new Set(ours), location.href]) await fetch(address).catch(() => undefined);
}

const page = document.querySelector<HTMLElement>("[data-door]");
if (page) {
  void new Door(page).start();
  const worker = page.dataset["worker"];
  if (worker && "serviceWorker" in navigator) void keepList(worker);
}
