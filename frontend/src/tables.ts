const ROLES: readonly (readonly [string, string])[] = [
  ["thead, tbody, tfoot", "rowgroup"],
  ["tr", "row"],
  ["thead th", "columnheader"],
  ["tbody th, tfoot th", "rowheader"],
  ["td", "cell"],
];

/** A column's name as it is seen: one that is only to be heard needs no place in a card. */
function nameOf(cell: Element): string {
  return cell.querySelector(":scope > .ds-sr-only:only-child") ? "" : cell.textContent.trim();
}

/**
 * Make a table ready to become cards on a phone: every cell gets its column's name as `data-label`, and the roles
 * that a browser takes away when table parts are laid out as blocks are written out. Safe to call again.
 */
export function prepareTable(table: HTMLTableElement): void {
  const names = [...table.querySelectorAll("thead tr:last-child > *")].map(nameOf);
  for (const row of table.querySelectorAll("tbody > tr, tfoot > tr")) {
    let column = 0;
    for (const cell of row.children) {
      if (cell.tagName === "TD" && !cell.hasAttribute("data-label")) cell.setAttribute("data-label", names[column] ?? "");
      column += Number(cell.getAttribute("colspan") ?? 1);
    }
  }
  table.setAttribute("role", "table");
  for (const [selector, role] of ROLES) {
    for (const part of table.querySelectorAll(selector)) part.setAttribute("role", role);
  }
  table.setAttribute("data-cards", "");
}

/** Prepare the page's tables with the class `cards`, and those that arrive or change later. */
export function startTables(root: Document): void {
  const prepareAll = (): void => root.querySelectorAll<HTMLTableElement>("table.cards").forEach(prepareTable);
  prepareAll();
  root.addEventListener("htmx:afterSwap", prepareAll);
}
