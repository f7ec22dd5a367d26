/**
 * Loaded by the page on which one says where walks begin and people meet: a place can be picked on the map instead of
 * written. The form with `data-places` has for each place a text field, a hidden field `…_at` and buttons with
 * `data-pick` and `data-drop`; without scripts these stay hidden, and one writes an address.
 */
import type { Position } from "geojson";

import { written } from "./line";
import type { MapPressed, TurfMap } from "./map/element";

/** Let the form's buttons pick places on the map. */
export function startPlaces(form: HTMLFormElement, map: TurfMap): void {
  const help = form.querySelector<HTMLElement>("[data-pick-help]") as HTMLElement;
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  const picks = [...form.querySelectorAll<HTMLButtonElement>("[data-pick]")];
  let picking: string | undefined;

  const pick = (name: string | undefined): void => {
    picking = name;
    map.toggleAttribute("data-drawing", name !== undefined);
    for (const button of picks) button.setAttribute("aria-pressed", String(button.dataset.pick === name));
    help.textContent = name === undefined ? "" : (help.dataset.words ?? "");
    if (name !== undefined) map.scrollIntoView({ block: "center" });
  };
  const show = (): void => {
    const points = picks.map((button) => field(`${button.dataset.pick}_at`).value);
    map.points?.(points.filter(Boolean).map((text): Position => text.split(",").map(Number)));
    for (const drop of form.querySelectorAll<HTMLButtonElement>("[data-drop]")) {
      drop.hidden = !field(drop.dataset.drop ?? "").value;
    }
  };

  for (const button of picks) {
    button.hidden = false;
    button.addEventListener("click", () => pick(picking === button.dataset.pick ? undefined : button.dataset.pick));
    const text = field(button.dataset.pick ?? "");
    text.addEventListener("input", () => {
      field(`${text.name}_at`).value = "";
      show();
    });
  }
  for (const drop of form.querySelectorAll<HTMLButtonElement>("[data-drop]")) {
    drop.addEventListener("click", () => {
      const name = drop.dataset.drop ?? "";
      field(name).value = "";
      field(`${name}_at`).value = "";
      show();
      field(name).focus();
    });
  }
  map.addEventListener("map-pressed", (event) => {
    if (picking === undefined) return;
    field(`${picking}_at`).value = written([(event as MapPressed).detail.position]);
    field(picking).value = help.dataset.point ?? "";
    field(picking).focus();
    pick(undefined);
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pick(undefined);
  });
  show();
}

const form = document.querySelector<HTMLFormElement>("form[data-places]");
const map = document.querySelector<TurfMap>("turf-map");
if (form && map) startPlaces(form, map);
