import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { TurfAnswer } from "./contract";
import { DoorList } from "./door_list";
import { MoreSheet, TalkSheet } from "./sheets";
import type { Mark } from "./store";
import type { Language, Words } from "./words";

interface Props {
  readonly words: Words;
  readonly language: Language;
  readonly turf: TurfAnswer;
  readonly onDone: () => void;
}

/** The first minute: three sentences and a door to practise on, which does as a door does and is never recorded. */
export function Introduction({ words, language, turf, onDone }: Props): JSX.Element {
  const [mark, setMark] = useState<Mark>("not-visited");
  const [sheet, setSheet] = useState<"talk" | "more">();
  const door = { id: 0, label: "", name: words.practiceDoor, mark, area: null };
  const list = [{ order: 1, heading: "", text: words.practiceDoor, floors: [{ heading: "", doors: [door] }] }];
  const become = (next: Mark): void => {
    setMark(next);
    setSheet(undefined);
  };
  return (
    <main class="field-message" id="main">
      <h1 class="ds-heading" data-size="md">
        {words.introduction}
      </h1>
      <ol class="field-steps">
        <li>{words.intro1}</li>
        <li>{words.intro2}</li>
        <li>{words.intro3}</li>
      </ol>
      <section class="field-practice" aria-label={words.practice}>
        <p>{words.practice}</p>
        <DoorList
          list={list}
          words={words}
          onNoAnswer={async () => become("no-answer")}
          onTalk={async () => (turf.question ? setSheet("talk") : become("done"))}
          onMore={() => setSheet("more")}
        />
        <p role="status">{mark !== "not-visited" && words.practiceDone}</p>
      </section>
      <button type="button" class="ds-button" onClick={onDone}>
        {words.start}
      </button>
      {sheet === "talk" && turf.question && (
        <TalkSheet {...{ words, language, door, question: turf.question }} onSave={async () => become("done")} onClose={() => setSheet(undefined)} />
      )}
      {sheet === "more" && <MoreSheet {...{ words, door }} onMark={become} onClose={() => setSheet(undefined)} />}
    </main>
  );
}
