import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import type { MapData, Turf, Visited } from "./data";
import { turfNumbers } from "./data";

const LETTERS = ["Inter Variable", "system-ui", "sans-serif"];

/** The colours of the ground, which follow the reader's light or dark scheme. */
export interface Ground {
  paper: string;
  ink: string;
  barrier: string;
  street: string;
  /**
   * Colours that people with colour-blindness tell apart (after Okabe and Ito), dark or light enough for numbers in
   * the colour of the paper. A turf is also told by its number, never by colour alone.
   */
  turfs: readonly string[];
  /** The darker (or, on dark ground, the lighter), the longer ago: as in the key beside the map. */
  visited: Readonly<Record<Visited, string>>;
  edge: string;
  dark: boolean;
}

export const LIGHT: Ground = {
  paper: "#f6f5f7",
  ink: "#26232b",
  barrier: "#5b7fa3",
  street: "#d3cfd8",
  turfs: ["#0b62a8", "#a34500", "#00735a", "#8a2f6d", "#5c5200", "#4a3aa7", "#8f1d1d", "#33658a"],
  visited: { never: "#5b2a86", "long-ago": "#8d6bab", begun: "#d2c5de", mostly: "#ffffff" },
  edge: "#744b99",
  dark: false,
};

export const DARK: Ground = {
  paper: "#1b1a1d",
  ink: "#ececec",
  barrier: "#7ea6cf",
  street: "#3b3840",
  turfs: ["#6db3f2", "#f0a35e", "#4fc9a4", "#e08cc0", "#d6c84f", "#a99bff", "#f08f8f", "#9fc3dd"],
  visited: { never: "#b8a3cb", "long-ago": "#8d79a2", begun: "#533571", mostly: "#19171a" },
  edge: "#b0a2bf",
  dark: true,
};

/** What is behind the turfs: an address of raster tiles with the name of whoever made them, or nothing. */
export interface Tiles {
  address: string;
  attribution: string;
}

/** Return the expression that colours a feature by its turf. */
function colourOf(turfs: readonly Turf[], ground: Ground): string | ExpressionSpecification {
  const colours = turfs.flatMap(({ number, colour }): (number | string)[] => [number, ground.turfs[colour] ?? ground.ink]);
  if (colours.length === 0) return ground.ink;
  return ["match", ["to-number", ["get", "turf"], 0], ...colours, ground.ink] as unknown as ExpressionSpecification;
}

/** Return an expression that is ``chosen`` for the chosen turf, ``other`` for the others, ``calm`` when none is chosen. */
function byChoice(turf: number | undefined, chosen: number, other: number, calm: number): number | ExpressionSpecification {
  return turf === undefined ? calm : ["case", ["==", ["get", "turf"], turf], chosen, other];
}

/** Return the drawing of the map: ground, areas, barriers, routes, addresses and numbers, from back to front. */
export function drawing(data: MapData, turfs: Turf[], ground: Ground, tiles?: Tiles, turf?: number): StyleSpecification {
  return {
    version: 8,
    sources: {
      drive: { type: "geojson", data },
      numbers: { type: "geojson", data: turfNumbers(turfs) },
      ...(tiles && { tiles: { type: "raster", tiles: [tiles.address], tileSize: 256, attribution: tiles.attribution } }),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": ground.paper } },
      ...(tiles ? [tileLayer(ground)] : []),
      ...(tiles ? [] : [streetLayer(ground)]),
      ...visitedLayers(ground, tiles ? 0.8 : 1),
      ...driveLayers(ground, turfs, turf),
      ...endLayers(ground),
    ],
  };
}

function tileLayer(ground: Ground): LayerSpecification {
  // In the dark scheme the same tiles are turned over: paper becomes dark and lines become light.
  const turnedOver = { "raster-brightness-min": 0.85, "raster-brightness-max": 0.1, "raster-saturation": -0.8 };
  return { id: "tiles", type: "raster", source: "tiles", paint: ground.dark ? turnedOver : { "raster-opacity": 0.75 } };
}

/** The streets the walks lead along, drawn where no tiles show them. */
function streetLayer(ground: Ground): LayerSpecification {
  return {
    id: "streets",
    type: "line",
    source: "drive",
    filter: ["==", ["get", "kind"], "street"],
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": ground.street, "line-width": ["interpolate", ["linear"], ["zoom"], 12, 1, 17, 7] },
  };
}

/** Where walks begin (a triangle) and where people meet afterwards (a flag), as on paper. */
function endLayers(ground: Ground): LayerSpecification[] {
  const filter: ExpressionSpecification = ["match", ["get", "kind"], ["start", "meeting"], true, false];
  return [
    {
      id: "end-grounds",
      type: "circle",
      source: "drive",
      filter,
      paint: { "circle-radius": 13, "circle-color": ground.ink, "circle-stroke-color": ground.paper, "circle-stroke-width": 2 },
    },
    {
      id: "ends",
      type: "symbol",
      source: "drive",
      filter,
      layout: {
        "text-field": ["match", ["get", "kind"], "start", "▲", "⚑"],
        "text-font": LETTERS,
        "text-size": 16,
        "text-overlap": "always",
      },
      paint: { "text-color": ground.paper },
    },
  ];
}

/** The areas one can knock in, by how much of them was visited, with a thick edge where somebody was this month; see through only where there is something behind. */
function visitedLayers(ground: Ground, opacity: number): LayerSpecification[] {
  const filter: ExpressionSpecification = ["==", ["get", "kind"], "visited"];
  const colours = Object.entries(ground.visited).flat();
  const fill = ["match", ["get", "visited"], ...colours, ground.paper] as unknown as ExpressionSpecification;
  const width: ExpressionSpecification = ["case", ["boolean", ["get", "lately"], false], 4, 1.5];
  return [
    { id: "visited", type: "fill", source: "drive", filter, paint: { "fill-color": fill, "fill-opacity": opacity } },
    { id: "visited-edges", type: "line", source: "drive", filter, paint: { "line-color": ground.edge, "line-width": width } },
    {
      id: "visited-names",
      type: "symbol",
      source: "drive",
      minzoom: 12,
      filter,
      layout: { "text-field": ["get", "name"], "text-font": LETTERS, "text-size": 13 },
      paint: { "text-color": ground.ink, "text-halo-color": ground.paper, "text-halo-width": 2 },
    },
  ];
}

function driveLayers(ground: Ground, turfs: readonly Turf[], turf: number | undefined): LayerSpecification[] {
  const turfColour = colourOf(turfs, ground);
  return [
    {
      id: "areas",
      type: "fill",
      source: "drive",
      filter: ["==", ["get", "kind"], "area"],
      paint: { "fill-color": turfColour, "fill-opacity": byChoice(turf, 0.35, 0.1, 0.25) },
    },
    {
      id: "barriers",
      type: "line",
      source: "drive",
      filter: ["==", ["get", "kind"], "barrier"],
      paint: { "line-color": ground.barrier, "line-width": 5, "line-opacity": 0.7 },
    },
    {
      id: "routes",
      type: "line",
      source: "drive",
      filter: ["==", ["get", "kind"], "route"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": turfColour,
        "line-width": byChoice(turf, 3.5, 1, 2),
        "line-opacity": byChoice(turf, 0.9, 0.3, 0.6),
      },
    },
    {
      id: "addresses",
      type: "circle",
      source: "drive",
      filter: ["==", ["get", "kind"], "address"],
      paint: {
        "circle-color": turfColour,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 12, 2.5, 16, byChoice(turf, 11, 5, 6)],
        "circle-opacity": byChoice(turf, 1, 0.35, 1),
        "circle-stroke-color": ground.paper,
        "circle-stroke-width": 1,
        "circle-stroke-opacity": byChoice(turf, 1, 0.35, 1),
      },
    },
    {
      id: "picked",
      type: "circle",
      source: "drive",
      filter: ["==", ["get", "order"], -1],
      paint: { "circle-radius": 15, "circle-opacity": 0, "circle-stroke-color": ground.ink, "circle-stroke-width": 3 },
    },
    {
      id: "orders",
      type: "symbol",
      source: "drive",
      minzoom: 15,
      filter: ["all", ["==", ["get", "kind"], "address"], ["==", ["get", "turf"], turf ?? -1]],
      layout: { "text-field": ["to-string", ["get", "order"]], "text-font": LETTERS, "text-size": 11, "text-overlap": "always" },
      paint: { "text-color": ground.paper },
    },
    {
      id: "number-grounds",
      type: "circle",
      source: "numbers",
      filter: ["!=", ["get", "turf"], turf ?? -1],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 9, 16, 14],
        "circle-color": ground.paper,
        "circle-stroke-color": turfColour,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "numbers",
      type: "symbol",
      source: "numbers",
      filter: ["!=", ["get", "turf"], turf ?? -1],
      layout: {
        "text-field": ["to-string", ["get", "turf"]],
        "text-font": LETTERS,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 11, 16, 15],
        "text-overlap": "always",
      },
      paint: { "text-color": ground.ink },
    },
  ];
}
