import Dexie, { type EntityTable, type Table } from "dexie";

import type { Operation, TallyRequest, TurfAnswer } from "./contract";

/** A mark as it is tapped. */
export type Mark = Operation["mark"];

/**
 * The phone's place in a drive: its two keys, and the counter of its taps. Only one is `current`; an earlier one stays
 * until what it has not delivered is delivered.
 */
export interface Holding {
  readonly device: string;
  readonly upload: string;
  readonly download: string;
  /** Which link it was taken with, as a digest: the link itself is not kept. */
  readonly link: string;
  current: 0 | 1;
  seq: number;
  /** The clock of the newest tap: later taps never come before it. */
  lastAt: number;
  received: number;
  /** When the lease ends by this phone's own clock. */
  until: number;
  running: boolean;
  /** When the server last answered, by this phone's own clock; 0 before the first time. */
  synced: number;
}

/** A tap that the server has not yet said it has. It says what was tapped at a door, never what anyone answered. */
export interface Waiting extends Operation {
  readonly device: string;
}

/** The turf as it was last fetched. */
export interface KeptTurf {
  readonly device: string;
  readonly etag: string;
  readonly turf: TurfAnswer;
}

/** What was tapped here since the turf was fetched, so that it shows at once. */
export interface Shown {
  readonly door: number;
  readonly mark: Mark;
  readonly seq: number;
}

/** One session's sum in one area and week; `sending` is the revision under way, sent unchanged until answered. */
export interface Session {
  readonly session: string;
  readonly device: string;
  readonly area: number;
  readonly year: number;
  readonly week: number;
  revision: number;
  answers: number;
  sentAnswers: number;
  themes: Record<string, number>;
  quotes: { theme: number; text: string }[];
  closed: boolean;
  sending: TallyRequest | null;
}

/** Everything the phone keeps. One database, emptied as a whole when the phone is revoked. */
export class Store extends Dexie {
  holdings!: EntityTable<Holding, "device">;
  waiting!: EntityTable<Waiting, "id">;
  turfs!: EntityTable<KeptTurf, "device">;
  shown!: EntityTable<Shown, "door">;
  sessions!: EntityTable<Session, "session">;

  /** Called before a turf is let go of on purpose. */
  onLetGo: () => void = () => undefined;

  constructor(name = "gjennomslag-field") {
    // Strict: "saved" is shown when the tap is on the disk, not in a buffer that dies with the battery.
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      holdings: "device, current",
      waiting: "id, [device+seq]",
      turfs: "device",
      shown: "door",
      sessions: "session, [device+area+year+week]",
    });
  }

  /** Tables by name, for those that empty or read all of them. */
  all(): Table[] {
    return this.tables;
  }

  /** Return the holding whose turf is shown, if any. */
  async holding(): Promise<Holding | undefined> {
    return this.holdings.where("current").equals(1).first();
  }

  /** Forget everything. */
  async empty(): Promise<void> {
    this.onLetGo();
    await this.transaction("rw", this.all(), () => Promise.all(this.all().map((table) => table.clear())));
  }
}
