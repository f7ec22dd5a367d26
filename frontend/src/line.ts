/**
 * Loaded by a turf's page: a line drawn on the map along which the turf is split. The form with `data-draws-line` is
 * hidden without scripts; splitting after an address does the same without the map. Esc drops the line.
 */
import type { Position } from "geojson";

import type { MapPressed, TurfMap } from "./map/element";

/** Write points as the server reads them: `longitude,latitude` each, with spaces between. */
export function written(line: readonly Position[]): string {
  return line.map(([longitude = 0, latitude = 0]) => `${longitude.toFixed(7)},${latitude.toFixed(7)}`).join(" ");
}

/** Let the form's buttons draw a line on the map; the form is shown once it can. */
export function startLine(form: HTMLFormElement, map: TurfMap): void {
  const part = <Kind extends HTMLElement>(selector: string): Kind => form.querySelector<Kind>(selector) as Kind;
  const [start, cut, drop] = [part("[data-line-start]"), part("[data-line-cut]"), part("[data-line-drop]")];
  const [input, help] = [part<HTMLInputElement>("input[name=line]"), part("[data-line-help]")];
  let line: Position[] = [];

  const show = (drawing: boolean): void => {
    map.toggleAttribute("data-drawing", drawing);
    map.sketch?.(line);
    input.value = written(line);
    start.hidden = drawing;
    drop.hidden = !drawing;
    cut.hidden = line.length < 2;
    help.textContent = drawing ? (help.dataset.words ?? "") : "";
  };
  const dropped = (): void => {
    line = [];
    show(false);
  };

  start.addEventListener("click", () => {
    show(true);
    form.scrollIntoView({ block: "start" });
    drop.focus({ preventScroll: true });
  });
  drop.addEventListener("click", () => {
    dropped();
    start.focus();
  });
  map.addEventListener("map-pressed", (event) => {
    line = [...line, (event as MapPressed).detail.position];
    show(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && map.hasAttribute("data-drawing")) dropped();
  });
  form.hidden = false;
}

const form = document.querySelector<HTMLFormElement>("form[data-draws-line]");
const map = document.querySelector<TurfMap>("turf-map");
if (form && map) startLine(form, map);
