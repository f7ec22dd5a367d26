import { beforeEach, describe, expect, it, vi } from "vitest";

import { startOrder } from "../src/order";

let form: HTMLFormElement;
const sent = vi.fn();

function order(): string {
  return [...form.querySelectorAll("[data-stop]")].map((row) => row.textContent?.trim()).join("");
}

function drag(row: number, y: number): void {
  const handle = form.querySelectorAll<HTMLElement>("[data-handle]")[row] as HTMLElement;
  handle.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, clientY: row * 10 + 5 }));
  document.dispatchEvent(new PointerEvent("pointermove", { clientY: y }));
  document.dispatchEvent(new PointerEvent("pointerup", { clientY: y }));
}

beforeEach(() => {
  const rows = ["a", "b", "c"].map((name, place) => `<li data-stop="${place + 1}"><span data-handle hidden></span>${name}</li>`);
  document.body.innerHTML = `<form data-order><ol>${rows.join("")}</ol></form>`;
  form = document.querySelector("form") as HTMLFormElement;
  sent.mockClear();
  form.requestSubmit = sent;
  for (const row of form.querySelectorAll<HTMLElement>("[data-stop]")) {
    row.getBoundingClientRect = () => {
      const place = [...form.querySelectorAll("[data-stop]")].indexOf(row);
      return { top: place * 10, height: 10 } as DOMRect;
    };
  }
  startOrder(document);
});

describe("dragging a row by its handle", () => {
  it("moves it up and sends the form once", () => {
    drag(2, 2);
    expect([order(), sent.mock.calls.length]).toEqual(["cab", 1]);
  });

  it("moves it to the end", () => {
    drag(0, 99);
    expect([order(), sent.mock.calls.length]).toEqual(["bca", 1]);
  });

  it("sends nothing when the row is let go where it was", () => {
    drag(1, 15);
    expect([order(), sent.mock.calls.length]).toEqual(["abc", 0]);
  });

  it("shows the handles, and starts a form once", () => {
    startOrder(document);
    drag(2, 2);
    expect([form.querySelectorAll("[data-handle][hidden]").length, sent.mock.calls.length]).toEqual([0, 1]);
  });
});
