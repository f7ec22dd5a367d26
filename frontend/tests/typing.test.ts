import { beforeEach, describe, expect, it } from "vitest";

import { startTyping } from "../src/typing";

let form: HTMLFormElement;

function door(name: string): string {
  const radio = (key: string): string => `<input type="radio" name="${name}" value="${key}" data-key="${key}">`;
  return `<div data-door>${["1", "2", "3"].map(radio).join("")}</div>`;
}

function press(key: string, code = "", more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more });
  return !(document.activeElement as HTMLElement).dispatchEvent(event);
}

function chosen(): string[] {
  return ["a", "b", "c", "d"].map((name) => form.querySelector<HTMLInputElement>(`[name="${name}"]:checked`)?.value ?? "");
}

function at(): string {
  return (document.activeElement as HTMLInputElement).name;
}

beforeEach(() => {
  document.body.innerHTML = `
    <form>
      <p data-typing-help hidden></p>
      <fieldset data-entrance>${door("a")}${door("b")}${door("c")}</fieldset>
      <fieldset data-entrance>${door("d")}</fieldset>
      <input name="sum">
      <output data-typing-count data-words="# av ##"></output>
    </form>`;
  form = document.querySelector("form") as HTMLFormElement;
  startTyping(form);
  form.querySelector<HTMLInputElement>("[name=a]")?.focus();
});

describe("typing in a walk list", () => {
  it("chooses with one key and goes to the next door", () => {
    expect(press("3", "Digit3")).toBe(true);
    expect(press("1", "Numpad1")).toBe(true);
    expect(chosen()).toEqual(["3", "1", "", ""]);
    expect(at()).toBe("c");
    expect(form.querySelector("output")?.textContent).toBe("2 av 4");
  });

  it("gives the rest of the entrance the same, and leaves what is chosen alone", () => {
    press("ArrowDown");
    press("3", "Digit3");
    press("ArrowUp");
    press("ArrowUp");
    press("!", "Digit1", { shiftKey: true });
    expect(chosen()).toEqual(["1", "3", "1", ""]);
    expect(at()).toBe("d");
  });

  it("moves with Enter and the arrows without choosing", () => {
    press("Enter");
    press("ArrowDown");
    expect(at()).toBe("c");
    press("ArrowUp");
    expect(at()).toBe("b");
    expect(chosen()).toEqual(["", "", "", ""]);
  });

  it("leaves keys alone that it does not know, and fields that are no doors", () => {
    expect(press("9", "Digit9")).toBe(false);
    expect(press("Tab")).toBe(false);
    form.querySelector<HTMLInputElement>("[name=sum]")?.focus();
    expect(press("3", "Digit3")).toBe(false);
    expect(chosen()).toEqual(["", "", "", ""]);
  });

  it("saves with Ctrl and Enter, and warns before unsaved work is left", () => {
    let saved = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      saved += 1;
    });
    press("3", "Digit3");
    expect(dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(false);
    press("Enter", "Enter", { ctrlKey: true });
    expect(saved).toBe(1);
    expect(dispatchEvent(new Event("beforeunload", { cancelable: true }))).toBe(true);
  });
});
