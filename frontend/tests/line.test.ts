import { beforeEach, describe, expect, it, vi } from "vitest";

import { startLine, written } from "../src/line";
import type { TurfMap } from "../src/map/element";

let form: HTMLFormElement;
let map: TurfMap;
const sketch = vi.fn();

function press(longitude: number, latitude: number): void {
  map.dispatchEvent(new CustomEvent("map-pressed", { detail: { position: [longitude, latitude] } }));
}

function button(name: string): HTMLButtonElement {
  return form.querySelector(`[data-line-${name}]`) as HTMLButtonElement;
}

function shown(): string[] {
  return ["start", "cut", "drop"].filter((name) => !button(name).hidden);
}

beforeEach(() => {
  document.body.innerHTML = `
    <turf-map></turf-map>
    <form hidden>
      <input type="hidden" name="line">
      <button type="button" data-line-start></button>
      <button data-line-cut hidden></button>
      <button type="button" data-line-drop hidden></button>
      <p data-line-help data-words="Klikk på kartet."></p>
    </form>`;
  form = document.querySelector("form") as HTMLFormElement;
  map = document.querySelector("turf-map") as TurfMap;
  sketch.mockClear();
  Object.assign(map, { sketch });
  startLine(form, map);
});

describe("written", () => {
  it("has a decimal point in every language", () => {
    expect(written([[11.5, 60.88], [11.51, 60.9]])).toBe("11.5000000,60.8800000 11.5100000,60.9000000");
  });
});

describe("startLine", () => {
  it("shows the form, and offers the cut once there are two points", () => {
    expect(form.hidden).toBe(false);
    expect(shown()).toEqual(["start"]);
    button("start").click();
    expect([map.hasAttribute("data-drawing"), shown()]).toEqual([true, ["drop"]]);
    expect(form.querySelector("p")?.textContent).toBe("Klikk på kartet.");
    expect(document.activeElement).toBe(button("drop"));
    press(11.5, 60.88);
    expect(shown()).toEqual(["drop"]);
    press(11.6, 60.89);
    expect(shown()).toEqual(["cut", "drop"]);
    expect(form.querySelector("input")?.value).toBe("11.5000000,60.8800000 11.6000000,60.8900000");
    expect(sketch.mock.lastCall).toEqual([[[11.5, 60.88], [11.6, 60.89]]]);
  });

  it("drops the line with its button and with Escape", () => {
    for (const dropIt of [
      () => button("drop").click(),
      () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })),
    ]) {
      button("start").click();
      press(11.5, 60.88);
      press(11.6, 60.89);
      dropIt();
      expect([map.hasAttribute("data-drawing"), shown(), form.querySelector("input")?.value]).toEqual([false, ["start"], ""]);
      expect(sketch.mock.lastCall).toEqual([[]]);
    }
  });
});
