import { beforeEach, describe, expect, it, vi } from "vitest";

import { countAnswer, Notebook, readyToSend, send, startAnswers, takeBack, waiting, type Sessions } from "../src/answers";

const WEEK: [number, number] = [2026, 47];
let made = 0;
const newSession = (): string => `s${++made}`;

function count(sessions: Sessions, times: number, area = 1, themes = ["7"]): Sessions {
  for (let each = 0; each < times; each++) sessions = countAnswer(sessions, { area, week: WEEK, themes }, newSession);
  return sessions;
}

beforeEach(() => {
  made = 0;
  localStorage.clear();
  document.body.innerHTML = "";
});

describe("counting", () => {
  it("adds answers up in one session per area and week", () => {
    let sessions = count([], 2);
    sessions = countAnswer(sessions, { area: 2, week: WEEK, themes: ["7", "9"] }, newSession);
    sessions = countAnswer(sessions, { area: 1, week: [2026, 48], themes: [] }, newSession);
    expect(sessions.map(({ area, answers, themes }) => ({ area, answers, themes }))).toEqual([
      { area: 1, answers: 2, themes: { "7": 2 } },
      { area: 2, answers: 1, themes: { "7": 1, "9": 1 } },
      { area: 1, answers: 1, themes: {} },
    ]);
  });

  it("takes an answer back with a newer revision", () => {
    const sessions = takeBack(count([], 3), "s1", ["7"]);
    expect(sessions).toEqual([
      { session: "s1", area: 1, week: WEEK, revision: 4, answers: 2, themes: { "7": 2 }, sent: 0 },
    ]);
  });

  it("leaves finished sessions alone when taking back", () => {
    expect(takeBack([], "s1", ["7"])).toEqual([]);
  });

  it("sends nothing before there are ten new answers", () => {
    expect(readyToSend(count([], 9))).toEqual([]);
    const ten = count([], 10);
    expect(readyToSend(ten)).toEqual(ten);
    const sent = ten.map((each) => ({ ...each, sent: 10 }));
    expect(readyToSend(count(sent, 9))).toEqual([]);
    expect(readyToSend(count(sent, 10))).toHaveLength(1);
    expect(waiting(count(sent, 3))).toBe(3);
  });
});

describe("the notebook", () => {
  it("keeps sums between visits and is empty when all is sent", () => {
    const notebook = new Notebook(localStorage, "answers-1");
    notebook.write(count([], 2));
    expect(new Notebook(localStorage, "answers-1").read()[0]?.answers).toBe(2);
    notebook.write([]);
    expect(localStorage.length).toBe(0);
  });
});

describe("sending", () => {
  const session = count([], 1)[0]!;
  const answerWith = (status: number, body: unknown): void => {
    vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify(body), { status })));
  };

  it("believes only an acknowledgement of this very revision", async () => {
    answerWith(201, { session: session.session, revision: session.revision });
    expect(await send("/a", session, true, "t")).toBe(true);
    answerWith(201, { session: session.session, revision: session.revision - 1 });
    expect(await send("/a", session, true, "t")).toBe(false);
  });

  it.each([
    ["a captive portal", 200, "<html>"],
    ["an ended link", 410, {}],
    ["a fault", 500, {}],
  ])("keeps the answers after %s", async (_name, status, body) => {
    answerWith(status, body);
    expect(await send("/a", session, true, "t")).toBe(false);
  });

  it("keeps the answers without network", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("offline"))));
    expect(await send("/a", session, true, "t")).toBe(false);
  });
});

describe("the page", () => {
  it("counts an answer, undoes it, and sends everything at the end", async () => {
    document.body.innerHTML = `
      <section data-answers data-address="/a" data-collection="1" data-year="2026" data-week="47" data-none="none"
        data-waiting="waiting" data-sent="sent" data-failed="failed" data-counted="counted" data-undo="undo">
        <p data-answers-status></p><button data-answers-finish></button></section>
      <input name="csrfmiddlewaretoken" value="t">
      <form data-answer-form data-area="3"><input type="checkbox" name="theme" value="7" checked><button></button></form>`;
    const bodies: { answers: number; closed: boolean }[] = [];
    vi.stubGlobal("fetch", vi.fn(async (_address: string, request: { body: string }) => {
      const body = JSON.parse(request.body) as { session: string; revision: number; answers: number; closed: boolean };
      bodies.push({ answers: body.answers, closed: body.closed });
      return new Response(JSON.stringify({ session: body.session, revision: body.revision }), { status: 201 });
    }));
    startAnswers(document);
    const status = document.querySelector("[data-answers-status]")!;
    const submit = (): void => void document.querySelector("form")!.dispatchEvent(
      new Event("submit", { bubbles: true, cancelable: true }));
    submit();
    expect(status.textContent).toBe("waiting 1");
    document.querySelector<HTMLButtonElement>("p button")!.click();
    expect(status.textContent).toBe("none");
    submit();
    document.querySelector<HTMLButtonElement>("[data-answers-finish]")!.click();
    await vi.waitFor(() => expect(status.textContent).toBe("sent"));
    expect(bodies).toEqual([{ answers: 1, closed: true }]);
    expect(localStorage.length).toBe(0);
  });
});
