import { describe, expect, it } from "vitest";

import { fill, heldFor, LANGUAGES } from "../../field/words";

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1] ?? "").sort();

describe.each(Object.entries(LANGUAGES))("the words in %s", (_, words) => {
  it("are all there", () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(LANGUAGES.nb).sort());
    expect(Object.entries(words).filter(([, text]) => !text.trim())).toEqual([]);
  });

  it("take the same values as in bokmål", () => {
    const other = Object.entries(words).filter(
      ([key, text]) => String(placeholders(text)) !== String(placeholders(LANGUAGES.nb[key as keyof typeof words])),
    );
    expect(other).toEqual([]);
  });
});

it("fills in values and leaves what it does not know", () => {
  expect(fill("{a} of {b}, {c}", { a: 1, b: "x" })).toBe("1 of x, {c}");
});

it.each([
  [0, "Du har roda i 0 timer til"],
  [1, "Du har roda i én time til"],
  [47, "Du har roda i 47 timer til"],
  [48, "Du har roda i 2 dager til"],
  [1440, "Du har roda i 60 dager til"],
])("says for how long a turf is held in the fitting unit: %s hours", (hours, words) => {
  expect(heldFor(LANGUAGES.nb, hours)).toBe(words);
});
