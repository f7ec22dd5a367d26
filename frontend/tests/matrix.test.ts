import { beforeEach, describe, expect, it } from "vitest";

import { startMatrices } from "../src/matrix";

beforeEach(() => {
  document.body.innerHTML = `<table class="matrix--wide"><tbody>
    <tr><th>Elverum</th><td><a href="#a1">!</a></td><td><a href="#a2">✓</a></td></tr>
    <tr><th>Hamar</th><td></td><td><a href="#b2">…</a></td></tr>
    <tr><th>Løten</th><td><a href="#c1">?</a></td><td><a href="#c2">✓</a></td></tr></tbody></table>`;
  startMatrices(document);
});

function press(key: string): string | null {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return document.activeElement?.getAttribute("href") ?? null;
}

describe("a picture of units and lines", () => {
  it("is one stop for the tabulator", () => {
    const stops = [...document.querySelectorAll("a[tabindex='0']")].map((link) => link.getAttribute("href"));
    expect(stops).toEqual(["#a1"]);
  });

  it("is walked with the arrow keys, over empty cells, and stops at its edges", () => {
    document.querySelector("a")?.focus();
    const walked = ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp", "Home", "ArrowLeft", "End"].map(press);
    expect(walked).toEqual(["#c1", "#c2", "#b2", "#a2", "#a2", "#a1", "#a1", "#a2"]);
    expect(document.querySelectorAll("a[tabindex='0']")).toHaveLength(1);
  });
});
