import { describe, expect, it } from "vitest";

import schema from "../../field/contract.schema.json";

type Part = {
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Part[];
  readonly type?: string;
  readonly items?: Part;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Part;
};

const parts = schema.$defs as unknown as Readonly<Record<string, Part>>;
const files = import.meta.glob("../../../tests/contracts/*.json", { eager: true, import: "default" });
const payloads = Object.entries(files).map(([path, payload]): [string, unknown] => [
  path.split("/").at(-1)?.replace(".json", "") ?? "",
  payload,
]);

/** Say where the value is not of the form, or nothing. */
function faults(part: Part, value: unknown, where: string): string[] {
  if (part.$ref) return faults(parts[part.$ref.split("/").at(-1) ?? ""] ?? { enum: [] }, value, where);
  if (part.enum) return part.enum.includes(value) ? [] : [where];
  if (part.anyOf) return part.anyOf.some((each) => !faults(each, value, where).length) ? [] : [where];
  if (part.type === "null") return value === null ? [] : [where];
  if (part.type === "integer") return Number.isInteger(value) ? [] : [where];
  if (part.type === "array") {
    return Array.isArray(value) ? value.flatMap((each, place) => faults(part.items ?? {}, each, `${where}[${place}]`)) : [where];
  }
  if (part.type !== "object") return typeof value === part.type ? [] : [where];
  if (typeof value !== "object" || value === null) return [where];
  const missing = (part.required ?? []).filter((key) => !(key in value)).map((key) => `${where}.${key} is missing`);
  const inner = Object.entries(value).flatMap(([key, each]) => {
    const kind = part.properties?.[key] ?? part.additionalProperties;
    return kind ? faults(kind, each, `${where}.${key}`) : [`${where}.${key} is not declared`];
  });
  return [...missing, ...inner];
}

describe("the golden payloads, which the server's tests read too", () => {
  it.each(payloads)("%s has the form that the app's types are made from", (name, payload) => {
    expect(faults({ $ref: `#/$defs/${name}` }, payload, name)).toEqual([]);
  });

  it("are refused when something is wrong with them", () => {
    const [, request] = payloads.find(([name]) => name === "SyncRequest") ?? [];
    const broken = { ...(request as object), nonce: 1, surplus: true };
    expect(faults({ $ref: "#/$defs/SyncRequest" }, broken, "x")).toEqual(["x.nonce", "x.surplus is not declared"]);
  });
});
