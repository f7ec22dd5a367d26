"""The streets that a unit's turfs are cut and walked along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gjennomslag.algorithms.distances import Floats
from gjennomslag.algorithms.streets import StreetNetwork
from gjennomslag.canvass.address_files.coordinates import Box, municipality_boxes
from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.models import Address, StreetMap, StreetTile
from gjennomslag.canvass.models.streets import TILE_METRES
from gjennomslag.canvass.queries.areas import covered_by
from gjennomslag.canvass.street_files import PIECE, Pieces, network_of
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import municipality_codes_of

NEAR = 100.0
"""Metres within which an address has a street."""
_MARGIN = 700.0
"""Metres around the addresses within which a street can matter to a walk between them."""
_AROUND = 0.02
"""Degrees around the unit's municipalities within which streets and barriers are kept: a kilometre or two."""


@dataclass(frozen=True, slots=True)
class Streets:
    """The streets of a unit, and the name of the file they come from; no name where there are none."""

    name: str
    street_map: int | None

    def pieces_around(self, points: Floats, margin: float = _MARGIN) -> Pieces:
        """Return the pieces of streets in the tiles around the points (n, 2), in one query."""
        low = np.floor((points.min(axis=0) - margin) / TILE_METRES).astype(int).tolist()
        high = np.floor((points.max(axis=0) + margin) / TILE_METRES).astype(int).tolist()
        tiles = StreetTile.objects.filter(street_map=self.street_map).filter(
            column__range=(low[0], high[0]), row__range=(low[1], high[1])
        )
        arrays = [np.frombuffer(bytes(tile), PIECE) for tile in tiles.order_by("pk").values_list("pieces", flat=True)]
        return np.concatenate([np.empty(0, PIECE), *arrays])

    def around(self, points: Floats) -> StreetNetwork | None:
        """Return the streets around the points (n, 2) as the algorithms walk on them; None where there are none."""
        if self.street_map is None:
            return None
        pieces = self.pieces_around(points)
        return network_of(pieces).around(points) if len(pieces) else None

    def lines_around(self, points: Floats, margin: float) -> list[Floats]:
        """Return the pieces (2, 2), in metres, that come near the points (n, 2), to be drawn."""
        if self.street_map is None:
            return []
        ends = self.pieces_around(points, margin)["ends"].astype(np.float64) / 100
        low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
        near = ((ends.max(axis=1) >= low) & (ends.min(axis=1) <= high)).all(axis=1)
        return list(ends[near])


def streets_for(unit: Unit) -> Streets:
    """Return the streets the unit's turfs are cut along: its own, else those of the nearest unit above."""
    found = street_map_for(unit)
    return Streets(found.file_name, found.pk) if found else Streets("", None)


def street_map_of(unit: Unit) -> StreetMap | None:
    """Return the street map that the unit has imported and uses, or None."""
    return StreetMap.objects.filter(unit=unit, status=ImportStatus.DONE).defer("names").first()


def street_map_for(unit: Unit) -> StreetMap | None:
    """Return the street map the unit's turfs are cut along: its own, else that of the nearest unit above, or None."""
    paths = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    above = StreetMap.objects.filter(unit__path__in=paths, status=ImportStatus.DONE).defer("names")
    return above.select_related("unit").order_by("-unit__depth").first()


def street_maps_given(unit: Unit) -> Sequence[StreetMap]:
    """Return the unit's files that are being read, wait to be confirmed or cannot be used, newest first."""
    return list(StreetMap.objects.filter(unit=unit).exclude(status=ImportStatus.DONE).defer("names"))


def addresses_with_a_street(unit: Unit, pieces: Pieces) -> tuple[int, int]:
    """Return how many addresses the unit covers, and how many of them have one of the pieces within ``NEAR`` metres."""
    rows = Address.objects.filter(covered_by(unit), retired_on__isnull=True).values_list("east", "north")
    points = np.array(list(rows), dtype=np.float64).reshape(-1, 2)
    lines = shapely.STRtree(np.asarray(shapely.linestrings(pieces["ends"].astype(np.float64) / 100)))
    found = lines.query_nearest(shapely.points(points), max_distance=NEAR, all_matches=False)
    return len(points), found.shape[1]


def boxes_of(unit: Unit) -> list[Box]:
    """Return the rectangles, in degrees, that hold the unit's municipalities and a bit around them."""
    boxes = municipality_boxes()
    found = [boxes[code] for code in sorted(municipality_codes_of(unit)) if code in boxes]
    return [
        Box(box.west - 2 * _AROUND, box.south - _AROUND, box.east + 2 * _AROUND, box.north + _AROUND) for box in found
    ]
