import type { JSX } from "preact";
import { memo } from "preact/compat";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Entrance, type ListedDoor, wordOf } from "./doors";
import type { Words } from "./words";

interface Actions {
  readonly onNoAnswer: (door: ListedDoor) => Promise<void>;
  readonly onTalk: (door: ListedDoor) => Promise<void>;
  readonly onMore: (door: ListedDoor) => void;
}

/** The turf as a list to walk. */
export function DoorList({ list, words, ...actions }: { list: readonly Entrance[]; words: Words } & Actions): JSX.Element {
  return (
    <ol class="field-list">
      {list.map((entrance) => (
        <li key={entrance.order} class="field-entrance">
          {entrance.heading && <p class="field-side">{entrance.heading}</p>}
          <h2 class="ds-heading" data-size="2xs">
            {entrance.text}
          </h2>
          {entrance.floors.map((floor) => (
            <div key={floor.heading} class="field-floor">
              {floor.heading && <h3 class="field-floor__name">{floor.heading}</h3>}
              <ul>
                {floor.doors.map((door) => (
                  <DoorRow key={door.id} door={door} words={words} {...actions} />
                ))}
              </ul>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** Give the focus to what can be changed at the door, without moving the page. */
export function focusDoor(row: Element | null | undefined): void {
  row?.querySelector<HTMLElement>(".field-door__more")?.focus({ preventScroll: true });
}

type RowProps = { readonly door: ListedDoor; readonly words: Words } & Actions;

const DoorRow = memo(
  ({ door, words, onNoAnswer, onTalk, onMore }: RowProps) => {
    const open = door.mark === "not-visited";
    const row = useRef<HTMLLIElement>(null);
    const pressed = useRef(false);
    const [saving, setSaving] = useState(false);
    // Saving waits for the disk; the door answers at once, and a second tap meanwhile is the same tap.
    const save = async (act: (door: ListedDoor) => Promise<void>): Promise<void> => {
      if (saving) return;
      setSaving(true);
      await act(door);
      setSaving(false);
    };
    useLayoutEffect(() => {
      // The button that was pressed is gone; whoever uses a keyboard or a screen reader stays at the door.
      if (pressed.current && document.activeElement === document.body) focusDoor(row.current);
      pressed.current = false;
    }, [door.mark]);
    return (
      <li ref={row} id={`door-${door.id}`} class="field-door" data-mark={door.mark} aria-busy={saving} onClick={() => (pressed.current = true)}>
        <p class="field-door__name">
          {door.label && <span>{door.label}</span>}
          {saving ? <span>{words.saving}</span> : !open && <strong>{wordOf(door.mark, words)}</strong>}
        </p>
        {open && (
          <button type="button" class="ds-button" data-variant="secondary" aria-label={`${words.noAnswer}, ${door.name}`} onClick={() => void save(onNoAnswer)}>
            {words.noAnswer}
          </button>
        )}
        {(open || door.mark === "no-answer" || door.mark === "no-access") && (
          <button type="button" class="ds-button" aria-label={`${words.talked}, ${door.name}`} onClick={() => void save(onTalk)}>
            {words.talked}
          </button>
        )}
        <button type="button" class="ds-button field-door__more" data-variant="tertiary" aria-label={`${open ? words.more : words.change}, ${door.name}`} onClick={() => onMore(door)}>
          {open ? words.more : words.change}
        </button>
      </li>
    );
  },
  // The actions are made anew with each drawing of the app but do the same; only the door and the words show.
  (a, b) => a.words === b.words && a.door.mark === b.door.mark && a.door.name === b.door.name && a.door.area === b.door.area,
);
