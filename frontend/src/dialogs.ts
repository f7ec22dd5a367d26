function dialogNamed(id: string | undefined): HTMLDialogElement | null {
  const found = id === undefined ? null : document.getElementById(id);
  return found instanceof HTMLDialogElement ? found : null;
}

/**
 * Open the dialog that a button names with `data-opens="id"`, close the dialog around a button with `data-closes`,
 * and move focus to an error summary when the page comes back with one. Works for content that arrives later.
 */
export function startDialogs(root: Document): void {
  root.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest<HTMLElement>("[data-opens]");
    if (opener) dialogNamed(opener.dataset.opens)?.showModal();
    const closer = event.target.closest<HTMLElement>("[data-closes]");
    closer?.closest("dialog")?.close();
  });
  const focusFaults = (part: ParentNode): void => part.querySelector<HTMLElement>("[data-error-summary]")?.focus();
  focusFaults(root);
  root.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element) focusFaults(event.target);
  });
}
