"""Write the rectangle around each municipality from a GeoJSON of their borders (CC BY 4.0, © Kartverket).

Usage: python tools/municipality_boxes.py kommuner-S.geojson src/gjennomslag/canvass/data/municipality_boxes.csv
"""

from __future__ import annotations

import csv
import json
import math
import sys
from pathlib import Path

import shapely
from shapely.geometry import shape


def main(borders: Path, target: Path) -> None:
    """Read the borders and write one row for each municipality, rounded outwards to hundredths of a degree."""
    features = json.loads(borders.read_text("utf-8"))["features"]
    rows = []
    for feature in features:
        west, south, east, north = shapely.bounds(shape(feature["geometry"]))
        low, high = (math.floor, math.ceil)
        box = [low(west * 100) / 100, low(south * 100) / 100, high(east * 100) / 100, high(north * 100) / 100]
        rows.append([feature["properties"]["kommunenummer"], *(f"{side:.2f}" for side in box)])
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "west", "south", "east", "north"])
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
