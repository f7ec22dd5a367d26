import { beforeEach, describe, expect, it } from "vitest";

import { startDialogs } from "../src/dialogs";
import { startMenus } from "../src/menu";
import { prepareTable } from "../src/tables";

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("prepareTable", () => {
  it("names the cells of a card by their columns, over cells that span several", () => {
    document.body.innerHTML = `<table><thead><tr><th>Rode</th><th>Dører</th><th>Gange</th><th><span class="ds-sr-only">Gjør</span></th></tr></thead>
      <tbody><tr><th>1</th><td>60</td><td>2 km</td><td data-label="">Ute</td></tr>
      <tr><th>2</th><td colspan="2">Ingen</td><td>Inne</td></tr></tbody></table>`;
    const table = document.querySelector("table") as HTMLTableElement;
    prepareTable(table);
    const labels = [...table.querySelectorAll("td")].map((cell) => cell.getAttribute("data-label"));
    expect(labels).toEqual(["Dører", "Gange", "", "Dører", ""]);
    expect(table.hasAttribute("data-cards")).toBe(true);
  });

  it("writes out the roles that laying out rows as blocks takes away", () => {
    document.body.innerHTML = `<table><thead><tr><th>Rode</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>`;
    const table = document.querySelector("table") as HTMLTableElement;
    prepareTable(table);
    const roles = [...table.querySelectorAll("[role]")].map((part) => part.getAttribute("role"));
    expect([table.getAttribute("role"), ...roles]).toEqual([
      "table",
      "rowgroup",
      "row",
      "columnheader",
      "rowgroup",
      "row",
      "cell",
    ]);
  });
});

describe("startMenus", () => {
  it("opens and closes, and gives focus back on Escape", () => {
    document.body.innerHTML = `<button data-menu-button aria-expanded="false" aria-controls="menu"></button><div id="menu"></div>`;
    startMenus(document);
    const button = document.querySelector("button") as HTMLButtonElement;
    const menu = document.getElementById("menu") as HTMLElement;
    const state = (): [string | null, boolean] => [button.getAttribute("aria-expanded"), menu.hasAttribute("data-open")];
    button.click();
    expect(state()).toEqual(["true", true]);
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(state()).toEqual(["false", false]);
    expect(document.activeElement).toBe(button);
  });
});

describe("startDialogs", () => {
  it("opens the dialog a button names, and closes the one around a button", () => {
    document.body.innerHTML = `<button data-opens="sure"></button><dialog id="sure"><button data-closes></button></dialog>`;
    startDialogs(document);
    const dialog = document.querySelector("dialog") as HTMLDialogElement;
    document.querySelector<HTMLElement>("[data-opens]")?.click();
    expect(dialog.open).toBe(true);
    document.querySelector<HTMLElement>("[data-closes]")?.click();
    expect(dialog.open).toBe(false);
  });

  it("moves focus to the summary of faults", () => {
    document.body.innerHTML = `<section data-error-summary tabindex="-1"></section>`;
    startDialogs(document);
    expect(document.activeElement).toBe(document.querySelector("section"));
  });
});
