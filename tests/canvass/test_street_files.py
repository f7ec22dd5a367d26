from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gjennomslag.canvass.address_files.coordinates import NORWAY, Box, municipality_boxes
from gjennomslag.canvass.street_files import MOST_PIECES, StreetFault, UnusableStreets, network_of, read_streets
from tests.canvass.street_map import EAST, ELVEGATA, NORTH, SIDE_STREET, write_elvegata, write_streets

ELVERUM = municipality_boxes()["3420"]


def refused(path: Path, *boxes: Box, most: int = MOST_PIECES) -> StreetFault:
    with pytest.raises(UnusableStreets) as refusal:
        read_streets(path, boxes or (ELVERUM,), most=most)
    return refusal.value.fault


def test_streets_come_out_in_metres_with_names_and_what_crossing_them_costs(tmp_path: Path) -> None:
    found = read_streets(write_elvegata(tmp_path / "s.osm.pbf"), [ELVERUM])

    pieces = found.pieces
    assert (
        np.abs(pieces["ends"][:, 0] / 100 - [(EAST, NORTH + 6), (EAST + 50, NORTH + 6), (EAST + 50, NORTH + 6)]).max()
        < 0.05
    )
    assert [found.names[name] if name >= 0 else "" for name in pieces["name"]] == ["Elvegata", "Elvegata", ""]
    assert pieces["crossing"].tolist() == [8, 8, 2]
    assert pieces["footway"].tolist() == [False, False, True]
    assert (found.ways, found.outside, round(found.metres)) == (2, 0, 220)
    assert found.taken_out == datetime(2026, 4, 1, 20, 21, tzinfo=UTC)


def test_pieces_that_meet_share_a_place(tmp_path: Path) -> None:
    pieces = read_streets(write_elvegata(tmp_path / "s.osm.pbf"), [ELVERUM]).pieces

    network = network_of(pieces)

    assert (len(network.nodes), network.edges.shape) == (4, (3, 2))
    assert np.array_equal(network.nodes[network.edges], pieces["ends"] / 100)
    shared = set.intersection(*(set(pair) for pair in network.edges.tolist()))
    assert [network.nodes[node].round().tolist() for node in shared] == [[EAST + 50, NORTH + 6]]
    assert (network.name.tolist(), network.crossing.tolist()) == ([0, 0, -1], [8, 8, 2])


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({"highway": "motorway"}, False),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "trunk"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "footway", "indoor": "yes"}, False),
        ({"highway": "service", "access": "private"}, True),
        ({"highway": "service", "access": "no"}, False),
        ({"highway": "track", "access": "no", "foot": "designated"}, True),
        ({"highway": "cycleway", "foot": "no"}, False),
        ({"railway": "rail"}, False),
    ],
)
def test_only_what_people_may_walk_on_is_kept(tmp_path: Path, tags: Mapping[str, str], kept: bool) -> None:
    path = write_streets(tmp_path / "s.osm.pbf", [(ELVEGATA, {"highway": "residential"}), (SIDE_STREET, tags)])

    assert len(read_streets(path, [ELVERUM]).pieces) == 2 + kept


def test_what_lies_elsewhere_is_counted_and_left_out(tmp_path: Path) -> None:
    far = [(EAST + 200_000, NORTH), (EAST + 200_100, NORTH)]
    path = write_streets(tmp_path / "s.osm.pbf", [(ELVEGATA, {"highway": "path"}), (far, {"highway": "path"})])

    found = read_streets(path, [ELVERUM])

    assert (found.ways, found.outside, len(found.pieces)) == (1, 1, 2)


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    whole = write_elvegata(tmp_path / "s.osm.pbf")
    part, text = tmp_path / "part.osm.pbf", tmp_path / "text.osm.pbf"
    part.write_bytes(whole.read_bytes()[:-60])
    text.write_text("Ikke et kart\n" * 20)
    rails = write_streets(tmp_path / "rails.osm.pbf", [(ELVEGATA, {"railway": "rail"})])

    assert refused(part) == StreetFault.NOT_PBF
    assert refused(text) == StreetFault.NOT_PBF
    assert refused(rails) == StreetFault.NO_STREETS
    assert refused(whole, municipality_boxes()["0301"]) == StreetFault.OUTSIDE
    assert refused(whole, most=2) == StreetFault.TOO_LARGE


def test_a_real_extract_is_read(shared_data: Path) -> None:
    found = read_streets(shared_data / "osm" / "oslo-opera.osm.pbf", [NORWAY])

    assert (found.ways, len(found.pieces), "Operagata" in found.names) == (120, 493, True)
