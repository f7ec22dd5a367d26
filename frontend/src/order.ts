/**
 * Loaded by the page on which a turf's walking order is changed. Rows of a form with `data-order` can be dragged by
 * their handle, with a mouse, a pen or a finger; letting go sends the form. The buttons beside each row do the same one
 * step at a time, and work without this.
 */

/** Return the row before which the dragged one belongs at this height, or undefined at the end of the list. */
export function rowBelow(rows: readonly HTMLElement[], dragged: HTMLElement, y: number): HTMLElement | undefined {
  return rows.find((row) => {
    if (row === dragged) return false;
    const { top, height } = row.getBoundingClientRect();
    return y < top + height / 2;
  });
}

function rowsOf(form: ParentNode): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>("[data-stop]")];
}

/** Let one handle drag its row. The page listens, not the handle: a row that changes place loses the pointer. */
function startHandle(form: HTMLFormElement, handle: HTMLElement): void {
  const row = handle.closest<HTMLElement>("[data-stop]");
  if (!row) return;
  handle.hidden = false;
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const before = rowsOf(form);
    const end = new AbortController();
    const signal = end.signal;
    row.toggleAttribute("data-dragged", true);
    const move = ({ clientY }: PointerEvent): void => {
      const below = rowBelow(rowsOf(form), row, clientY);
      if (below !== row.nextElementSibling) row.parentElement?.insertBefore(row, below ?? null);
    };
    const letGo = (): void => {
      end.abort();
      row.toggleAttribute("data-dragged", false);
      if (rowsOf(form).some((each, place) => each !== before[place])) form.requestSubmit();
    };
    document.addEventListener("pointermove", move, { signal });
    document.addEventListener("pointerup", letGo, { signal });
    document.addEventListener("pointercancel", letGo, { signal });
  });
}

/** Let the rows of every such form under `root` be dragged. */
export function startOrder(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-order]:not([data-started])")) {
    form.toggleAttribute("data-started", true);
    form.querySelectorAll<HTMLElement>("[data-handle]").forEach((handle) => startHandle(form, handle));
  }
}

startOrder(document);
document.addEventListener("htmx:load", () => startOrder(document));
