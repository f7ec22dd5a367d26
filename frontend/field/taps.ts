import { uuid7, weekOf } from "./ids";
import type { Holding, Mark, Session, Store } from "./store";

/** An answer at a door: the themes that were named, and a quote if there is one. It is added to a sum at once. */
export interface Answer {
  readonly area: number;
  readonly themes: readonly number[];
  readonly quote?: string;
}

/** What the last tap did, kept in memory only, so that it can be taken back. */
export interface Done {
  readonly door: number;
  readonly before: Mark;
  readonly mark: Mark;
  readonly session: string | undefined;
  readonly answer: Answer | undefined;
}

/** The turf is no longer held, so nothing can be tapped. */
export class NotHeld extends Error {}

/** Save a tap, and the answer with it: in one strict transaction, so that both are kept or neither. */
export async function tap(store: Store, door: number, mark: Mark, before: Mark, answer?: Answer): Promise<Done> {
  return store.transaction("rw", store.holdings, store.waiting, store.shown, store.sessions, async () => {
    const holding = await store.holding();
    if (!holding) throw new NotHeld();
    await put(store, holding, door, mark);
    const session = answer && (await add(store, holding, answer));
    return { door, before, mark, session, answer };
  });
}

/** Take the last tap back: the door's state becomes what it was, and the answer leaves the sum. */
export async function undo(store: Store, done: Done): Promise<void> {
  const back: Mark = done.mark === "do-not-knock" ? "may-knock" : done.before;
  await store.transaction("rw", store.holdings, store.waiting, store.shown, store.sessions, async () => {
    const holding = await store.holding();
    if (!holding) throw new NotHeld();
    await put(store, holding, done.door, back);
    if (done.answer && done.session) await take(store, done.session, done.answer);
  });
}

async function put(store: Store, holding: Holding, door: number, mark: Mark): Promise<void> {
  const seq = holding.seq + 1;
  const at = Math.max(Date.now(), holding.lastAt + 1);
  await store.waiting.add({ id: uuid7(at), seq, door, mark, at, device: holding.device });
  await store.holdings.update(holding.device, { seq, lastAt: at });
  await store.shown.put({ door, mark, seq });
}

async function add(store: Store, holding: Holding, answer: Answer): Promise<string> {
  const place = { device: holding.device, area: answer.area, ...weekOf(new Date()) };
  const running = await store.sessions.where(place).filter((each) => !each.closed).first();
  const session: Session = running ?? {
    ...place,
    session: crypto.randomUUID(),
    revision: 0,
    answers: 0,
    sentAnswers: 0,
    themes: {},
    quotes: [],
    closed: false,
    sending: null,
  };
  session.revision += 1;
  session.answers += 1;
  for (const theme of answer.themes) session.themes[theme] = (session.themes[theme] ?? 0) + 1;
  const [about] = answer.themes;
  if (answer.quote && about !== undefined) session.quotes.push({ theme: about, text: answer.quote });
  await store.sessions.put(session);
  return session.session;
}

/** Take an answer out of its sum, unless the session has been closed and sent in the meantime. */
async function take(store: Store, id: string, answer: Answer): Promise<void> {
  const session = await store.sessions.get(id);
  if (!session || session.closed) return;
  session.revision += 1;
  session.answers -= 1;
  for (const theme of answer.themes) session.themes[theme] = (session.themes[theme] ?? 1) - 1;
  session.quotes = session.quotes.filter((quote) => quote.text !== answer.quote);
  await store.sessions.put(session);
}

/** Close all sessions of answers, so that they are sent whatever their size; those of earlier weeks always are. */
export async function closeSessions(store: Store, which: (session: Session) => boolean = () => true): Promise<void> {
  await store.transaction("rw", store.sessions, async () => {
    for (const session of await store.sessions.toArray()) {
      if (session.closed || !which(session)) continue;
      if (session.answers <= 0 && session.sentAnswers === 0 && !session.sending) await store.sessions.delete(session.session);
      else await store.sessions.update(session.session, { closed: true, revision: session.revision + 1 });
    }
  });
}
