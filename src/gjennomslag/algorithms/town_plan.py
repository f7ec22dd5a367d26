"""The plan of an invented town: a grid of quarters, gaps for river and motorway, and how it all is bent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

QUARTER_SIDE = 320.0
"""Side of a quarter, in metres."""
RIVER_WIDTH = 90.0
MOTORWAY_WIDTH = 80.0
_DOORS_OF_A_SPARSE_QUARTER = 130
_DOORS_OF_AN_AVERAGE_QUARTER = 255


class Use(IntEnum):
    """What a quarter is built with."""

    HOUSES = 0
    ROW_HOUSES = 1
    FLATS = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """A band without buildings right after grid line ``line``, from ``low`` to ``high`` across."""

    line: int
    low: float
    high: float

    @property
    def middle(self) -> float:
        """Where the river or the motorway itself runs."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Bend:
    """A smooth deformation of the straight plan: sideways waves, then a turn, then a shift."""

    reach: tuple[float, float]
    wave: tuple[float, float]
    phase: tuple[float, float]
    turn: float
    centre: tuple[float, float]

    def __call__(self, points: Floats) -> Floats:
        """Return the bent points (k, 2)."""
        x, y = points[:, 0], points[:, 1]
        bent_x = x + self.reach[0] * np.sin(y / self.wave[0] + self.phase[0])
        bent_y = y + self.reach[1] * np.sin(x / self.wave[1] + self.phase[1])
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        return np.column_stack(
            (
                cosine * bent_x - sine * bent_y + self.centre[0],
                sine * bent_x + cosine * bent_y + self.centre[1],
            )
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Quarters sorted from the centre outwards, more of them than the town will need.

    ``x_lines`` and ``y_lines`` are the positions of the main roads; quarter i lies between
    ``x_lines[left[i]]`` and the next, ``y_lines[bottom[i]]`` and the next.
    """

    x_lines: Floats
    y_lines: Floats
    left: Integers
    bottom: Integers
    use: Integers
    river: Gap
    motorway: Gap | None
    bend: Bend


def draw_plan(doors: int, *, motorway: bool, centre: tuple[float, float], random: np.random.Generator) -> Plan:
    """Return a plan with room for at least ``doors`` dwellings."""
    needed = math.ceil(doors / _DOORS_OF_A_SPARSE_QUARTER) + 4
    side = math.ceil(math.sqrt(needed)) + 2
    y_lines, river = _lines(side, side // 3 + 1, RIVER_WIDTH)
    x_lines, road = _lines(side, (2 * side) // 3, MOTORWAY_WIDTH if motorway else 0.0)
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    left = column + (motorway & (column >= road.line))
    bottom = row + (row >= river.line)
    distance = np.hypot(x_lines[left] + QUARTER_SIDE / 2, y_lines[bottom] + QUARTER_SIDE / 2)
    order = np.argsort(distance, kind="stable")[:needed]
    return Plan(
        x_lines=x_lines,
        y_lines=y_lines,
        left=left[order].astype(np.int32),
        bottom=bottom[order].astype(np.int32),
        use=_uses(needed, doors, random),
        river=river,
        motorway=road if motorway else None,
        bend=_bend(side * QUARTER_SIDE, centre, random),
    )


def _lines(quarters: int, gap_after: int, width: float) -> tuple[Floats, Gap]:
    """Grid lines around 0 with one gap of ``width`` after ``gap_after`` quarters; no width, no extra line."""
    lines = np.arange(quarters + 1) * QUARTER_SIDE
    if width:
        lines = np.concatenate((lines[: gap_after + 1], lines[gap_after:] + width))
    lines = lines - lines.mean()
    return lines, Gap(gap_after, float(lines[gap_after]), float(lines[gap_after]) + width)


def _uses(quarters: int, doors: int, random: np.random.Generator) -> Integers:
    """Flats in the middle and here and there, row houses scattered, houses for the rest."""
    rank = (np.arange(quarters) + 0.5) / (doors / _DOORS_OF_AN_AVERAGE_QUARTER)
    draw = random.random(quarters)
    flats = (rank < 0.05) | (draw < 0.05)
    row_houses = ~flats & (draw < 0.16)
    return np.select([flats, row_houses], [Use.FLATS, Use.ROW_HOUSES], Use.HOUSES).astype(np.int32)


def _bend(extent: float, centre: tuple[float, float], random: np.random.Generator) -> Bend:
    """Waves long against the town, so that streets stay nearly straight and nothing folds over."""
    wave = extent * random.uniform(0.16, 0.30, 2)
    reach = wave * random.uniform(0.1, 0.25, 2)
    phase = random.uniform(0, 2 * math.pi, 2)
    return Bend(
        reach=(float(reach[0]), float(reach[1])),
        wave=(float(wave[0]), float(wave[1])),
        phase=(float(phase[0]), float(phase[1])),
        turn=float(random.uniform(0, math.pi)),
        centre=centre,
    )
