/**
 * Loaded by pages where doors are moved to another turf. In a form with `data-selection`, each address is a row with
 * `data-stop` (its place in the walking order) and a tick box per door. Ticking shows on the map, a click on the map
 * ticks, Shift and click ticks everything between, and `[data-selection-count]` says how many doors are chosen. The
 * form itself is plain and works without any of this.
 */
import type { AddressPicked, TurfMap } from "./map/element";

function boxesIn(part: ParentNode): HTMLInputElement[] {
  return [...part.querySelectorAll<HTMLInputElement>("input[type=checkbox]:not(:disabled)")];
}

/** Return the places in the walking order that have a chosen door. */
export function chosenStops(form: ParentNode): number[] {
  return [...form.querySelectorAll<HTMLElement>("[data-stop]")]
    .filter((stop) => boxesIn(stop).some((box) => box.checked))
    .map((stop) => Number(stop.dataset.stop));
}

/** Tick every door of the address, or none if all were ticked. */
export function toggleStop(form: ParentNode, order: number): void {
  const stop = form.querySelector(`[data-stop="${order}"]`);
  if (!stop) return;
  const boxes = boxesIn(stop);
  const wanted = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = wanted;
}

/** Give all boxes from one to the other the state of the last, whichever comes first on the page. */
export function tickBetween(form: ParentNode, first: HTMLInputElement, last: HTMLInputElement): void {
  const boxes = boxesIn(form);
  const [from, to] = [boxes.indexOf(first), boxes.indexOf(last)].sort((one, other) => one - other) as [number, number];
  if (from < 0) return;
  for (const box of boxes.slice(from, to + 1)) box.checked = last.checked;
}

function tell(form: HTMLElement): void {
  const count = boxesIn(form).filter((box) => box.checked).length;
  const region = form.querySelector<HTMLElement>("[data-selection-count]");
  if (region) {
    const words = count === 1 ? region.dataset.one : region.dataset.many;
    region.textContent = count === 0 ? "" : (words ?? "").replace("#", String(count));
  }
  document.querySelector<TurfMap>("turf-map")?.mark?.(chosenStops(form));
}

/** Make a form with `data-selection` answer to the map and to Shift. */
export function startSelection(form: HTMLElement): void {
  let last: HTMLInputElement | undefined;
  form.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "checkbox") return;
    if (event.shiftKey && last) tickBetween(form, last, event.target);
    last = event.target;
    tell(form);
  });
  document.addEventListener("address-picked", (event) => {
    if (!form.isConnected) return;
    toggleStop(form, (event as AddressPicked).detail.order);
    tell(form);
  });
  tell(form);
}

/** Start every such form under `root` that has not been started; a changed turf brings a new one. */
export function startSelections(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLElement>("form[data-selection]:not([data-started])")) {
    form.toggleAttribute("data-started", true);
    startSelection(form);
  }
}

startSelections(document);
document.addEventListener("htmx:load", () => startSelections(document));
