// Made from canvass/contract.py by tools/field_contract.py. Change that, and make this anew.

export const MOST_OPERATIONS = 50;

/** A door: ``dwelling`` is the official number such as H0203, or empty; ``mark`` its newest state in the drive. */
export interface Door {
  readonly id: number;
  readonly dwelling: string;
  readonly mark: "not-visited" | "no-answer" | "no-access" | "done" | "do-not-knock" | "may-knock";
}

/** How long the turf may be held. When ``running`` is false the phone empties itself once all is delivered. */
export interface Lease {
  readonly remaining: number;
  readonly running: boolean;
}

/** One tap. ``id`` is a UUIDv7 and ``seq`` the device's counter from 1, both made on the phone. */
export interface Operation {
  readonly id: string;
  readonly seq: number;
  readonly door: number;
  readonly mark: "not-visited" | "no-answer" | "no-access" | "done" | "do-not-knock" | "may-knock";
  readonly at: number;
}

/** What is asked at the doors, and the themes it offers. */
export interface Question {
  readonly text: Texts;
  readonly themes: readonly Theme[];
}

/** A quote with the theme it is about. */
export interface QuoteDraft {
  readonly theme: number;
  readonly text: string;
}

/** An address on the way. ``area`` is where its answers are counted; without one no answers are taken there. */
export interface Stop {
  readonly text: string;
  readonly street: string;
  readonly number: number | null;
  readonly longitude: number;
  readonly latitude: number;
  readonly area: number | null;
  readonly doors: readonly Door[];
}

/** What became of each operation: ``applied``, ``duplicate``, ``rejected:<refusal>`` or ``retry``. */
export interface SyncAnswer {
  readonly nonce: string;
  readonly results: Readonly<Record<string, string>>;
  readonly missing_seqs: readonly number[];
  readonly received: number;
  readonly lease: Lease;
}

/** A batch of operations. ``pending`` is how many wait on the phone, these included; ``max_seq`` the highest seq. */
export interface SyncRequest {
  readonly device: string;
  readonly device_now: number;
  readonly nonce: string;
  readonly ops: readonly Operation[];
  readonly pending: number;
  readonly max_seq: number;
}

/** The phone's two keys: ``upload`` only writes and outlives the lease, ``download`` only reads, while it runs. */
export interface TakeAnswer {
  readonly nonce: string;
  readonly upload: string;
  readonly download: string;
  readonly lease: Lease;
}

/** A phone takes the turf that the link opens. ``device`` is a UUID made on the phone, sent again when in doubt. */
export interface TakeRequest {
  readonly nonce: string;
  readonly link: string;
  readonly device: string;
}

/** What became of a tally: ``applied``, ``duplicate`` or ``rejected``, and the revision it is about. */
export interface TallyAnswer {
  readonly nonce: string;
  readonly session: string;
  readonly revision: number;
  readonly outcome: "applied" | "duplicate" | "rejected";
}

/** A session's whole tally so far, in one area and ISO week: ``themes`` says how many answers named each. */
export interface TallyRequest {
  readonly nonce: string;
  readonly session: string;
  readonly revision: number;
  readonly area: number;
  readonly year: number;
  readonly week: number;
  readonly answers: number;
  readonly themes: Readonly<Record<string, number>>;
  readonly closed: boolean;
  readonly quotes: readonly QuoteDraft[];
}

/** A text in the languages it has; the app falls back on bokmål. */
export interface Texts {
  readonly nb: string;
  readonly nn?: string;
  readonly en?: string;
}

/** A theme to choose for an answer. */
export interface Theme {
  readonly id: number;
  readonly name: Texts;
}

/** The whole turf in walking order, and how far the drive has come. */
export interface TurfAnswer {
  readonly drive: string;
  readonly number: number;
  readonly metres: number;
  readonly minutes: number;
  readonly introduction: string;
  readonly script: string;
  readonly question: Question | null;
  readonly drive_doors: number;
  readonly drive_visited: number;
  readonly drive_conversations: number;
  readonly stops: readonly Stop[];
  readonly contact?: string;
  readonly contact_code?: string;
}
