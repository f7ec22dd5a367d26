import type { Position } from "geojson";
import {
  AttributionControl,
  Map as Drawn,
  type MapMouseEvent,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import styleUrl from "maplibre-gl/dist/maplibre-gl.css?url";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

import { boundsOf, type Bounds, type MapData, probeTile, type Turf, turfsOf } from "./data";
import { DARK, drawing, LIGHT, type Tiles } from "./look";
import { withSketch } from "./sketch";
import { type Words, wordsFor } from "./words";

setWorkerUrl(workerUrl);

let styled: Promise<void> | undefined;

/** Fetch the map library's own style sheet, once for the page; a page with a map names only one script. */
function style(): Promise<void> {
  styled ??= new Promise((ready) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: styleUrl });
    link.addEventListener("load", () => ready());
    link.addEventListener("error", () => ready());
    document.head.append(link);
  });
  return styled;
}

/** Room around the turfs, in pixels; more to the right, where the buttons are. */
const PADDING = { top: 40, right: 72, bottom: 48, left: 40 };
/** A tile that has not come in this time means no network; the map is then drawn on blank paper. */
const TILE_PATIENCE_MS = 4000;

/** Told when a turf is chosen on the map (undefined: none). */
export type TurfChosen = CustomEvent<{ turf: number | undefined }>;
/** Told when an address of the chosen turf is picked on the map. */
export type AddressPicked = CustomEvent<{ turf: number; order: number }>;

/** Told where the map was clicked while a line is being drawn. */
export type MapPressed = CustomEvent<{ position: Position }>;

/**
 * `<turf-map data-src="…geojson" data-tiles="…{z}…" data-label="…" data-turf="3">`: turfs on a map.
 *
 * Works without network and without tiles, and says so in words where nothing can be drawn. The list beside it holds
 * the same: the row with the id `turf-3` is marked while turf 3 is chosen, and pointing at the row shows it on the map.
 * Sends `turf-chosen` and `address-picked`; `mark()` rings addresses of the chosen turf.
 */
export class TurfMap extends HTMLElement {
  #words: Words = wordsFor("nb");
  #data: MapData | undefined;
  #turfs: Turf[] = [];
  #turf: number | undefined;
  #tiles: Tiles | undefined;
  #sketch: readonly Position[] = [];
  #joined = true;
  #map: Drawn | undefined;
  #status!: HTMLElement;
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #redraw = (): void => this.#draw();
  readonly #changed = (): void => void this.#refresh();
  readonly #pointed = (event: Event): void => this.#follow(event);

  /** What to draw, where it is at hand and not to be fetched from `data-src`. */
  given: MapData | undefined;

  connectedCallback(): void {
    this.#words = wordsFor(document.documentElement.lang);
    this.#turf = this.dataset.turf ? Number(this.dataset.turf) : undefined;
    this.#build();
    this.#scheme.addEventListener("change", this.#redraw);
    for (const name of ["pointerover", "focusin"]) document.addEventListener(name, this.#pointed);
    document.addEventListener("turfs-changed", this.#changed);
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#scheme.removeEventListener("change", this.#redraw);
    for (const name of ["pointerover", "focusin"]) document.removeEventListener(name, this.#pointed);
    document.removeEventListener("turfs-changed", this.#changed);
    this.#map?.remove();
    this.#map = undefined;
    this.replaceChildren();
  }

  /** Ring the addresses with these places in the walking order of the chosen turf. */
  mark(orders: readonly number[]): void {
    this.#map?.setFilter("picked", [
      "all",
      ["==", ["get", "kind"], "address"],
      ["==", ["get", "turf"], this.#turf ?? -1],
      ["in", ["get", "order"], ["literal", [...orders]]],
    ]);
  }

  /** Show a line that is being drawn; none takes it away. While `data-drawing` is set, clicks send `map-pressed`. */
  sketch(line: readonly Position[]): void {
    this.#sketch = line;
    this.#draw();
  }

  /** Show places that are set by hand, instead of a line. */
  points(places: readonly Position[]): void {
    this.#joined = false;
    this.sketch(places);
  }

  /** Choose a turf, or none, as a click on the map does. */
  choose(turf: number | undefined): void {
    if (turf === this.#turf) return;
    this.#turf = turf;
    this.#draw();
    this.#tell();
    this.dispatchEvent(new CustomEvent("turf-chosen", { bubbles: true, detail: { turf } }) satisfies TurfChosen);
  }

  #build(): void {
    const words = this.#words;
    this.innerHTML = `
      <div class="turf-map__frame"></div>
      <div class="turf-map__controls">
        <p class="turf-map__status" role="status"></p>
        <button class="ds-button" data-variant="secondary" type="button">${words.showAll}</button>
      </div>
      <ul class="turf-map__legend"></ul>`;
    this.#status = this.querySelector<HTMLElement>(".turf-map__status") as HTMLElement;
    this.querySelector("button")?.addEventListener("click", () => this.#fit(boundsOf(this.#data as MapData)));
  }

  async #fetched(): Promise<MapData> {
    const answer = await fetch(this.dataset.src ?? "", { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(`The map's data answered ${answer.status}`);
    return (await answer.json()) as MapData;
  }

  async #load(): Promise<void> {
    try {
      this.#data = this.given ?? (await this.#fetched());
      await style();
    } catch {
      this.#explain(this.#words.failed);
      return;
    }
    this.#turfs = turfsOf(this.#data);
    const bounds = boundsOf(this.#data, this.#turf) ?? boundsOf(this.#data);
    if (bounds) this.#start(bounds);
    else this.#explain(this.#words.empty);
  }

  /** Draw the turfs as they are now, without moving the map; if they do not come the old ones stay. */
  async #refresh(): Promise<void> {
    if (!this.#map || this.given) return;
    try {
      this.#data = await this.#fetched();
    } catch {
      return;
    }
    this.#turfs = turfsOf(this.#data);
    this.#draw();
    this.#tell();
  }

  /** Say in the legend what is on the map. */
  #explainSigns(): void {
    const signs = {
      address: `<circle class="turf-map__address" cx="12" cy="6" r="5"/>`,
      route: `<path class="turf-map__route" d="M1 6H23"/>`,
      barrier: `<path class="turf-map__barrier" d="M1 6H23"/>`,
      street: `<path class="turf-map__street" d="M1 6H23"/>`,
      start: `<path class="turf-map__address" d="M12 0l7 12H5z"/>`,
      meeting: `<path class="turf-map__address" d="M8 12V0l11 4-9 4v4z"/>`,
    };
    const there = new Set<string>(this.#data?.features.map(({ properties }) => properties.kind));
    for (const [kind, sign] of Object.entries(signs)) {
      if (!there.has(kind)) continue;
      const words = this.#words[kind as keyof typeof signs];
      const line = `<li><svg viewBox="0 0 24 12" aria-hidden="true">${sign}</svg>${words}</li>`;
      this.querySelector(".turf-map__legend")?.insertAdjacentHTML("beforeend", line);
    }
  }

  #start(bounds: Bounds): void {
    this.#explainSigns();
    try {
      this.#map = this.#create(bounds);
    } catch {
      // No WebGL: an old phone, or a browser told not to use the graphics card.
      this.#explain(this.#words.unavailable);
      return;
    }
    this.#listen(this.#map);
    this.#tell();
    void this.#addTiles(bounds);
  }

  #create(bounds: Bounds): Drawn {
    const words = this.#words;
    const frame = this.querySelector<HTMLElement>(".turf-map__frame") as HTMLElement;
    const map = new Drawn({
      container: frame,
      style: this.#style(),
      bounds,
      fitBoundsOptions: { padding: PADDING, maxZoom: 18 },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      fadeDuration: 0,
      locale: {
        "Map.Title": this.dataset.label ?? words.map,
        "NavigationControl.ZoomIn": words.zoomIn,
        "NavigationControl.ZoomOut": words.zoomOut,
        "CooperativeGesturesHandler.WindowsHelpText": words.control,
        "CooperativeGesturesHandler.MacHelpText": words.command,
        "CooperativeGesturesHandler.MobileHelpText": words.twoFingers,
      },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
    return map;
  }

  #listen(map: Drawn): void {
    const cursor = (kind: string) => (): void => {
      map.getCanvas().style.cursor = kind;
    };
    map.on("mouseenter", "addresses", cursor("pointer"));
    map.on("mouseleave", "addresses", cursor(""));
    map.on("click", (event: MapMouseEvent) => this.#clicked(event));
    // A tile that does not come leaves its square blank; there is nothing for the reader to do about it.
    map.on("error", () => undefined);
    map.once("idle", () => this.setAttribute("data-drawn", ""));
  }

  #clicked(event: MapMouseEvent): void {
    if (this.hasAttribute("data-drawing")) {
      const position = event.lngLat.toArray();
      this.dispatchEvent(new CustomEvent("map-pressed", { detail: { position } }) satisfies MapPressed);
      return;
    }
    const reach = 12;
    const { x, y } = event.point;
    const found = event.target.queryRenderedFeatures(
      [
        [x - reach, y - reach],
        [x + reach, y + reach],
      ],
      { layers: ["addresses", "number-grounds", "areas", "visited"] },
    )[0];
    if (!found) return;
    if (found.layer.id === "visited") {
      this.#status.textContent = String(found.properties.label);
      return;
    }
    const turf = Number(found.properties.turf);
    const order = Number(found.properties.order);
    if (turf === this.#turf && order > 0) {
      this.dispatchEvent(
        new CustomEvent("address-picked", { bubbles: true, detail: { turf, order } }) satisfies AddressPicked,
      );
    }
    this.choose(turf);
  }

  #follow(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[id^='turf-']") : null;
    if (row) this.choose(Number(row.id.slice("turf-".length)));
  }

  async #addTiles(bounds: Bounds): Promise<void> {
    const address = this.dataset.tiles;
    if (!address) return;
    try {
      const answer = await fetch(probeTile(address, bounds), { signal: AbortSignal.timeout(TILE_PATIENCE_MS) });
      if (!answer.ok) return;
    } catch {
      return;
    }
    const host = new URL(address).hostname;
    const maker = host.endsWith("kartverket.no") ? "Kartverket" : host;
    this.#tiles = { address, attribution: `© ${maker}` };
    this.#map?.addControl(new AttributionControl({ compact: false }), "bottom-right");
    this.#draw();
  }

  #style(): ReturnType<typeof drawing> {
    const ground = this.#scheme.matches ? DARK : LIGHT;
    const style = drawing(this.#data as MapData, this.#turfs, ground, this.#tiles, this.#turf);
    return withSketch(style, this.#sketch, ground, this.#joined);
  }

  #draw(): void {
    this.#map?.setStyle(this.#style());
  }

  #fit(bounds: Bounds | undefined): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (bounds) this.#map?.fitBounds(bounds, { padding: PADDING, maxZoom: 18, animate: !still });
  }

  /** Say in words which turf is chosen, with the way to its page, and mark its row in the list. */
  #tell(): void {
    const turf = this.#turfs.find(({ number }) => number === this.#turf);
    this.#status.textContent = turf ? this.#words.chosen(turf.number, turf.addresses, turf.doors) : "";
    for (const row of document.querySelectorAll("[id^='turf-'][aria-current]")) row.removeAttribute("aria-current");
    const row = turf && document.getElementById(`turf-${turf.number}`);
    row?.setAttribute("aria-current", "true");
    const link = row?.querySelector<HTMLAnchorElement>("a[href]");
    if (!link) return;
    const way = document.createElement("a");
    way.className = "ds-link";
    way.href = link.href;
    way.textContent = this.#words.open;
    this.#status.append(" ", way);
  }

  #explain(text: string): void {
    const frame = this.querySelector<HTMLElement>(".turf-map__frame") as HTMLElement;
    frame.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
    frame.classList.add("turf-map__frame--empty");
    this.querySelector(".turf-map__controls")?.remove();
    this.querySelector(".turf-map__legend")?.remove();
  }
}
