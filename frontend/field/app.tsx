import { type ComponentChildren, Fragment, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { TurfAnswer } from "./contract";
import { DoorList } from "./door_list";
import { doorsOf, type ListedDoor, listOf, nextDoor, wordOf } from "./doors";
import { Introduction } from "./introduction";
import { type Keeper, type Notice, STORAGE } from "./keeper";
import { useLive } from "./live";
import { MapOfTurf } from "./map_of_turf";
import { ContactSheet, MoreSheet, ScriptSheet, TalkSheet } from "./sheets";
import { Status } from "./status";
import type { Mark, Shown, Store } from "./store";
import { type Answer, closeSessions, type Done, tap, undo } from "./taps";
import { chosenLanguage, fill, heldFor, keepLanguage, type Language, LANGUAGES, NAMES, type Words } from "./words";

const INTRODUCED = "gjennomslag-field-introduced";

/** The whole app: what it shows follows from the store and from what the keeper has noticed. */
export function App({ store, keeper }: { store: Store; keeper: Keeper }): JSX.Element {
  const [language, setLanguage] = useState<Language>(chosenLanguage);
  const words = LANGUAGES[language];
  const [notice, setNotice] = useState<Notice>(keeper.notice);
  useEffect(() => keeper.listen(setNotice), [keeper]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = words.title;
  }, [language, words]);
  const choose = (each: Language): void => {
    keepLanguage(each);
    setLanguage(each);
  };
  return (
    <Fragment>
      <Notices notice={notice} words={words} keeper={keeper} />
      <Walk store={store} keeper={keeper} notice={notice} words={words} language={language} />
      <footer class="field-footer">
        <fieldset class="field-languages">
          <legend>{words.language}</legend>
          {(Object.keys(LANGUAGES) as Language[]).map((each) => (
            <button type="button" class="ds-button" data-variant="tertiary" lang={each} aria-pressed={each === language} onClick={() => choose(each)}>
              {NAMES[each]}
            </button>
          ))}
        </fieldset>
      </footer>
    </Fragment>
  );
}

function Notices({ notice, words, keeper }: { notice: Notice; words: Words; keeper: Keeper }): JSX.Element {
  const storage = notice.storage && words[STORAGE[notice.storage]];
  return (
    <div class="field-notices">
      {storage && <Alert severity="danger">{storage}</Alert>}
      {notice.fleeting && <Alert severity="warning">{words.notPersistent}</Alert>}
      {notice.update && (
        <Alert severity="info">
          <span>{words.updateReady}</span>
          <button type="button" class="ds-button" data-variant="secondary" onClick={() => keeper.update()}>
            {words.update}
          </button>
        </Alert>
      )}
    </div>
  );
}

function Alert({ severity, children }: { severity: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="ds-alert" data-color={severity} role={severity === "danger" ? "alert" : "status"}>
      {children}
    </div>
  );
}

interface WalkProps {
  readonly store: Store;
  readonly keeper: Keeper;
  readonly notice: Notice;
  readonly words: Words;
  readonly language: Language;
}

function Walk({ store, keeper, notice, words, language }: WalkProps): JSX.Element {
  const held = useLive(async () => {
    const holding = await store.holding();
    const [kept, shown] = await Promise.all([holding && store.turfs.get(holding.device), store.shown.toArray()]);
    return { holding, kept, shown };
  });
  if (!held) return <Message title={words.opening} />;
  const { holding, kept, shown } = held;
  if (holding && kept && holding.running) {
    return (
      <Turf
        {...{ store, keeper, words, language, turf: kept.turf, shown }}
        hours={Math.max(0, Math.round((holding.until - Date.now()) / 3_600_000))}
      />
    );
  }
  if (holding && !holding.running) {
    return <Message title={words.leaseOver} text={words.leaseOverHelp} status={<Status store={store} words={words} keeper={keeper} />} />;
  }
  if (notice.link === "revoked") return <Message title={words.revoked} text={words.noTurfHelp} />;
  if (notice.link === "ended") return <Message title={words.linkEnded} text={words.linkEndedHelp} />;
  if (notice.link === "no-network" || holding) {
    return (
      <Message title={words.needNetwork} text={words.needNetworkHelp}>
        <button type="button" class="ds-button" onClick={() => void keeper.start()}>
          {words.tryAgain}
        </button>
      </Message>
    );
  }
  return <Message title={notice.link === "taking" ? words.opening : words.noTurf} text={notice.link === "taking" ? "" : words.noTurfHelp} />;
}

interface MessageProps {
  readonly title: string;
  readonly text?: string;
  readonly status?: ComponentChildren;
  readonly children?: ComponentChildren;
}

function Message({ title, text, status, children }: MessageProps): JSX.Element {
  return (
    <main class="field-message" id="main">
      <h1 class="ds-heading" data-size="md">
        {title}
      </h1>
      {text && <p>{text}</p>}
      {status}
      {children}
    </main>
  );
}

interface TurfProps extends Omit<WalkProps, "notice"> {
  readonly turf: TurfAnswer;
  readonly shown: readonly Shown[];
  readonly hours: number;
}

type Sheet = { readonly kind: "talk" | "more"; readonly door: ListedDoor } | { readonly kind: "script" | "contact" } | undefined;

function Turf({ store, keeper, words, language, turf, shown, hours }: TurfProps): JSX.Element {
  const list = useMemo(() => listOf(turf, shown, words), [turf, shown, words]);
  const doors = useMemo(() => doorsOf(list), [list]);
  const [sheet, setSheet] = useState<Sheet>();
  const [last, setLast] = useState<Done>();
  const [said, setSaid] = useState("");
  const [asMap, setAsMap] = useState(false);
  const [introduced, setIntroduced] = useState(localStorage.getItem(INTRODUCED) === "1");
  const title = useRef<HTMLHeadingElement>(null);
  const next = nextDoor(doors, last?.door);

  const save = async (door: ListedDoor, mark: Mark, answer?: Answer): Promise<void> => {
    try {
      setLast(await tap(store, door.id, mark, door.mark, answer));
      setSaid(fill(words.saved, { door: door.name, mark: wordOf(mark, words) }));
      setSheet(undefined);
      keeper.saved();
    } catch (fault) {
      keeper.failed(fault);
    }
  };
  const takeBack = async (): Promise<void> => {
    if (!last) return;
    try {
      await undo(store, last);
      setSaid(fill(words.undone, { door: doors.find((door) => door.id === last.door)?.name ?? "" }));
      setLast(undefined);
      show(last.door);
      keeper.saved();
    } catch (fault) {
      keeper.failed(fault);
    }
  };
  const done = (): void => {
    localStorage.setItem(INTRODUCED, "1");
    setIntroduced(true);
  };
  useEffect(() => {
    if (!introduced) return;
    // The introduction is long; the walk begins at its top, for the eye and for the screen reader.
    window.scrollTo(0, 0);
    title.current?.focus({ preventScroll: true });
  }, [introduced]);
  if (!introduced) return <Introduction {...{ words, language, turf }} onDone={done} />;
  return (
    <Fragment>
      <main class="field-main" id="main">
        <header class="field-header">
          <h1 ref={title} tabIndex={-1} class="ds-heading" data-size="xs">
            {turf.drive}, {fill(words.turf, { number: turf.number })}
          </h1>
          <Status store={store} words={words} keeper={keeper} />
          <Progress doors={doors} turf={turf} words={words} />
          <p class="quiet">{heldFor(words, hours)}</p>
          <div class="field-tools">
            <button type="button" class="ds-button" data-variant="secondary" onClick={() => setSheet({ kind: "script" })}>
              {words.script}
            </button>
            {turf.contact_code && (
              <button type="button" class="ds-button" data-variant="secondary" onClick={() => setSheet({ kind: "contact" })}>
                {words.contact}
              </button>
            )}
            <button type="button" class="ds-button" data-variant="secondary" aria-pressed={asMap} onClick={() => setAsMap(!asMap)}>
              {asMap ? words.list : words.map}
            </button>
            <button type="button" class="ds-button" data-variant="secondary" onClick={() => setIntroduced(false)}>
              {words.introduction}
            </button>
          </div>
        </header>
        {asMap ? (
          <MapOfTurf turf={turf} words={words} />
        ) : (
          <DoorList
            list={list}
            words={words}
            onNoAnswer={(door) => save(door, "no-answer")}
            onTalk={async (door) => (turf.question && door.area !== null ? setSheet({ kind: "talk", door }) : save(door, "done"))}
            onMore={(door) => setSheet({ kind: "more", door })}
          />
        )}
        <Finish store={store} keeper={keeper} words={words} />
      </main>
      <nav class="field-bar" aria-label={words.lastAndNext}>
        <p role="status" class="field-said">
          {said}
        </p>
        <button type="button" class="ds-button" data-variant="secondary" disabled={!last} onClick={() => void takeBack()}>
          {words.undo}
        </button>
        <button type="button" class="ds-button field-next" disabled={!next} onClick={() => next && show(next.id)}>
          {next ? fill(words.next, { door: next.name }) : words.allDone}
        </button>
      </nav>
      {sheet?.kind === "talk" && turf.question && (
        <TalkSheet
          {...{ words, language, question: turf.question, door: sheet.door }}
          onSave={(answer) => save(sheet.door, "done", answer)}
          onClose={() => setSheet(undefined)}
        />
      )}
      {sheet?.kind === "more" && (
        <MoreSheet words={words} door={sheet.door} onMark={(mark) => void save(sheet.door, mark)} onClose={() => setSheet(undefined)} />
      )}
      {sheet?.kind === "contact" && <ContactSheet words={words} turf={turf} onClose={() => setSheet(undefined)} />}
      {sheet?.kind === "script" && <ScriptSheet words={words} turf={turf} onClose={() => setSheet(undefined)} />}
    </Fragment>
  );
}

/** Bring the door into view and give its first button the focus. */
function show(door: number): void {
  const row = document.getElementById(`door-${door}`);
  row?.scrollIntoView({ block: "center" });
  row?.querySelector("button")?.focus({ preventScroll: true });
}

function Progress({ doors, turf, words }: { doors: readonly ListedDoor[]; turf: TurfAnswer; words: Words }): JSX.Element {
  const visited = doors.filter((door) => door.mark !== "not-visited").length;
  const talked = doors.filter((door) => door.mark === "done").length;
  return (
    <div class="field-progress">
      <progress max={Math.max(1, doors.length)} value={visited} aria-label={words.doorWord} />
      <p>{fill(words.progress, { visited, doors: doors.length, talked })}</p>
      <p class="quiet">
        {fill(words.driveProgress, { visited: turf.drive_visited, doors: turf.drive_doors, talked: turf.drive_conversations })}
      </p>
    </div>
  );
}

function Finish({ store, keeper, words }: { store: Store; keeper: Keeper; words: Words }): JSX.Element {
  const [finished, setFinished] = useState(false);
  const answers = useLive(async () => (await store.sessions.toArray()).reduce((sum, each) => sum + each.answers - each.sentAnswers, 0));
  const finish = async (): Promise<void> => {
    await closeSessions(store);
    setFinished(true);
    keeper.saved();
  };
  return (
    <section class="field-finish">
      <p class="quiet">{words.neverWrite}</p>
      {Boolean(answers) && <p>{fill(words.answersWait, { number: answers ?? 0 })}</p>}
      <button type="button" class="ds-button" data-variant="secondary" onClick={() => void finish()}>
        {words.finish}
      </button>
      <p role="status">{finished && `${words.finished} ${words.finishHelp}`}</p>
      <p class="quiet">{words.installHelp}</p>
    </section>
  );
}
