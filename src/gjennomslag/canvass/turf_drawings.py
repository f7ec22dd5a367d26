"""A turf drawn for paper: an SVG picture in black and grey that is legible on a poor printer, and needs no network.

The picture stands by itself (no style sheet, no script), so that a page can hold it and a PDF can embed it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import numpy as np
import shapely

from gjennomslag.canvass.address_files.coordinates import Floats
from gjennomslag.canvass.drawing_labels import (
    HOUSE_LETTERS,
    Box,
    Room,
    Spot,
    houses_beside,
    pushed_apart,
    street_labels,
)

RADIUS = 8.5
_MARGIN = 34.0
_LEAST_SPAN = 60.0
_FOOT = 22.0
_SCALE_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Mark:
    """An address on the picture: its place in the walking order, where it is in metres, and what stands beside it."""

    number: int
    east: float
    north: float
    street: str
    house: str
    doors: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn, all of it in metres (EPSG:25833). ``streets`` and ``barriers`` are polylines (k, 2)."""

    marks: Sequence[Mark]
    streets: Sequence[Floats] = ()
    barriers: Sequence[Floats] = ()
    start: tuple[float, float] | None = None
    meeting: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The finished drawing: an SVG document of ``width`` × ``height`` units, and how many metres it is across.

    ``far_ends`` says whether the start or the meeting place lies outside and is shown by an arrow at the edge.
    """

    svg: str
    width: int
    height: int
    metres_across: int
    far_ends: bool
    streets: bool
    """Whether streets are drawn: then the page must say where they come from (``street_files.ATTRIBUTION``)."""


def draw_turf(scene: Scene, *, width: int = 700, most_height: int = 520, title: str = "") -> Picture | None:
    """Return the turf seen from above, north up, or None where there is nothing to draw.

    Each address is a circle (a square where it has several doors) with its number in the walking order and its house
    number beside it. Numbers that would lie on each other are moved apart, with a thin line to where they belong. A
    black triangle is the start, a black flag the meeting place; those far away stand at the edge with an arrow, and
    the way from and to them is dashed. ``title`` is what a screen reader says.
    """
    if not scene.marks:
        return None
    view = _view_of(scene, width, most_height)
    homes = view.places([(mark.east, mark.north) for mark in scene.marks])
    start, meeting = view.end(scene.start), view.end(scene.meeting)
    ends = [end for end in (start, meeting) if end]
    pens = _Pens(view)
    pens.ground(scene)
    legs = pens.walk([start.at] if start else [], homes, [meeting.at] if meeting else [])
    spots = pushed_apart(homes, RADIUS, view.width, view.height - _FOOT, fixed=[end.at for end in ends])
    taken = [Box.around(x, y, RADIUS + 1) for x, y in [*spots.tolist(), *(end.at for end in ends)]]
    pens.end(start, _START)
    pens.end(meeting, _MEETING)
    pens.marks(scene.marks, homes, spots)
    houses = [Spot(mark.house, x, y) for mark, (x, y) in zip(scene.marks, spots.tolist(), strict=True) if mark.house]
    room = Room(taken, legs, view.width, view.height - _FOOT)
    pens.texts(houses_beside(houses, RADIUS, room), f'font-size="{HOUSE_LETTERS}"')
    pens.names(scene.marks, homes, room)
    pens.foot()
    label = f' role="img" aria-label="{escape(title, {chr(34): "&quot;"})}"' if title else ' aria-hidden="true"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view.width} {view.height}"{label}'
    svg = f'{head} font-family="Inter Variable, Inter, Helvetica, Arial, sans-serif">{"".join(pens.drawn)}</svg>'
    return Picture(
        svg,
        view.width,
        view.height,
        round(view.width / view.scale),
        any(end.outside for end in ends),
        bool(scene.streets),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """From metres to units on the paper."""

    west: float
    north: float
    scale: float
    width: int
    height: int

    def places(self, metres: Sequence[tuple[float, float]] | Floats) -> Floats:
        """Return the points (n, 2) in units, y downwards."""
        return (np.asarray(metres, dtype=np.float64).reshape(-1, 2) - (self.west, self.north)) * (
            self.scale,
            -self.scale,
        )

    def end(self, metres: tuple[float, float] | None) -> End | None:
        """Return where the start or the meeting place is marked: at its place, or at the edge towards it."""
        if metres is None:
            return None
        x, y = self.places([metres])[0].tolist()
        if 12 <= x <= self.width - 12 and 12 <= y <= self.height - _FOOT - 6:
            return End((x, y), None)
        middle = np.array([self.width / 2, (self.height - _FOOT) / 2])
        away, room = np.array([x, y]) - middle, middle - 36
        share = min(room[axis] / abs(away[axis]) for axis in (0, 1) if away[axis])
        at, tip = middle + away * share, middle + away * share + away / np.hypot(*away) * 24
        return End((float(at[0]), float(at[1])), (float(tip[0]), float(tip[1])))


@dataclass(frozen=True, slots=True)
class End:
    """Where the start or the meeting place is marked on the paper, and the point of the arrow if it lies outside."""

    at: tuple[float, float]
    arrow: tuple[float, float] | None

    @property
    def outside(self) -> bool:
        """Say whether the place itself is not on the paper."""
        return self.arrow is not None


def _view_of(scene: Scene, width: int, most_height: int) -> _View:
    """Return the view that shows all addresses, and start and meeting place where these lie near."""
    points = np.array([(mark.east, mark.north) for mark in scene.marks])
    low, high = points.min(axis=0), points.max(axis=0)
    span = max(float((high - low).max()), _LEAST_SPAN)
    for end in (scene.start, scene.meeting):
        if end and (np.abs(np.array(end) - (low + high) / 2) <= 0.9 * span).all():
            low, high = np.minimum(low, end), np.maximum(high, end)
    east, north = np.maximum(high - low, _LEAST_SPAN / 2)
    scale = min((width - 2 * _MARGIN) / east, (most_height - 2 * _MARGIN - _FOOT) / north, 6.0)
    middle = (low + high) / 2
    height = round(max(north * scale, 120) + 2 * _MARGIN + _FOOT)
    top = middle[1] + (height - _FOOT) / scale / 2
    return _View(float(middle[0] - width / scale / 2), float(top), scale, width, height)


@dataclass(slots=True)
class _Pens:
    """Draws the parts of the picture from back to front."""

    view: _View
    drawn: list[str] = field(default_factory=list)

    def ground(self, scene: Scene) -> None:
        """Draw paper, streets and barriers."""
        view = self.view
        self.drawn.append(f'<rect width="{view.width}" height="{view.height}" fill="#fff"/>')
        for lines, style in (
            (scene.streets, 'stroke="#d0d0d0" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"'),
            (scene.barriers, 'stroke="#555" stroke-width="1.6"'),
            (scene.barriers, 'stroke="#555" stroke-width="7" stroke-dasharray="1.6 7"'),
        ):
            path = _path(self._inside(lines))
            if path:
                self.drawn.append(f'<path d="{path}" fill="none" {style}/>')

    def _inside(self, lines: Iterable[Floats]) -> list[Floats]:
        """Return the parts of the lines, in metres, that lie on the paper, in units."""
        view = self.view
        shapes = shapely.MultiLineString([view.places(line) for line in lines if len(line) > 1])
        clipped = shapely.clip_by_rect(shapes, -8, -8, view.width + 8, view.height + 8)
        return [np.array(part.coords) for part in shapely.get_parts(clipped) if isinstance(part, shapely.LineString)]

    def walk(self, start: list[tuple[float, float]], homes: Floats, meeting: list[tuple[float, float]]) -> Floats:
        """Draw the walk with an arrow on its longer legs; return its corners (k, 2)."""
        line = np.array([*start, *homes.tolist(), *meeting])
        style = 'fill="none" stroke="#000" stroke-width="1.3"'
        self.drawn.append(f'<path d="{_path([homes])}" {style}/>')
        ways = ([*start, homes[0]] if start else [], [homes[-1], *meeting] if meeting else [])
        for way in filter(None, ways):
            self.drawn.append(f'<path d="{_path([np.array(way)])}" {style} stroke-dasharray="5 4"/>')
        for here, there in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
            if math.dist(here, there) > 3.4 * RADIUS:
                self.drawn.append(_arrow(here, there))
        return line

    def end(self, end: End | None, sign: str) -> None:
        """Mark the start or the meeting place."""
        if end is None:
            return
        x, y = end.at
        self.drawn.append(f'<path d="M{x:.1f} {y:.1f}{sign}" fill="#000" stroke="#fff" stroke-width="1"/>')
        if end.arrow:
            self.drawn.append(_arrow(end.at, end.arrow, 1.0, 6))

    def marks(self, marks: Sequence[Mark], homes: Floats, spots: Floats) -> None:
        """Draw each address with its number."""
        r = RADIUS
        for mark, (home_x, home_y), (x, y) in zip(marks, homes.tolist(), spots.tolist(), strict=True):
            if math.dist((home_x, home_y), (x, y)) > 2.5:
                self.drawn.append(
                    f'<path d="M{home_x:.1f} {home_y:.1f}L{x:.1f} {y:.1f}" stroke="#000" stroke-width=".7"/>'
                )
                self.drawn.append(f'<circle cx="{home_x:.1f}" cy="{home_y:.1f}" r="1.8"/>')
            shape = (
                f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"'
                if mark.doors > 1
                else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}"'
            )
            self.drawn.append(f'{shape} fill="#fff" stroke="#000" stroke-width="1.2"/>')
            size = 10 if mark.number < 100 else 8
            style = f'font-size="{size}" font-weight="700" text-anchor="middle"'
            self.drawn.append(f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" {style}>{mark.number}</text>')

    def names(self, marks: Sequence[Mark], homes: Floats, room: Room) -> None:
        """Write the streets' names along their houses, where there is room."""
        for name, x, y, angle in street_labels([mark.street for mark in marks], homes, room):
            turned = f'transform="rotate({angle:.1f} {x:.1f} {y:.1f})" text-anchor="middle"'
            halo = 'stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            style = f'font-size="11" font-style="italic" fill="#222" {halo}'
            self.drawn.append(f'<text x="{x:.1f}" y="{y + 4:.1f}" {turned} {style}>{escape(name)}</text>')

    def texts(self, spots: Iterable[Spot], style: str) -> None:
        """Write short texts at their places."""
        halo = 'stroke="#fff" stroke-width="2.4" stroke-linejoin="round" paint-order="stroke" text-anchor="middle"'
        for spot in spots:
            self.drawn.append(f'<text x="{spot.x:.1f}" y="{spot.y + 3:.1f}" {style} {halo}>{escape(spot.text)}</text>')

    def foot(self) -> None:
        """Draw the scale and the north arrow."""
        view = self.view
        metres = next((each for each in _SCALE_STEPS if each * view.scale >= 60), _SCALE_STEPS[-1])
        long, y = metres * view.scale, view.height - 8
        words = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
        bar = f"M10 {y - 5}v5h{long:.1f}v-5"
        self.drawn.append(f'<rect y="{view.height - _FOOT}" width="{view.width}" height="{_FOOT}" fill="#fff"/>')
        self.drawn.append(f'<path d="{bar}" fill="none" stroke="#000" stroke-width="1.2"/>')
        self.drawn.append(f'<text x="{16 + long:.1f}" y="{y + 1}" font-size="10">{words}</text>')
        x = view.width - 16
        self.drawn.append(f'<path d="M{x} {y - 12}l4.5 12l-4.5 -3.5l-4.5 3.5z"/>')
        self.drawn.append(f'<text x="{x - 9}" y="{y}" font-size="10" text-anchor="end">N</text>')


_START = "m0 -9l9 15h-18z"
_MEETING = "m-2 9v-19l14 5.5l-11 5.5v8z"


def _path(lines: Iterable[Floats]) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line.tolist()) for line in lines if len(line) > 1)


def _arrow(start: Sequence[float], end: Sequence[float], share: float = 0.5, size: float = 4.5) -> str:
    """Return an arrowhead on the way from start to end, pointing on."""
    x, y = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    turn = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    corner = f"M{size} 0L{-size} {size * 0.75:g}V{-size * 0.75:g}z"
    return f'<path d="{corner}" transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})"/>'
