from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.canvass.queries.area_maps import WIDTH, areas_drawing, middles_of

metres = st.integers(0, 20_000).map(float)


@given(
    st.dictionaries(st.sampled_from("ABC"), st.lists(st.tuples(metres, metres), min_size=1, max_size=30), min_size=1)
)
def test_every_area_is_drawn_inside_the_box(points: dict[str, list[tuple[float, float]]]) -> None:
    drawing = areas_drawing({code: np.array(each) for code, each in points.items()})
    assert drawing is not None
    assert set(drawing.outlines) == set(points)
    for path in drawing.outlines.values():
        corners = np.array([[int(n) for n in re.findall(r"-?\d+", corner)] for corner in path[1:-1].split("L")])
        assert len(corners) >= 3
        assert (corners >= -2).all()
        assert (corners <= (WIDTH + 2, drawing.height + 2)).all()


def test_north_is_up_and_small_areas_lie_on_top() -> None:
    drawing = areas_drawing(
        {"small": np.array([[0.0, 900.0]]), "large": np.array([[0.0, 0.0], [900.0, 0.0], [900.0, 900.0], [0.0, 900.0]])}
    )
    assert drawing is not None
    assert list(drawing.outlines) == ["large", "small"]
    assert int(drawing.outlines["small"].split(" ")[1].split("L")[0]) < drawing.height / 4
    assert drawing.metres_across == 980


def test_nothing_to_draw() -> None:
    assert areas_drawing({}) is None


def test_one_far_farm_does_not_move_the_middle() -> None:
    assert middles_of({"A": np.array([[0.0, 0.0], [1.0, 1.0], [9_000.0, 2.0]])}) == {"A": (1.0, 1.0)}
