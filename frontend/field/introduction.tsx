import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { DoorList } from "./door_list";
import type { Mark } from "./store";
import type { Words } from "./words";

/** The first minute: three sentences and a door to practise on, which is never recorded. */
export function Introduction({ words, onDone }: { words: Words; onDone: () => void }): JSX.Element {
  const [mark, setMark] = useState<Mark>("not-visited");
  const door = { id: 0, label: "", name: words.practiceDoor, mark, area: null };
  const list = [{ order: 1, side: "", text: words.practiceDoor, floors: [{ heading: "", doors: [door] }] }];
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
          onNoAnswer={() => setMark("no-answer")}
          onTalk={() => setMark("done")}
          onMore={() => setMark(mark === "not-visited" ? "no-access" : "not-visited")}
        />
        <p role="status">{mark !== "not-visited" && words.practiceDone}</p>
      </section>
      <button type="button" class="ds-button" onClick={onDone}>
        {words.start}
      </button>
    </main>
  );
}
