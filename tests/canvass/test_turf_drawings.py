from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.canvass.drawing_labels import Box, Room, Spot, houses_beside, pushed_apart, street_labels
from gjennomslag.canvass.turf_drawings import RADIUS, Mark, Picture, Scene, draw_turf

SVG = "{http://www.w3.org/2000/svg}"


def street(count: int, *, doors: int = 1, apart: float = 20) -> list[Mark]:
    return [
        Mark(number, 300_000 + apart * number, 6_750_000, "Elvegata", str(2 * number), doors)
        for number in range(1, count + 1)
    ]


def drawn(scene: Scene, **options: object) -> tuple[Picture, ElementTree.Element]:
    picture = draw_turf(scene, **options)  # type: ignore[arg-type]
    assert picture is not None
    return picture, ElementTree.fromstring(picture.svg)


def texts(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def test_every_address_has_its_number_its_house_and_its_street_once() -> None:
    _, svg = drawn(Scene(street(4)))

    assert sorted(texts(svg)) == sorted(["1", "2", "3", "4", "2", "4", "6", "8", "Elvegata", "10 m", "N"])


def test_an_address_with_several_doors_is_a_square() -> None:
    _, one = drawn(Scene(street(3)))
    _, several = drawn(Scene(street(3, doors=4)))

    squares = [f"{2 * RADIUS}", f"{2 * RADIUS}", f"{2 * RADIUS}"]
    assert [rect.get("width") for rect in one.iter(f"{SVG}rect")][1:-1] == []
    assert [rect.get("width") for rect in several.iter(f"{SVG}rect")][1:-1] == squares


def test_a_turf_without_addresses_has_no_picture() -> None:
    assert draw_turf(Scene([])) is None


def test_names_are_written_as_text_and_never_as_markup() -> None:
    marks = [Mark(1, 300_000, 6_750_000, "A & <b>B</b>", '"1"', 1)]

    _, svg = drawn(Scene(marks), title='Roden "1" & <2>')

    assert "A & <b>B</b>" in texts(svg)
    assert svg.get("aria-label") == 'Roden "1" & <2>'


def test_a_place_near_by_is_on_the_picture_and_one_far_away_is_pointed_to() -> None:
    near, _ = drawn(Scene(street(5), start=(300_000, 6_750_010), meeting=(300_100, 6_750_010)))
    far, _ = drawn(Scene(street(5), start=(300_000, 6_750_010), meeting=(303_000, 6_750_010)))

    assert (near.far_ends, far.far_ends) == (False, True)
    assert far.metres_across == near.metres_across


def test_streets_and_barriers_are_cut_at_the_edge_of_the_paper() -> None:
    line = np.array([(290_000.0, 6_750_005.0), (310_000.0, 6_750_005.0)])

    picture, svg = drawn(Scene(street(5), streets=[line], barriers=[line - 20_000]))

    roads = [path.get("d") or "" for path in svg.iter(f"{SVG}path") if path.get("stroke") == "#d0d0d0"]
    xs = [float(point.split()[0]) for point in roads[0].lstrip("M").split("L")]
    assert (min(xs), max(xs)) == (-8, picture.width + 8)
    assert [path for path in svg.iter(f"{SVG}path") if path.get("stroke") == "#555"] == []


def test_houses_at_one_place_go_apart() -> None:
    spots = pushed_apart(np.full((5, 2), 200.0), RADIUS, 700, 400)

    gaps = [np.hypot(*(spots[i] - spots[j])) for i in range(5) for j in range(i)]
    assert min(gaps) >= 2 * RADIUS - 0.5
    assert np.hypot(*(spots - 200).T).max() < 60


def test_a_house_number_stands_off_the_line_where_it_can() -> None:
    room = Room([Box.around(100, 100, 9)], np.array([(0.0, 100.0), (200.0, 100.0)]), 300, 300)

    (spot,) = houses_beside([Spot("12", 100, 100)], 8, room)

    assert (spot.x, spot.y) == (100, 100 - 8 - 6.5)


def test_a_street_name_stands_off_the_line_where_it_can() -> None:
    homes = np.array([[100.0, 200.0], [300.0, 200.0]])
    room = Room([], homes, 400, 400)

    ((_, _, y, _),) = street_labels(["Elvegata", "Elvegata"], homes, room)

    assert abs(y - 200) >= 5.5


def test_a_name_lies_along_its_street_and_reads_from_left_to_right() -> None:
    homes = np.array([(300.0, 300.0), (200.0, 200.0), (100.0, 100.0)])

    ((name, x, y, angle),) = street_labels(["Elvegata"] * 3, homes, Room([], np.empty((0, 2)), 600, 600))

    assert (name, round(x), round(y), round(angle)) == ("Elvegata", 200, 200, 45)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 5_000), st.floats(0, 5_000), st.integers(1, 9)), min_size=1, max_size=40),
    st.one_of(st.none(), st.tuples(st.floats(-9_000, 9_000), st.floats(-9_000, 9_000))),
)
def test_any_turf_is_drawn_whole_on_the_paper(
    places: list[tuple[float, float, int]], start: tuple[float, float] | None
) -> None:
    marks = [Mark(number, x, y, f"Gate {x:.0f}", "1", doors) for number, (x, y, doors) in enumerate(places, 1)]

    picture, svg = drawn(Scene(marks, start=start))

    found = [text for text in svg.iter(f"{SVG}text") if text.get("font-weight") == "700"]
    assert [text.text for text in found] == [str(mark.number) for mark in marks]
    assert all(0 < float(text.get("x") or 0) < picture.width for text in found)
    assert all(0 < float(text.get("y") or 0) < picture.height for text in found)
    assert draw_turf(Scene(marks, start=start)) == picture
