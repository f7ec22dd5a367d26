import type { Feature, LineString, Point, Position } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";

import type { Ground } from "./look";

function features(sketch: readonly Position[], joined: boolean): Feature<LineString | Point, null>[] {
  const points = sketch.map((coordinates): Feature<Point, null> => ({
    type: "Feature",
    geometry: { type: "Point", coordinates },
    properties: null,
  }));
  if (!joined || sketch.length < 2) return points;
  return [{ type: "Feature", geometry: { type: "LineString", coordinates: [...sketch] }, properties: null }, ...points];
}

/**
 * Return the drawing with points on top that are set by hand, `joined` by a line or not; without points the drawing as
 * it is.
 */
export function withSketch(
  style: StyleSpecification,
  sketch: readonly Position[],
  ground: Ground,
  joined = true,
): StyleSpecification {
  if (sketch.length === 0) return style;
  const layers: LayerSpecification[] = [
    {
      id: "sketch-line",
      type: "line",
      source: "sketch",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": ground.ink, "line-width": 4, "line-dasharray": [2, 1] },
    },
    {
      id: "sketch-points",
      type: "circle",
      source: "sketch",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 6, "circle-color": ground.paper, "circle-stroke-color": ground.ink, "circle-stroke-width": 3 },
    },
  ];
  return {
    ...style,
    sources: { ...style.sources, sketch: { type: "geojson", data: { type: "FeatureCollection", features: features(sketch, joined) } } },
    layers: [...style.layers, ...layers],
  };
}
