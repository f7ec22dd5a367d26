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

/** How much of an area was visited, and when; the words for it come from the server. */
export type Visited = "never" | "long-ago" | "begun" | "mostly";

/** An area one can knock in. */
export interface VisitedProperties {
  kind: "visited";
  visited: Visited;
  /** Whether somebody was there this month. */
  lately: boolean;
  name: string;
  label: string;
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
  | Feature<Polygon, VisitedProperties>
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
  /** Where its number stands: at an address near the middle, so that it never stands in a lake. */
  middle: Position;
  /** Which of the ground's colours it has: one that no turf near it has, as far as that goes. */
  colour: number;
}

/** How many colours turfs have. */
export const COLOURS = 8;

/** How much of the map's longer side a turf's number takes, on a phone's map rather than on a large one. */
const ROOM_FOR_A_NUMBER = 0.08;

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
 * Return the box around all turfs or areas, or around one turf; undefined where there is nothing to see. Barriers and
 * streets do not count: a river runs on far outside.
 */
export function boundsOf(data: MapData, turf?: number): Bounds | undefined {
  const features = data.features.filter(
    ({ properties }) =>
      "turf" in properties ? turf === undefined || properties.turf === turf : properties.kind === "visited",
  );
  const positions = features.flatMap((feature) => positionsOf(feature.geometry));
  return positions.length > 0 ? positions.reduce(widened, NOWHERE) : undefined;
}

type Flat = readonly [x: number, y: number];

/** Return the place in degrees of latitude both ways: those of longitude are shorter this far north. */
function flattened([x = 0, y = 0]: Position): Flat {
  return [x * Math.cos((y * Math.PI) / 180), y];
}

/** Return how far apart two places are, in degrees of latitude. */
function apart(place: Position, other: Position): number {
  const [[x, y], [otherX, otherY]] = [flattened(place), flattened(other)];
  return Math.hypot(otherX - x, otherY - y);
}

function nearestTo(place: Position, points: readonly Position[]): Position {
  return points.reduce((best, point) => (apart(place, point) < apart(place, best) ? point : best));
}

/**
 * Return the address of each turf at which its number stands: the one nearest to the middle that is clear of the numbers
 * before it, or just the nearest where none is. Then numbers do not cover each other while all turfs are in sight.
 */
function numberPlaces(turfs: readonly Position[][]): Position[] {
  const [west, south, east, north] = turfs.flat().reduce(widened, NOWHERE);
  const clear = ROOM_FOR_A_NUMBER * Math.max(apart([west, south], [east, south]), north - south);
  const found: Position[] = [];
  for (const points of turfs) {
    const mean = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length);
    const free = points.filter((point) => found.every((other) => apart(point, other) >= clear));
    found.push(nearestTo(mean, free.length > 0 ? free : points));
  }
  return found;
}

/** Return the square of how far apart two turfs are where they come nearest to each other. */
function gap(turf: readonly Flat[], other: readonly Flat[]): number {
  let least = Infinity;
  for (const [x, y] of turf) for (const [otherX, otherY] of other) least = Math.min(least, (x - otherX) ** 2 + (y - otherY) ** 2);
  return least;
}

/** Return the square of how far apart two boxes are: no turfs in them are nearer than that. */
function gapOfBoxes([west, south, east, north]: Bounds, [otherWest, otherSouth, otherEast, otherNorth]: Bounds): number {
  return Math.max(0, otherWest - east, west - otherEast) ** 2 + Math.max(0, otherSouth - north, south - otherNorth) ** 2;
}

/** Give each turf in turn the colour that is furthest from it so far: large turfs touch though their middles are far off. */
function coloured(turfs: readonly Position[][]): number[] {
  const found: { colour: number; points: Flat[]; box: Bounds }[] = [];
  for (const turf of turfs) {
    const points = turf.map(flattened);
    const box = points.reduce<Bounds>((sofar, [x, y]) => widened(sofar, [x, y]), NOWHERE);
    const room = Array.from({ length: COLOURS }, () => Infinity);
    for (const other of found) {
      const sofar = room[other.colour] ?? 0;
      if (gapOfBoxes(box, other.box) < sofar) room[other.colour] = Math.min(sofar, gap(points, other.points));
    }
    found.push({ colour: room.indexOf(Math.max(...room)), points, box });
  }
  return found.map(({ colour }) => colour);
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
  const numbers = [...points.keys()].sort((one, other) => one - other);
  const places = numbers.map((number) => points.get(number) ?? []);
  const middles = numberPlaces(places);
  const colours = coloured(places);
  return numbers.map((number, index) => ({
    number,
    addresses: points.get(number)?.length ?? 0,
    doors: doors.get(number) ?? 0,
    bounds: (points.get(number) ?? []).reduce(widened, NOWHERE),
    middle: middles[index] ?? [],
    colour: colours[index] ?? 0,
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
