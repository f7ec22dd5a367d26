"""Streets and paths from an OpenStreetMap extract (``.osm.pbf``): what one may walk on, in metres. No database.

The tags are read as https://wiki.openstreetmap.org/wiki/Key:highway and /wiki/Key:foot describe them. OpenStreetMap's
data are under the Open Database License: wherever they are used, ``ATTRIBUTION`` must be readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from gjennomslag.algorithms.streets import StreetNetwork, street_network, without_pavements
from gjennomslag.canvass.address_files.coordinates import DEGREES, Box, to_metres

ATTRIBUTION = "© OpenStreetMap (ODbL)"
MOST_PIECES = 1_500_000
"""More pieces than any municipality has; Oslo has some 300,000."""
_TOLD_EVERY = 2_000

_CROSSING = {
    "primary": 40.0,
    "primary_link": 40.0,
    "trunk": 80.0,
    "trunk_link": 80.0,
    "secondary": 20.0,
    "secondary_link": 20.0,
    "tertiary": 12.0,
    "tertiary_link": 12.0,
    "unclassified": 8.0,
    "residential": 8.0,
    "road": 8.0,
    "living_street": 4.0,
    "service": 4.0,
    "track": 4.0,
    "pedestrian": 4.0,
    "cycleway": 2.0,
    "bridleway": 2.0,
    "footway": 2.0,
    "path": 2.0,
    "steps": 2.0,
}
"""The ways one may walk on, and what changing sides of each counts as, in metres."""
_FOR_WALKING = frozenset({"footway", "path", "steps", "cycleway", "bridleway"})
_CLOSED = frozenset({"no", "military"})
_OPEN = frozenset({"yes", "designated", "permissive"})

PIECE = np.dtype([("ends", "<i4", (2, 2)), ("name", "<i4"), ("crossing", "u1"), ("footway", "?")])
"""A straight piece of a street as it is kept: both ends in centimetres of EPSG:25833, the number of its name (−1:
none), metres that changing sides counts as, and whether it is for walking alone."""
Pieces = NDArray[np.void]


class StreetFault(StrEnum):
    """Why a street file cannot be used."""

    NOT_PBF = "not-pbf"
    NO_STREETS = "no-streets"
    OUTSIDE = "outside"
    TOO_LARGE = "too-large"


class UnusableStreets(ValueError):
    """A file of streets cannot be used; ``fault`` says why."""

    def __init__(self, fault: StreetFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class StreetFile:
    """What an extract holds within the boxes that were asked for."""

    pieces: Pieces
    names: list[str]
    """The streets' names; ``pieces["name"]`` are places in this list."""
    ways: int
    outside: int
    """Ways that lie outside the boxes and were left out."""
    taken_out: datetime | None
    """When the extract was made, where it says so."""

    @property
    def metres(self) -> float:
        """Return how long all streets and paths are together."""
        ends = self.pieces["ends"].astype(np.float64) / 100
        return float(np.hypot(*(ends[:, 1] - ends[:, 0]).T).sum())


@dataclass(slots=True)
class _Found:
    degrees: list[tuple[float, float]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    facts: list[tuple[int, float, bool]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    outside: int = 0
    walkable: int = 0


def read_streets(
    path: Path, boxes: Sequence[Box], *, told: Callable[[int], None] = lambda ways: None, most: int = MOST_PIECES
) -> StreetFile:
    """Return the streets and paths of an ``.osm.pbf`` file that reach into one of the ``boxes`` (degrees).

    ``told`` is called now and then with how many ways have been read. Motorways, and what is closed to people on foot,
    are left out. Raises ``UnusableStreets`` for a file that is no such extract, has no street, none within the boxes,
    or more than ``most`` pieces there.
    """
    found = _Found()
    try:
        taken_out = _taken_out(path)
        for ways, way in enumerate(_ways(path)):
            if ways % _TOLD_EVERY == 0:
                told(ways)
            _take(way, boxes, found)
            if len(found.degrees) - len(found.sizes) > most:
                raise UnusableStreets(StreetFault.TOO_LARGE)
    except RuntimeError as fault:  # libosmium's own errors
        raise UnusableStreets(StreetFault.NOT_PBF) from fault
    if not found.walkable:
        raise UnusableStreets(StreetFault.NO_STREETS)
    if not found.sizes:
        raise UnusableStreets(StreetFault.OUTSIDE)
    return StreetFile(_pieces(found), list(found.names), len(found.sizes), found.outside, taken_out)


def _ways(path: Path) -> Iterator[Any]:
    """Yield the ways with a ``highway`` tag, with their nodes' places; everything else stays in C++."""
    source = osmium.io.File(str(path), "osm.pbf")
    processor = osmium.FileProcessor(source).with_locations()
    only_ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    yield from processor.with_filter(only_ways).with_filter(osmium.filter.KeyFilter("highway"))


def _taken_out(path: Path) -> datetime | None:
    reader = osmium.io.Reader(osmium.io.File(str(path), "osm.pbf"))
    try:
        header = reader.header()
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        return datetime.fromisoformat(stamp) if stamp else None
    except ValueError:
        return None
    finally:
        reader.close()


def _is_walked_on(tags: Any) -> bool:
    """Say whether people on foot may use the way; private drives count, since doors lie along them."""
    if tags["highway"] not in _CROSSING or tags.get("indoor", "no") != "no":
        return False
    if tags.get("motorroad") == "yes":
        return False
    foot = tags.get("foot")
    return foot in _OPEN or (foot not in _CLOSED and tags.get("access") not in _CLOSED)


def _take(way: Any, boxes: Sequence[Box], found: _Found) -> None:
    """Note the way if one may walk on it and it comes near."""
    if not _is_walked_on(way.tags):
        return
    found.walkable += 1
    line = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    if len(line) < 2 or not any(
        box.west <= x <= box.east and box.south <= y <= box.north for x, y in line for box in boxes
    ):
        found.outside += 1
        return
    kind, name = way.tags["highway"], way.tags.get("name", "")[:120]
    number = found.names.setdefault(name, len(found.names)) if name else -1
    found.degrees += line
    found.sizes.append(len(line))
    found.facts.append((number, _CROSSING[kind], kind in _FOR_WALKING))


def _pieces(found: _Found) -> Pieces:
    """Return the straight pieces of all ways."""
    degrees = np.array(found.degrees)
    metres = np.column_stack(to_metres(degrees[:, 0], degrees[:, 1], DEGREES))
    centimetres = np.rint(metres * 100).astype(np.int32)
    sizes = np.array(found.sizes)
    firsts = np.delete(np.arange(len(degrees)), np.cumsum(sizes) - 1)
    facts = np.repeat(np.arange(len(sizes)), sizes - 1)
    pieces = np.empty(len(firsts), PIECE)
    pieces["ends"][:, 0], pieces["ends"][:, 1] = centimetres[firsts], centimetres[firsts + 1]
    for column, (name, kind) in enumerate((("name", np.int32), ("crossing", np.uint8), ("footway", np.bool_))):
        pieces[name] = np.array([fact[column] for fact in found.facts]).astype(kind)[facts]
    kept: Pieces = pieces[(pieces["ends"][:, 0] != pieces["ends"][:, 1]).any(axis=1)]
    return kept


def network_of(pieces: Pieces) -> StreetNetwork:
    """Return the pieces (k,) as the algorithms walk on them, without pavements along streets that have a name."""
    ends = pieces["ends"].reshape(-1, 2).astype(np.int64)
    keys, edges = np.unique(ends[:, 0] << 32 | ends[:, 1], return_inverse=True)
    nodes = np.column_stack((keys >> 32, keys & 0xFFFF_FFFF)) / 100
    network = street_network(
        nodes,
        edges.reshape(-1, 2),
        name=pieces["name"],
        footway=pieces["footway"],
        crossing=pieces["crossing"].astype(np.float64),
    )
    return without_pavements(network)
