import { expect, it } from "vitest";

import { wordsFor } from "../src/map/words";

it.each([
  ["nb", "Kart"],
  ["nn", "Kart"],
  ["en", "Map"],
  ["en-gb", "Map"],
  ["se", "Kart"],
])("speaks the page's language: %s", (language, word) => {
  expect(wordsFor(language).map).toBe(word);
});
