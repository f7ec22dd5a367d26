"""Where the bars of a chart go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.core.charts import FLOOR, TOP, WIDTH, Bar, draw_bars, round_up

bars = st.lists(st.builds(Bar, st.just("1"), st.integers(0, 10**6), st.none() | st.integers(0, 10**6)), max_size=60)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 2), (1, 2), (2, 2), (3, 3), (11, 20), (21, 30), (61, 80), (81, 100), (500, 500)]
)
def test_the_scale_ends_on_a_round_number(value: int, top: int) -> None:
    assert round_up(value) == top


@given(bars)
def test_every_bar_stands_on_the_floor_inside_the_drawing(steps: list[Bar]) -> None:
    drawing = draw_bars(steps)
    assert len(drawing.bars) == len(steps)
    for bar in drawing.bars:
        assert float(bar.y) + float(bar.height) == pytest.approx(FLOOR, abs=0.2)
        assert TOP - 0.1 <= float(bar.y) <= FLOOR
        assert float(bar.x) >= 0
        assert float(bar.x) + float(bar.width) <= WIDTH + 0.2


@given(bars.filter(len))
def test_a_higher_value_is_never_drawn_lower(steps: list[Bar]) -> None:
    by_value = sorted(zip(steps, draw_bars(steps).bars, strict=True), key=lambda pair: pair[0].value)
    heights = [float(drawn.height) for _, drawn in by_value]
    assert heights == sorted(heights)


def test_labels_are_thinned_so_that_the_newest_keeps_its_own() -> None:
    labels = [bar.label for bar in draw_bars([Bar(str(week), 1) for week in range(1, 53)]).bars]
    assert labels[-1] == "52"
    assert [label for label in labels if label] == [
        "4",
        "8",
        "12",
        "16",
        "20",
        "24",
        "28",
        "32",
        "36",
        "40",
        "44",
        "48",
        "52",
    ]


def test_the_line_of_targets_is_broken_where_a_week_has_none() -> None:
    drawing = draw_bars([Bar("1", 0, 2), Bar("2", 0, 1), Bar("3", 0), Bar("4", 0, 2)])
    assert drawing.target_line == "M0.0 20.0H90.0L90.0 75.0H180.0M270.0 20.0H360.0"
    assert drawing.scale == ((1, "75.0"), (2, "20.0"))


def test_no_bars_at_all_is_a_drawing_too() -> None:
    assert draw_bars([]).bars == ()
