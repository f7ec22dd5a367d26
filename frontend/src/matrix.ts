/**
 * A picture of units × lines as one stop for the tabulator: the arrow keys go from cell to cell, Home and End to the
 * ends of a row. Without this every cell is a link of its own, which works as well and takes longer.
 */

function linksOf(row: Element): HTMLAnchorElement[] {
  return [...row.querySelectorAll<HTMLAnchorElement>("td a")];
}

function columnOf(link: HTMLAnchorElement): number {
  const cell = link.closest("td");
  return cell?.parentElement ? [...cell.parentElement.children].indexOf(cell) : -1;
}

/** Return the link that a key leads to from another one, or undefined where it leads nowhere. */
export function nextLink(
  rows: readonly HTMLAnchorElement[][],
  from: HTMLAnchorElement,
  key: string,
): HTMLAnchorElement | undefined {
  const down = rows.findIndex((row) => row.includes(from));
  const row = rows[down];
  if (!row) return undefined;
  const along = row.indexOf(from);
  const upOrDown = (step: number): HTMLAnchorElement | undefined => {
    // A line that asks nothing of a unit has an empty cell: the column is told by its place in the table.
    const column = columnOf(from);
    for (let at = down + step; rows[at]; at += step) {
      const found = rows[at]?.find((link) => columnOf(link) === column);
      if (found) return found;
    }
    return undefined;
  };
  switch (key) {
    case "ArrowRight":
      return row[along + 1];
    case "ArrowLeft":
      return row[along - 1];
    case "ArrowDown":
      return upOrDown(1);
    case "ArrowUp":
      return upOrDown(-1);
    case "Home":
      return row[0];
    case "End":
      return row.at(-1);
    default:
      return undefined;
  }
}

function startMatrix(table: HTMLTableElement): void {
  const rows = [...table.querySelectorAll("tbody > tr")].map(linksOf);
  const links = rows.flat();
  links.forEach((link, number) => link.setAttribute("tabindex", number === 0 ? "0" : "-1"));
  table.addEventListener("keydown", (event) => {
    const from = (event.target as Element).closest<HTMLAnchorElement>("td a");
    const next = from && nextLink(rows, from, event.key);
    if (!from || !next) return;
    event.preventDefault();
    from.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

/** Make the page's pictures one stop each. */
export function startMatrices(root: Document): void {
  root.querySelectorAll<HTMLTableElement>("table.matrix--wide").forEach(startMatrix);
}
