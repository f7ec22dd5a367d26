import { beforeEach, describe, expect, it, vi } from "vitest";

import { chosenStops, startSelection, tickBetween, toggleStop } from "../src/selection";

let form: HTMLFormElement;

function boxes(): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input")];
}

function ticked(): string[] {
  return boxes()
    .filter((box) => box.checked)
    .map((box) => box.value);
}

beforeEach(() => {
  document.body.innerHTML = `
    <turf-map></turf-map>
    <form>
      <output data-selection-count data-one="# dør valgt" data-many="# dører valgt"></output>
      <div data-stop="1"><input type="checkbox" value="a"><input type="checkbox" value="b"></div>
      <div data-stop="2"><input type="checkbox" value="c"></div>
      <div data-stop="3"><input type="checkbox" value="d" disabled><input type="checkbox" value="e"></div>
    </form>`;
  form = document.querySelector("form") as HTMLFormElement;
});

describe("toggleStop", () => {
  it("ticks all doors of the address that can be moved, and takes them away again", () => {
    toggleStop(form, 3);
    expect(ticked()).toEqual(["e"]);
    toggleStop(form, 3);
    expect(ticked()).toEqual([]);
  });

  it("fills up an address of which some doors are ticked", () => {
    (boxes()[0] as HTMLInputElement).checked = true;
    toggleStop(form, 1);
    expect(ticked()).toEqual(["a", "b"]);
  });

  it("leaves everything as it is for an address of another turf", () => {
    toggleStop(form, 9);
    expect(ticked()).toEqual([]);
  });
});

describe("tickBetween", () => {
  it("works upwards as well as downwards", () => {
    const [first, , third] = boxes() as [HTMLInputElement, HTMLInputElement, HTMLInputElement];
    first.checked = true;
    tickBetween(form, third, first);
    expect(ticked()).toEqual(["a", "b", "c"]);
  });
});

describe("startSelection", () => {
  it("counts in words, rings the addresses on the map, and listens to the map", () => {
    const mark = vi.fn();
    Object.assign(document.querySelector("turf-map") as HTMLElement, { mark });
    startSelection(form);
    const count = form.querySelector("output");
    expect(count?.textContent).toBe("");
    boxes()[2]?.click();
    expect(count?.textContent).toBe("1 dør valgt");
    document.dispatchEvent(new CustomEvent("address-picked", { detail: { turf: 4, order: 1 } }));
    expect(count?.textContent).toBe("3 dører valgt");
    expect(chosenStops(form)).toEqual([1, 2]);
    expect(mark.mock.lastCall).toEqual([[1, 2]]);
  });

  it("ticks everything between with Shift", () => {
    startSelection(form);
    boxes()[0]?.click();
    boxes()[4]?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true }));
    expect(ticked()).toEqual(["a", "b", "c", "e"]);
  });
});
