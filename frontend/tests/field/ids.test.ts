import { expect, it } from "vitest";

import { digestOf, uuid7, weekOf } from "../../field/ids";

it("makes UUIDv7 that carry the clock and are all different", () => {
  const ids = Array.from({ length: 200 }, () => uuid7(0x0123456789ab));
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("knows the digest of an empty text", async () => {
  expect(await digestOf("")).toBe("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});

it.each([
  [new Date(2026, 4, 4), { year: 2026, week: 19 }],
  [new Date(2027, 0, 3), { year: 2026, week: 53 }],
  [new Date(2025, 11, 29), { year: 2026, week: 1 }],
])("knows the ISO week of %s", (day, week) => {
  expect(weekOf(day)).toEqual(week);
});
