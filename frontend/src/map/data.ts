import type {
  Feature,
  FeatureCollection,
  LineString,
  MultiLineString,
  MultiPolygon,
  Point,
  Polygon,
  Position,
} from "geojson";

/** An address: one point, in the walking order of its turf. */
export interface AddressProperties {
  kind: "address";
  turf: number;
  order: number;
  doors: number;
  label?: string;
}

export interface TurfProperties {
  kind: "route" | "area";
  turf: number;
}

export interface BarrierProperties {
  kind: "barrier";
}

export interface StreetProperties {
  kind: "street";
}

/** Where walks begin, or where people meet afterwards. */
export interface EndProperties {
  kind: "start" | "meeting";
  label: string;
}

export type MapFeature =
  | Feature<Point, AddressProperties>
  | Feature<LineString, TurfProperties>
  | Feature<Polygon | MultiPolygon, TurfProperties>
  | Feature<LineString, BarrierProperties>
  | Feature<MultiLineString, StreetProperties>
  | Feature<Point, EndProperties>;

export type MapData = FeatureCollection<MapFeature["geometry"], MapFeature["properties"]>;

/** West, south, east, north, in degrees. */
export type Bounds = [number, number, number, number];

/** What the map says about one turf. */
export interface Turf {
  number: number;
  addresses: number;
  doors: number;
  bounds: Bounds;
  /** Where its number stands: at the address nearest to the middle, so that it never stands in a lake. */
  middle: Position;
}

const NOWHERE: Bounds = [Infinity, Infinity, -Infinity, -Infinity];

function positionsOf(geometry: MapFeature["geometry"]): Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "LineString":
      return geometry.coordinates;
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates.flat();
    case "MultiPolygon":
      return geometry.coordinates.flat(2);
  }
}

function widened([west, south, east, north]: Bounds, [x = 0, y = 0]: Position): Bounds {
  return [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
}

/**
 * Return the box around all turfs, or around one; undefined where there is nothing to see. Barriers and streets do not
 * count: a river runs on far outside.
 */
export function boundsOf(data: MapData, turf?: number): Bounds | undefined {
  const features = data.features.filter(
    ({ properties }) => "turf" in properties && (turf === undefined || properties.turf === turf),
  );
  const positions = features.flatMap((feature) => positionsOf(feature.geometry));
  return positions.length > 0 ? positions.reduce(widened, NOWHERE) : undefined;
}

function nearestToMiddle(points: Position[]): Position {
  const mean = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length);
  const [x = 0, y = 0] = mean;
  // A degree of longitude is shorter than one of latitude this far north.
  const shrink = Math.cos((y * Math.PI) / 180);
  const away = (point: Position): number => Math.hypot(((point[0] ?? 0) - x) * shrink, (point[1] ?? 0) - y);
  return points.reduce((best, point) => (away(point) < away(best) ? point : best));
}

/** Return the turfs of the addresses, by number. */
export function turfsOf(data: MapData): Turf[] {
  const points = new Map<number, Position[]>();
  const doors = new Map<number, number>();
  for (const { geometry, properties } of data.features) {
    if (properties.kind !== "address" || geometry.type !== "Point") continue;
    const { turf } = properties;
    points.set(turf, [...(points.get(turf) ?? []), geometry.coordinates]);
    doors.set(turf, (doors.get(turf) ?? 0) + properties.doors);
  }
  return [...points]
    .sort(([one], [other]) => one - other)
    .map(([number, places]) => ({
      number,
      addresses: places.length,
      doors: doors.get(number) ?? 0,
      bounds: places.reduce(widened, NOWHERE),
      middle: nearestToMiddle(places),
    }));
}

/** Return the points at which the turfs' numbers stand. */
export function turfNumbers(turfs: readonly Turf[]): FeatureCollection<Point, { turf: number }> {
  return {
    type: "FeatureCollection",
    features: turfs.map(({ number, middle }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: middle },
      properties: { turf: number },
    })),
  };
}

/** Return the tile address of the square that holds the middle of the box at zoom 12, to see whether tiles come. */
export function probeTile(template: string, [west, south, east, north]: Bounds): string {
  const zoom = 12;
  const across = 2 ** zoom;
  const latitude = (((south + north) / 2) * Math.PI) / 180;
  const x = Math.floor((((west + east) / 2 + 180) / 360) * across);
  const y = Math.floor(((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2) * across);
  return template.replace("{z}", String(zoom)).replace("{x}", String(x)).replace("{y}", String(y));
}
