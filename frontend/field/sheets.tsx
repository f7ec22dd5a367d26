import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Question, TurfAnswer } from "./contract";
import { focusDoor } from "./door_list";
import { inLanguage, type ListedDoor } from "./doors";
import type { Mark } from "./store";
import type { Answer } from "./taps";
import { fill, type Language, type Words } from "./words";

const LONGEST_QUOTE = 280;

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the list: the browser keeps the focus inside, Escape closes it. */
export function Sheet({ title, onClose, children }: SheetProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const row = opener?.closest(".field-door");
    dialog.current?.showModal();
    return () => {
      // What opened it may be gone when the door has been saved; the door itself is not.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else focusDoor(row);
    };
  }, []);
  return (
    <dialog ref={dialog} class="ds-dialog field-sheet" aria-labelledby="sheet-title" onClose={onClose}>
      <h2 class="ds-heading" data-size="xs" id="sheet-title">
        {title}
      </h2>
      {children}
    </dialog>
  );
}

interface TalkProps {
  readonly words: Words;
  readonly language: Language;
  readonly question: Question;
  readonly door: ListedDoor;
  readonly onSave: (answer?: Answer) => Promise<void>;
  readonly onClose: () => void;
}

/** What mattered most: one tap on a theme saves. Several themes and a quote are there for those who want them. */
export function TalkSheet({ words, language, question, door, onSave, onClose }: TalkProps): JSX.Element {
  const [several, setSeveral] = useState(false);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [quote, setQuote] = useState("");
  const under = useRef(false);
  const [saving, setSaving] = useState(false);
  const area = door.area ?? 0;
  // A second tap while the first is being saved would add a second answer from the same door.
  const give = async (answer?: Answer): Promise<void> => {
    if (under.current) return;
    under.current = true;
    setSaving(true);
    await onSave(answer);
    under.current = false;
    setSaving(false);
  };
  const save = (themes: readonly number[]): void => {
    const text = quote.trim();
    void give(text ? { area, themes, quote: text } : { area, themes });
  };
  const toggle = (theme: number): void =>
    setChosen(chosen.includes(theme) ? chosen.filter((each) => each !== theme) : [...chosen, theme]);
  return (
    <Sheet title={`${inLanguage(question.text, language) || words.whatMatters}`} onClose={onClose}>
      <p class="quiet" role="status">
        {saving ? words.saving : door.name}
      </p>
      <div class="field-themes">
        {question.themes.map((theme) => (
          <button
            key={theme.id}
            type="button"
            class="ds-button"
            data-variant={chosen.includes(theme.id) ? "primary" : "secondary"}
            aria-pressed={several ? chosen.includes(theme.id) : undefined}
            onClick={() => (several ? toggle(theme.id) : save([theme.id]))}
          >
            {inLanguage(theme.name, language)}
          </button>
        ))}
        {!several && (
          <button type="button" class="ds-button" data-variant="secondary" onClick={() => void give()}>
            {words.noTheme}
          </button>
        )}
      </div>
      {several ? (
        <div class="field-quote">
          <label class="ds-label" for="quote">
            {words.quote}
          </label>
          <p class="quiet" id="quote-help">
            {words.quoteHelp}
          </p>
          <textarea id="quote" class="ds-input" rows={2} maxLength={LONGEST_QUOTE} aria-describedby="quote-help" value={quote} onInput={(event) => setQuote(event.currentTarget.value)} />
          {quote.trim() && !chosen.length && <p role="alert">{words.quoteNeedsTheme}</p>}
          <button type="button" class="ds-button" disabled={Boolean(quote.trim()) && !chosen.length} onClick={() => save(chosen)}>
            {words.saveAnswer}
          </button>
        </div>
      ) : (
        <button type="button" class="ds-button" data-variant="tertiary" onClick={() => setSeveral(true)}>
          {words.severalThemes}
        </button>
      )}
      <p class="quiet">{words.answersAreSums}</p>
      <button type="button" class="ds-button" data-variant="tertiary" onClick={onClose}>
        {words.cancel}
      </button>
    </Sheet>
  );
}

interface MoreProps {
  readonly words: Words;
  readonly door: ListedDoor;
  readonly onMark: (mark: Mark) => void;
  readonly onClose: () => void;
}

/** What is needed seldom: no access, another state, do not knock. */
export function MoreSheet({ words, door, onMark, onClose }: MoreProps): JSX.Element {
  const choices: readonly (readonly [Mark, string])[] = [
    ["no-access", words.noAccess],
    ["no-answer", words.noAnswer],
    ["not-visited", words.clear],
    ["do-not-knock", words.doNotKnock],
  ];
  return (
    <Sheet title={fill(words.moreFor, { door: door.name })} onClose={onClose}>
      <div class="field-themes">
        {choices
          .filter(([mark]) => mark !== door.mark)
          .map(([mark, text]) => (
            <button key={mark} type="button" class="ds-button" data-variant="secondary" data-color={mark === "do-not-knock" ? "danger" : undefined} onClick={() => onMark(mark)}>
              {text}
            </button>
          ))}
      </div>
      <button type="button" class="ds-button" data-variant="tertiary" onClick={onClose}>
        {words.cancel}
      </button>
    </Sheet>
  );
}

/** The code with which people ask for contact by themselves: nothing about them is typed in here. */
export function ContactSheet({ words, turf, onClose }: { words: Words; turf: TurfAnswer; onClose: () => void }): JSX.Element {
  return (
    <Sheet title={words.contact} onClose={onClose}>
      <p>{words.contactHelp}</p>
      <img class="field-code" src={turf.contact_code} alt={words.contactCode} />
      <p class="field-address">{turf.contact}</p>
      <button type="button" class="ds-button" onClick={onClose}>
        {words.close}
      </button>
    </Sheet>
  );
}

/** What to say at the door. */
export function ScriptSheet({ words, turf, onClose }: { words: Words; turf: TurfAnswer; onClose: () => void }): JSX.Element {
  return (
    <Sheet title={words.script} onClose={onClose}>
      <div class="field-script">
        <p>{turf.introduction}</p>
        <p>{turf.script}</p>
        <p class="quiet">{words.neverWrite}</p>
      </div>
      <button type="button" class="ds-button" onClick={onClose}>
        {words.close}
      </button>
    </Sheet>
  );
}
