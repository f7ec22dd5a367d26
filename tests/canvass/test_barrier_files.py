from __future__ import annotations

import json

import pytest

from gjennomslag.canvass.barrier_files import MOST_POINTS, BarrierFault, UnusableBarriers, in_metres, lines_in

RIVER = [[11.5, 60.88], [11.51, 60.89], [11.52, 60.89]]


def feature(kind: str, coordinates: object) -> str:
    return json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}})


def test_lines_and_the_borders_of_areas_count() -> None:
    assert [line.tolist() for line in lines_in(feature("LineString", RIVER))] == [RIVER]
    assert [len(line) for line in lines_in(feature("MultiLineString", [RIVER, RIVER[:2]]))] == [3, 2]
    lake = [*RIVER, RIVER[0]]
    assert [line.tolist() for line in lines_in(feature("Polygon", [lake]))] == [lake]
    both = (
        f'{{"type": "FeatureCollection", "features": [{feature("LineString", RIVER)}, {feature("Point", RIVER[0])}]}}'
    )
    assert [line.tolist() for line in lines_in(both)] == [RIVER]


def test_heights_are_left_out() -> None:
    assert lines_in(feature("LineString", [[*point, 300.0] for point in RIVER]))[0].tolist() == RIVER


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", BarrierFault.NOT_GEOJSON),
        ("en elv", BarrierFault.NOT_GEOJSON),
        ('{"type": "Elv"}', BarrierFault.NOT_GEOJSON),
        (feature("Point", RIVER[0]), BarrierFault.NO_LINES),
        ('{"type": "FeatureCollection", "features": []}', BarrierFault.NO_LINES),
        (feature("LineString", [[300_000, 6_750_000], [300_100, 6_750_000]]), BarrierFault.NOT_DEGREES),
        (feature("LineString", [[60.88, 11.5], [60.89, 11.51]]), BarrierFault.NOT_NORWAY),
        (feature("LineString", [RIVER[0]] * (MOST_POINTS + 1)), BarrierFault.TOO_LARGE),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, fault: BarrierFault) -> None:
    with pytest.raises(UnusableBarriers) as raised:
        lines_in(text)
    assert raised.value.fault == fault


def test_metres_are_those_of_zone_33() -> None:
    line = in_metres(lines_in(feature("LineString", [[8.0677833, 58.1505883], [8.07, 58.15]]))[0])
    assert [round(number) for number in line[0]] == [92406, 6466461]
