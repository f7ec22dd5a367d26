import { describe, expect, it } from "vitest";

import type { Stop, TurfAnswer } from "../../field/contract";
import { doorsOf, floorOf, inLanguage, listOf, nextDoor } from "../../field/doors";
import { LANGUAGES } from "../../field/words";
import golden from "../../../tests/contracts/TurfAnswer.json";

const turf = golden as unknown as TurfAnswer;
const { nb } = LANGUAGES;

describe("the list to walk", () => {
  it("says which street, which entrance and which floor", () => {
    const list = listOf(turf, [], nb);
    expect(list.map((entrance) => [entrance.heading, entrance.text])).toEqual([
      ["Elvegata", "Elvegata 1"],
      ["", "Elvegata 2"],
    ]);
    expect(list[1]?.floors.map((floor) => floor.heading)).toEqual(["1. etasje", "2. etasje"]);
    expect(list[0]?.floors.map((floor) => floor.heading)).toEqual([""]);
  });

  it("names the side only where the walk follows it, and the street anew only where it changes", () => {
    const stop = (street: string, number: number | null): Stop => ({ ...(turf.stops[0] as Stop), street, number });
    const walk = [1, 2, 3, 5, 7, 9, 8, 11].map((number) => stop("Elvegata", number));
    const stops = [...walk, stop("Storgata", 2), stop("Storgata", 4), stop("", null), stop("Storgata", 6)];
    expect(listOf({ ...turf, stops }, [], nb).map((entrance) => entrance.heading)).toEqual([
      "Elvegata",
      "",
      "Elvegata, oddetall",
      "",
      "",
      "",
      "Elvegata",
      "",
      "Storgata",
      "",
      "",
      "Storgata",
    ]);
  });

  it("shows what was tapped here before the server has told of it", () => {
    const marks = (mark: "done" | "may-knock"): string[] =>
      doorsOf(listOf(turf, [{ door: 42, mark, seq: 1 }], nb)).map((door) => door.mark);
    expect(marks("done")).toEqual(["not-visited", "done", "not-visited"]);
    expect(marks("may-knock")).toEqual(["not-visited", "no-answer", "not-visited"]);
  });

  it("goes on from the last door and comes back to those left out", () => {
    const doors = doorsOf(listOf(turf, [], nb));
    expect(nextDoor(doors, undefined)?.id).toBe(41);
    expect(nextDoor(doors, 41)?.id).toBe(43);
    expect(nextDoor(doors, 43)?.id).toBe(41);
    expect(nextDoor(doors.filter((door) => door.mark !== "not-visited"), 43)).toBeUndefined();
  });
});

it.each([
  ["H0203", "2. etasje"],
  ["K0101", "Kjeller"],
  ["U0101", "Underetasje"],
  ["L0101", "Loft"],
  ["", ""],
  ["203", ""],
])("the dwelling number %s is on the floor %s", (dwelling, floor) => {
  expect(floorOf(dwelling, nb)).toBe(floor);
});

it("falls back on bokmål", () => {
  expect(inLanguage({ nb: "Skole", nn: "", en: "School" }, "nn")).toBe("Skole");
  expect(inLanguage({ nb: "Skole", nn: "", en: "School" }, "en")).toBe("School");
});
