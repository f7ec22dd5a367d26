from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.routes import Pace
from gjennomslag.algorithms.workload import (
    cut_by_time,
    legs_by_car,
    legs_on_foot,
    minutes_at_doors,
    travel,
    typical_legs,
)
from gjennomslag.canvass.turf_files import read_addresses
from tests.algorithms.areas import Area, areas

PACE = Pace(metres_per_minute=50, minutes_per_door=2, minutes_per_floor=1)


def test_time_at_doors_counts_doors_and_floors() -> None:
    assert minutes_at_doors(np.array([1, 6]), np.array([0, 2]), PACE).tolist() == [2.0, 14.0]


def test_legs_take_time_on_foot_and_by_car() -> None:
    metres = np.array([0.0, 1000.0])
    assert legs_on_foot(metres, PACE).tolist() == [0.0, 20.0]
    assert legs_by_car(metres).tolist() == [2.0, 4.0]


@pytest.mark.parametrize(
    ("metres", "places", "expected"),
    [
        (1_000, 10, (20.0, False)),
        (4_000, 27, (80.0, False)),
        (4_000, 20, (48.0, True)),
        (0, 1, (0.0, False)),
    ],
)
def test_a_turf_is_driven_only_where_that_spares_the_pair_enough(
    metres: float, places: int, expected: tuple[float, bool]
) -> None:
    assert travel(metres, places, PACE) == expected


def test_typical_legs_look_at_the_two_nearest_places_and_share_one_place() -> None:
    line = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0], [200.0, 0.0]])
    assert (typical_legs(line) / 1.35).tolist() == [150.0, 100.0, 75.0, 75.0]
    assert typical_legs(np.zeros((3, 2))).tolist() == [0.0, 0.0, 0.0]


def turf_minutes(area: Area, minutes: float) -> list[float]:
    at_doors = minutes_at_doors(area.doors, np.zeros_like(area.doors), PACE)
    cut = cut_by_time(area.points, at_doors, minutes=minutes, pace=PACE)
    assert sorted(set(cut.turf.tolist())) == list(range(cut.turfs))
    found = []
    for turf in range(cut.turfs):
        inside = cut.turf == turf
        places = len(np.unique(area.points[inside], axis=0))
        found.append(travel(cut.metres[turf], places, PACE)[0] + at_doors[inside].sum())
    return found


@given(areas(most_doors=4), st.integers(30, 240))
@settings(max_examples=40)
def test_every_area_is_cut_and_no_turf_is_empty(area: Area, minutes: int) -> None:
    assert min(turf_minutes(area, minutes)) > 0


def test_a_town_is_cut_into_turfs_of_the_time_one_has() -> None:
    random = np.random.default_rng(3)
    area = Area(random.uniform(0, 1500, (900, 2)), random.integers(1, 4, 900))
    found = turf_minutes(area, 120)
    assert max(found) <= 120 * 1.1
    assert len(found) <= 1.1 * sum(found) / 120 + 1


def test_farms_get_more_time_for_the_way() -> None:
    random = np.random.default_rng(3)
    town = Area(random.uniform(0, 1000, (200, 2)), np.ones(200, np.int64))
    farms = Area(town.points * 20, town.doors)
    assert len(turf_minutes(farms, 120)) > len(turf_minutes(town, 120))


@pytest.mark.parametrize("minutes", [0, -1, float("nan")])
def test_a_turf_without_time_is_refused(minutes: float) -> None:
    with pytest.raises(ValueError, match="takes some minutes"):
        cut_by_time(np.zeros((1, 2)), np.ones(1), minutes=minutes, pace=PACE)


def test_guessed_walks_fit_a_real_municipality(shared_data: Path) -> None:
    """Within a tenth of the walks that were cut: what ``DETOUR`` was fitted to."""
    found = read_addresses(shared_data / "norway" / "Basisdata_3420_Elverum_25833_MatrikkelenAdresse.csv")
    at_doors = minutes_at_doors(found.doors, np.zeros_like(found.doors), Pace())
    cut = cut_by_time(found.points, at_doors, minutes=180, pace=Pace())
    assert 0.9 <= typical_legs(found.points).sum() / cut.metres.sum() <= 1.1
