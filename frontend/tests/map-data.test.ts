import { describe, expect, it } from "vitest";

import { boundsOf, type MapData, probeTile, turfNumbers, turfsOf } from "../src/map/data";

function address(turf: number, order: number, at: [number, number], doors = 1): MapData["features"][number] {
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: at },
    properties: { kind: "address", turf, order, doors },
  };
}

const DATA: MapData = {
  type: "FeatureCollection",
  features: [
    address(7, 1, [11.5, 60.8]),
    address(7, 2, [11.6, 60.9], 12),
    address(7, 3, [11.51, 60.81]),
    address(2, 1, [11.7, 61.0]),
    {
      type: "Feature",
      geometry: { type: "LineString", coordinates: [[5, 58], [25, 71]] },
      properties: { kind: "barrier" },
    },
    {
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [[[11.69, 60.99], [11.75, 60.99], [11.75, 61.05], [11.69, 60.99]]] },
      properties: { kind: "area", turf: 2 },
    },
  ],
};

describe("turfsOf", () => {
  it("counts addresses and doors, by number", () => {
    expect(turfsOf(DATA).map(({ number, addresses, doors }) => [number, addresses, doors])).toEqual([
      [2, 1, 1],
      [7, 3, 14],
    ]);
  });

  it("puts the number at an address, the one nearest to the middle", () => {
    expect(turfNumbers(turfsOf(DATA)).features.map(({ geometry }) => geometry.coordinates)).toEqual([
      [11.7, 61.0],
      [11.51, 60.81],
    ]);
  });

  it("puts a number aside where it would cover another, if the turf reaches far enough", () => {
    const row = (turf: number, latitude: number): MapData["features"] =>
      [0, 1, 2, 3, 4].map((step) => address(turf, step + 1, [11.5 + step / 100, latitude]));
    const features = [...row(1, 60.8), ...row(2, 60.8001), address(3, 1, [11.52, 60.8002])];
    const places = turfNumbers(turfsOf({ type: "FeatureCollection", features })).features;
    expect(places.map(({ geometry }) => geometry.coordinates)).toEqual([
      [11.52, 60.8],
      [11.51, 60.8001],
      [11.52, 60.8002],
    ]);
  });

  it("gives turfs side by side different colours, whatever their numbers", () => {
    const row = Array.from({ length: 24 }, (_, index) => address(1 + ((index * 8) % 25), 1, [11.5 + index / 1000, 60.8]));
    const turfs = turfsOf({ type: "FeatureCollection", features: row }).sort((one, other) => one.bounds[0] - other.bounds[0]);
    expect(turfs.slice(1).filter(({ colour }, index) => colour === turfs[index]?.colour)).toEqual([]);
  });

  it("gives turfs that touch different colours, though their middles are further off than others", () => {
    const long = Array.from({ length: 40 }, (_, index) => address(1, index + 1, [11.5 + index / 1000, 60.8]));
    const far = Array.from({ length: 7 }, (_, index) => address(2 + index, 1, [11.52, 60.801 + index / 10_000]));
    const beside = address(9, 1, [11.54, 60.8]);
    const turfs = turfsOf({ type: "FeatureCollection", features: [...long, ...far, beside] });
    expect(turfs[8]?.colour).not.toBe(turfs[0]?.colour);
  });

  it("finds none where there is none", () => {
    expect(turfsOf({ type: "FeatureCollection", features: [] })).toEqual([]);
  });
});

describe("boundsOf", () => {
  it("holds all turfs and their areas, and no barrier", () => {
    expect(boundsOf(DATA)).toEqual([11.5, 60.8, 11.75, 61.05]);
  });

  it("holds areas one can knock in", () => {
    const area: MapData["features"][number] = {
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [[[11, 60], [12, 60], [12, 61], [11, 60]]] },
      properties: { kind: "visited", visited: "never", lately: false, name: "Vestad", label: "Vestad (3 dører, aldri besøkt)" },
    };
    expect(boundsOf({ type: "FeatureCollection", features: [area] })).toEqual([11, 60, 12, 61]);
  });

  it("holds one turf", () => {
    expect(boundsOf(DATA, 7)).toEqual([11.5, 60.8, 11.6, 60.9]);
  });

  it("is nothing where there is nothing", () => {
    expect(boundsOf(DATA, 99)).toBeUndefined();
  });
});

describe("probeTile", () => {
  it("asks for the tile around the middle (Oslo's at zoom 12, by the tile formula of OpenStreetMap)", () => {
    expect(probeTile("https://tiles.example/{z}/{y}/{x}.png", [10.7, 59.9, 10.8, 59.92])).toBe(
      "https://tiles.example/12/1191/2170.png",
    );
  });
});
