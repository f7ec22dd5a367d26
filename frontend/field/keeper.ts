import type { Store } from "./store";
import { checkTime, sync, take } from "./sync";
import { NotHeld } from "./taps";
import type { Words } from "./words";

/** What has been noticed that the person must know. */
export interface Notice {
  readonly link: "none" | "taking" | "no-network" | "ended" | "revoked";
  readonly storage: "full" | "gone" | "failed" | undefined;
  /** The browser may throw the storage away. */
  readonly fleeting: boolean;
  readonly update: boolean;
}

export const STORAGE: Readonly<Record<"full" | "gone" | "failed", keyof Words>> = {
  full: "storageFull",
  gone: "storageGone",
  failed: "storageFailed",
};

const HELD = "gjennomslag-field-held";
const EVERY = 30_000;
const SOON = 1_000;
/**
 * When the network is back, or a try has failed, the phone goes on by itself within this time: not all phones in one
 * second. Whoever taps, looks at the app or asks for it does not wait.
 */
const SPREAD = 120_000;
/** After this time a turf that is looked at is fetched again, to show the doors that others have walked. */
const STALE = 180_000;

/** Keeps the phone in step: takes turfs, delivers, watches the clock, the storage and the app's own version. */
export class Keeper {
  notice: Notice = { link: "none", storage: undefined, fleeting: false, update: false };
  readonly #listeners = new Set<(notice: Notice) => void>();
  #waiting: ServiceWorker | null = null;
  #under = false;
  #again = false;
  /** Nothing is sent by itself before this moment, as `performance.now` counts. */
  #notBefore = 0;

  constructor(private readonly store: Store) {
    store.onLetGo = () => localStorage.removeItem(HELD);
  }

  /** Call back whenever something is noticed; returns how to stop. */
  listen(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    listener(this.notice);
    return () => this.#listeners.delete(listener);
  }

  /** Start: take the turf in the address, if there is one, and deliver what waits. Called again to try again. */
  async start(): Promise<void> {
    await this.#lookForLoss();
    const link = decodeURIComponent(location.hash.slice(1));
    if (link) {
      this.#notice({ link: "taking" });
      const taken = await take(this.store, link).catch((fault: unknown) => {
        this.failed(fault);
        return "no-network" as const;
      });
      this.#notice({ link: taken === "taken" ? "none" : taken });
      if (taken !== "no-network") history.replaceState(null, "", location.pathname);
      if (taken === "taken") await this.#keepStorage();
    }
    await this.sync();
  }

  /** Go on from here: with network, when looked at again, and while something waits. */
  watch(): void {
    addEventListener("online", () => {
      if (this.notice.link === "no-network") void this.start();
      else this.#wait();
    });
    addEventListener("hashchange", () => void this.start());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.sync();
    });
    setInterval(() => void this.#tick().catch((fault: unknown) => this.failed(fault)), EVERY);
  }

  /** Deliver and fetch, one at a time; what is asked for meanwhile happens once more afterwards. */
  async sync(): Promise<void> {
    if (this.#under) {
      this.#again = true;
      return;
    }
    this.#under = true;
    try {
      do {
        this.#again = false;
        await this.#lookForLoss();
        await checkTime(this.store);
        if ((await sync(this.store)) === "revoked") this.#notice({ link: "revoked" });
        await this.#lookForLoss();
        if (await this.store.waiting.count()) this.#wait();
        // Nothing is awaited from here to the end, so that no tap falls between.
      } while (this.#again);
    } catch (fault) {
      this.failed(fault);
      this.#lookSoon();
    } finally {
      this.#under = false;
    }
  }

  /** Something was saved: deliver it now if there is network. */
  saved(): void {
    if (this.notice.storage) this.#notice({ storage: undefined });
    void this.sync();
  }

  /** Something could not be saved: say so. */
  failed(fault: unknown): void {
    const text = String(fault instanceof Error ? `${fault.name} ${fault.message}` : fault);
    // Doors can be tapped only while a turf is shown: if none is held, it was thrown away underneath.
    const kind = fault instanceof NotHeld ? "gone" : /quota/i.test(text) ? "full" : /closed|missing|notfound|unknownerror|invalidstate/i.test(text) ? "gone" : "failed";
    // What was thrown away stays the reason, whatever else fails because of it.
    if (this.notice.storage !== "gone") this.#notice({ storage: kind });
  }

  /** Change to the new version of the app. What waits is in the storage and comes along. */
  update(): void {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.#waiting?.postMessage("take over");
  }

  /** Install the service worker, and notice when a new version of it waits. */
  async install(address: string, scope: string): Promise<void> {
    if (!("serviceWorker" in navigator)) return;
    const workers = navigator.serviceWorker;
    const registration = await workers.register(address, { scope });
    const look = (): void => {
      if (!registration.waiting || !workers.controller) return;
      this.#waiting = registration.waiting;
      this.#notice({ update: true });
    };
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
  }

  /** A fault may be the first sign that the storage was thrown away: look when the browser has done so. */
  #lookSoon(): void {
    setTimeout(() => void this.#lookForLoss().catch((fault: unknown) => this.failed(fault)), SOON);
  }

  #wait(): void {
    this.#notBefore = performance.now() + Math.random() * SPREAD;
  }

  async #tick(): Promise<void> {
    await this.#lookForLoss();
    await checkTime(this.store);
    if (performance.now() < this.#notBefore) return;
    const [taps, sums, holding] = await Promise.all([this.store.waiting.count(), this.store.sessions.count(), this.store.holding()]);
    const stale = document.visibilityState === "visible" && Date.now() - (holding?.synced ?? 0) > STALE;
    if (navigator.onLine && holding && (taps || sums || stale || !holding.running)) await this.sync();
  }

  /**
   * A mark outside the database tells a phone that never held a turf from one whose database was thrown away. It is
   * taken away before a turf is let go, so that an empty database under the mark is always a loss.
   */
  async #lookForLoss(): Promise<void> {
    if (await this.store.holdings.count()) return localStorage.setItem(HELD, "1");
    if (localStorage.getItem(HELD) === "1") this.#notice({ storage: "gone" });
    localStorage.removeItem(HELD);
  }

  async #keepStorage(): Promise<void> {
    await this.#lookForLoss();
    const kept = await navigator.storage?.persist?.().catch(() => false);
    this.#notice({ fleeting: kept === false });
  }

  #notice(change: Partial<Notice>): void {
    this.notice = { ...this.notice, ...change };
    this.#listeners.forEach((listener) => listener(this.notice));
  }
}
