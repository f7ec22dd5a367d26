"""Where the bars of a chart go: numbers in, positions out, as text that an SVG can hold in every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
TOP = 20
FLOOR = 130
HEIGHT = 150
# Room that a label such as «38» needs in the smallest letters used, in units of the drawing.
LABEL_ROOM = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One week, or any other step along the way: its short label, its value, and what was aimed at."""

    label: str
    value: int
    target: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place in the drawing; ``label`` is empty where there is no room for one."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class DrawnBars:
    """A whole drawing: bars, the line of targets, and the scale (a value with its height)."""

    bars: tuple[DrawnBar, ...]
    target_line: str
    scale: tuple[tuple[int, str], ...]


def round_up(value: int) -> int:
    """Return the nearest number, not below ``value``, that is 1, 2, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    if value <= 1:
        return 2
    power = int(10 ** (len(str(value)) - 1))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value)


def draw_bars(bars: Sequence[Bar]) -> DrawnBars:
    """Place the bars beside each other from left to right; the highest value or target decides the scale."""
    top = round_up(max((max(bar.value, bar.target or 0) for bar in bars), default=0))
    slot = WIDTH / max(len(bars), 1)
    width = min(slot * 0.72, 28)
    every = max(1, -(-LABEL_ROOM // max(int(slot), 1)))
    drawn = []
    for index, bar in enumerate(bars):
        middle = (index + 0.5) * slot
        # Counted from the last bar, so that the newest always has its label.
        labelled = (len(bars) - 1 - index) % every == 0
        y = _height(bar.value, top)
        drawn.append(
            DrawnBar(
                _text(middle - width / 2),
                _text(y),
                _text(width),
                _text(FLOOR - y),
                _text(middle),
                bar.label if labelled else "",
                bar.current,
            )
        )
    scale = tuple((value, _text(_height(value, top))) for value in (top // 2, top))
    return DrawnBars(tuple(drawn), _target_line(bars, slot, top), scale)


def _target_line(bars: Sequence[Bar], slot: float, top: int) -> str:
    """Return the path of the targets: a level stroke over each bar that has one, joined where neighbours do."""
    path = []
    joined = False
    for index, bar in enumerate(bars):
        if bar.target is None:
            joined = False
            continue
        start, y, end = _text(index * slot), _text(_height(bar.target, top)), _text((index + 1) * slot)
        path.append(f"{'L' if joined else 'M'}{start} {y}H{end}")
        joined = True
    return "".join(path)


def _height(value: int, top: int) -> float:
    return FLOOR - (FLOOR - TOP) * value / top


def _text(value: float) -> str:
    """Write with a decimal point, which SVG wants in every language."""
    return f"{value:.1f}"
