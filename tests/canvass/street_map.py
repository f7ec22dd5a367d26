"""An OpenStreetMap extract of Elvegata in Lillevik, written by osmium as a real one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres

EAST, NORTH = 300_000.0, 6_750_000.0
Line = Sequence[tuple[float, float]]
ELVEGATA: Line = [(EAST, NORTH + 6), (EAST + 50, NORTH + 6), (EAST + 120, NORTH + 6)]
SIDE_STREET: Line = [(EAST + 50, NORTH + 6), (EAST + 50, NORTH + 106)]


def write_streets(path: Path, ways: Sequence[tuple[Line, Mapping[str, str]]]) -> Path:
    """Write an extract of these lines, in metres, with their tags; lines that meet at a place share a node."""
    numbers: dict[tuple[float, float], int] = {}
    for line, _ in ways:
        for place in line:
            numbers.setdefault(place, len(numbers) + 1)
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-04-01T20:21:00Z")
    with osmium.SimpleWriter(osmium.io.File(str(path), "osm.pbf"), header=header) as writer:
        for (east, north), number in numbers.items():
            longitude, latitude = from_metres(np.array([east]), np.array([north]), DEGREES)
            writer.add_node(Node(id=number, location=(float(longitude[0]), float(latitude[0]))))
        for number, (line, tags) in enumerate(ways, 1):
            writer.add_way(Way(id=number, nodes=[numbers[place] for place in line], tags=dict(tags)))
    return path


def write_elvegata(path: Path) -> Path:
    """Write Elvegata between the two rows of houses, and a path that leaves it."""
    return write_streets(
        path,
        [(ELVEGATA, {"highway": "residential", "name": "Elvegata"}), (SIDE_STREET, {"highway": "path"})],
    )
