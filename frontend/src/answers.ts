/**
 * Adds up what people say on this phone and sends only sums (the rules of privacy for answers): one tally per session,
 * area and ISO week, sent when at least ten answers are in it or when the canvasser is done. The server keeps the
 * highest revision, so sending twice or out of order changes nothing.
 */
import { requestToken } from "./token";

export const SMALLEST_GROUP = 10;

export interface Session {
  session: string;
  area: number;
  week: [number, number];
  revision: number;
  answers: number;
  themes: Record<string, number>;
  /** Answers in the revision that the server has acknowledged. */
  sent: number;
}

export type Sessions = Session[];

/** Return the sessions with one answer more in this area and week; the answer names these themes. */
export function countAnswer(
  sessions: Sessions,
  answer: { area: number; week: [number, number]; themes: string[] },
  newSession: () => string,
): Sessions {
  const found = sessions.find((each) => each.area === answer.area && sameWeek(each.week, answer.week));
  const before = found ?? {
    session: newSession(), area: answer.area, week: answer.week, revision: 0, answers: 0, themes: {}, sent: 0,
  };
  const themes = { ...before.themes };
  for (const theme of answer.themes) themes[theme] = (themes[theme] ?? 0) + 1;
  const after = { ...before, revision: before.revision + 1, answers: before.answers + 1, themes };
  return [...sessions.filter((each) => each !== found), after];
}

/** Return the sessions with this answer taken out again; a session that was already finished is left as it is. */
export function takeBack(sessions: Sessions, session: string, taken: string[]): Sessions {
  return sessions.map((each) => {
    if (each.session !== session || each.answers === 0) return each;
    const themes = { ...each.themes };
    for (const theme of taken) themes[theme] = Math.max(0, (themes[theme] ?? 0) - 1);
    return { ...each, revision: each.revision + 1, answers: each.answers - 1, themes };
  });
}

function sameWeek(one: [number, number], other: [number, number]): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** Return the sessions that may be sent while the walk goes on: ten new answers since the last time. */
export function readyToSend(sessions: Sessions): Sessions {
  return sessions.filter((each) => each.answers - each.sent >= SMALLEST_GROUP);
}

/** Return how many answers have not reached the server. */
export function waiting(sessions: Sessions): number {
  return sessions.reduce((sum, each) => sum + Math.max(0, each.answers - each.sent), 0);
}

/** The sessions as this browser keeps them between visits to the page: sums, and nothing of any door. */
export class Notebook {
  constructor(
    private readonly storage: Storage,
    private readonly key: string,
  ) {}

  read(): Sessions {
    const kept = this.storage.getItem(this.key);
    return kept === null ? [] : (JSON.parse(kept) as Sessions);
  }

  write(sessions: Sessions): void {
    if (sessions.length === 0) this.storage.removeItem(this.key);
    else this.storage.setItem(this.key, JSON.stringify(sessions));
  }
}

/** Send one session; say whether the server has acknowledged exactly this revision. */
export async function send(address: string, session: Session, closed: boolean, token: string): Promise<boolean> {
  const body = JSON.stringify({
    area: session.area, week: session.week, session: session.session, revision: session.revision,
    answers: session.answers, themes: session.themes, closed,
  });
  try {
    const answer = await fetch(address, {
      method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    if (answer.status !== 201) return false;
    const said = (await answer.json()) as { session?: string; revision?: number };
    return said.session === session.session && said.revision === session.revision;
  } catch {
    return false;
  }
}

class AnswerDesk {
  private readonly notebook: Notebook;
  private readonly status: HTMLElement;

  constructor(private readonly panel: HTMLElement) {
    this.notebook = new Notebook(localStorage, `answers-${panel.dataset.collection ?? ""}`);
    const status = panel.querySelector<HTMLElement>("[data-answers-status]");
    if (!status) throw new Error("the panel has no line for its status");
    this.status = status;
    panel.querySelector("[data-answers-finish]")?.addEventListener("click", () => void this.finish());
    document.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("online", () => void this.sendReady());
    this.show();
    void this.sendReady();
  }

  private text(name: string): string {
    return this.panel.dataset[name] ?? "";
  }

  private show(message?: string): void {
    const left = waiting(this.notebook.read());
    this.status.textContent = message ?? (left === 0 ? this.text("none") : `${this.text("waiting")} ${left}`);
  }

  private onSubmit(event: SubmitEvent): void {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-answer-form]")) return;
    event.preventDefault();
    const themes = new FormData(form).getAll("theme").map(String);
    const area = Number(form.dataset.area);
    const week: [number, number] = [Number(this.panel.dataset.year), Number(this.panel.dataset.week)];
    const sessions = countAnswer(this.notebook.read(), { area, week, themes }, () => crypto.randomUUID());
    this.notebook.write(sessions);
    const counted = sessions.at(-1);
    if (counted) this.replaceWithUndo(form, counted.session, themes);
    this.show();
    void this.sendReady();
  }

  private replaceWithUndo(form: HTMLFormElement, session: string, themes: string[]): void {
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.tabIndex = -1;
    line.textContent = `${this.text("counted")} `;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "ds-button";
    undo.dataset.variant = "tertiary";
    undo.textContent = this.text("undo");
    undo.addEventListener("click", () => {
      this.notebook.write(takeBack(this.notebook.read(), session, themes));
      line.replaceWith(form);
      this.show();
    });
    line.append(undo);
    form.replaceWith(line);
    line.focus();
  }

  private async sendReady(): Promise<void> {
    for (const session of readyToSend(this.notebook.read())) await this.sendOne(session, false);
    this.show();
  }

  private async finish(): Promise<void> {
    const sessions = this.notebook.read();
    let all = true;
    for (const session of sessions) all = (await this.sendOne(session, true)) && all;
    this.show(sessions.length === 0 ? undefined : all ? this.text("sent") : this.text("failed"));
  }

  /** Send one session and note what the server acknowledged; a finished session leaves the phone. */
  private async sendOne(session: Session, closed: boolean): Promise<boolean> {
    const done = await send(this.panel.dataset.address ?? "", session, closed, requestToken(document) ?? "");
    if (!done) return false;
    const others = this.notebook.read();
    this.notebook.write(
      closed
        ? others.filter((each) => each.session !== session.session)
        : others.map((each) => (each.session === session.session ? { ...each, sent: session.answers } : each)),
    );
    return true;
  }
}

/** Start the desk on a page that asks a question. */
export function startAnswers(root: ParentNode): void {
  const panel = root.querySelector<HTMLElement>("[data-answers]");
  if (panel) new AnswerDesk(panel);
}
