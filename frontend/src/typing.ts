/**
 * Loaded by the page where a walk list is typed in. In a form with `data-typing` each door is a `[data-door]` with radio
 * buttons that carry `data-key`, inside its entrance (`[data-entrance]`). A key chooses and goes to the next door; with
 * Shift it does so for all doors of the entrance from here on that have nothing yet. Enter and the arrows move, Ctrl
 * and Enter save. The form itself is plain and works without any of this.
 */

function doorsIn(part: ParentNode): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>("[data-door]")];
}

function chosen(door: HTMLElement): HTMLInputElement | null {
  return door.querySelector<HTMLInputElement>("input[data-key]:checked");
}

function choose(door: HTMLElement, key: string): boolean {
  const choice = door.querySelector<HTMLInputElement>(`input[data-key="${key}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** Put the focus on the door's choice, or on its first, and bring the door into view. */
function goTo(door: HTMLElement | undefined): void {
  const choice = door && (chosen(door) ?? door.querySelector<HTMLInputElement>("input[data-key]"));
  choice?.focus();
  door?.scrollIntoView?.({ block: "nearest" });
}

/** Return the doors from this one on in its entrance that have nothing yet, this one included whatever it has. */
function restOf(door: HTMLElement): HTMLElement[] {
  const all = doorsIn(door.closest("[data-entrance]") ?? document);
  return all.slice(all.indexOf(door)).filter((each) => each === door || !chosen(each));
}

function digitOf(event: KeyboardEvent): string | undefined {
  const match = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  return match?.[1] ?? (/^\d$/.test(event.key) ? event.key : undefined);
}

function press(form: HTMLFormElement, door: HTMLElement, event: KeyboardEvent): boolean {
  const all = doorsIn(form);
  const place = all.indexOf(door);
  const digit = digitOf(event);
  if (digit !== undefined) {
    const doors = event.shiftKey ? restOf(door) : [door];
    const changed = doors.filter((each) => choose(each, digit));
    const last = changed.at(-1);
    if (last) goTo(all[all.indexOf(last) + 1] ?? last);
    return last !== undefined;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    form.requestSubmit();
    return true;
  }
  if (event.key === "Enter" || event.key === "ArrowDown") goTo(all[place + 1]);
  else if (event.key === "ArrowUp") goTo(all[place - 1]);
  else return false;
  return true;
}

/** Let keys work in the form, count what is typed, and warn before it is left unsaved. */
export function startTyping(form: HTMLFormElement): void {
  let unsaved = false;
  const count = form.querySelector<HTMLElement>("[data-typing-count]");
  const tell = (): void => {
    const all = doorsIn(form);
    const done = all.filter((door) => chosen(door)).length;
    if (count) count.textContent = (count.dataset["words"] ?? "").replace("##", String(all.length)).replace("#", String(done));
  };
  form.querySelector("[data-typing-help]")?.removeAttribute("hidden");
  form.addEventListener("keydown", (event) => {
    const door = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-door]") : null;
    if (door && press(form, door, event)) event.preventDefault();
  });
  form.addEventListener("change", () => {
    unsaved = true;
    tell();
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved && form.isConnected) event.preventDefault();
  });
  tell();
}

document.querySelectorAll<HTMLFormElement>("form[data-typing]").forEach(startTyping);
