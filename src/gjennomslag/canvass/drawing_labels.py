"""Where numbers and names stand on a drawing so that none lies on another. All in units of the paper, y downwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gjennomslag.canvass.address_files.coordinates import Floats

_ROUNDS = 160
_GAP = 1.5
_SHIFTS = (0, 13, -13, 20, -20, 28, -28, 38, -38)
"""How far beside its street a name may stand."""
HOUSE_LETTERS = 10.5
"""How high the letters of a house number are: some eight points on a sheet of paper."""
_LETTER = 0.56
"""The width of a letter as a share of its height, roughly, in any sans-serif."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, reach: float, high: float | None = None) -> Box:
        """Return the box that reaches so far from its middle to the sides, and ``high`` up and down where given."""
        up = reach if high is None else high
        return cls(x - reach, y - up, x + reach, y + up)

    def meets(self, other: Box) -> bool:
        """Say whether the two lie on each other."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A short text and the middle of where it stands."""

    text: str
    x: float
    y: float


@dataclass(slots=True)
class Room:
    """What lies on the paper already: boxes that are taken, and the corners (k, 2) of the walk's line."""

    taken: list[Box]
    legs: Floats
    width: float
    height: float

    def is_free(self, box: Box) -> bool:
        """Say whether the box is on the paper and meets no other."""
        inside = box.left >= 0 and box.right <= self.width and box.top >= 0 and box.bottom <= self.height
        return inside and not any(box.meets(other) for other in self.taken)

    def is_crossed(self, box: Box) -> bool:
        """Say whether the walk's line runs through the box."""
        if len(self.legs) < 2:
            return False
        shape = shapely.box(box.left, box.top, box.right, box.bottom)
        return bool(shapely.intersects(shape, shapely.LineString(self.legs)))


def pushed_apart(
    homes: Floats, radius: float, width: float, height: float, fixed: Sequence[tuple[float, float]] = ()
) -> Floats:
    """Return places (n, 2) near ``homes`` at which circles of this radius hardly lie on each other.

    Each is drawn home and pushed away from the others and from the ``fixed`` places, again and again; the same homes
    give the same places. None leaves the paper.
    """
    count, still = len(homes), np.array(fixed, dtype=np.float64).reshape(-1, 2)
    angles = np.arange(count) * 2.399963  # the golden angle: houses at one place go apart in all directions
    spots = homes + 0.01 * np.column_stack((np.cos(angles), np.sin(angles)))
    apart = 2 * radius + _GAP
    for turn in range(_ROUNDS):
        between = spots[:, None] - np.vstack((spots, still))[None]
        distance: Floats = np.asarray(np.hypot(between[..., 0], between[..., 1]))
        distance[np.arange(count), np.arange(count)] = np.inf
        overlap: Floats = np.asarray(np.maximum(apart - distance, 0))
        if turn and not overlap.any():
            break
        push = (between * (overlap / np.maximum(distance, 1e-9))[..., None]).sum(axis=1)
        pull = (homes - spots) * (0.06 * (1 - turn / _ROUNDS))
        spots = spots + 0.5 * push + np.where(np.asarray(overlap.any(axis=1)).reshape(-1, 1), pull, 0)
        spots = np.clip(spots, radius + 2, [width - radius - 2, height - radius - 2])
    return spots


def houses_beside(houses: Iterable[Spot], radius: float, room: Room) -> Iterator[Spot]:
    """Yield each text beside its circle, where there is room: if possible where the walk's line does not run.

    Those without room are left out. What is placed is added to what is taken.
    """
    for house in houses:
        reach = max(len(house.text), 1) * HOUSE_LETTERS * _LETTER / 2 + 0.5
        beside, over = radius + reach + 1.5, radius + 6.5
        sides = ((beside, 0), (-beside, 0), (0, -over), (0, over), (beside - 3, 2 - over), (beside - 3, over - 2))
        boxes = [Box.around(house.x + dx, house.y + dy, reach, 5.2) for dx, dy in sides]
        free = [box for box in boxes if room.is_free(box)]
        if free:
            box = next((each for each in free if not room.is_crossed(each)), free[0])
            room.taken.append(box)
            yield Spot(house.text, (box.left + box.right) / 2, (box.top + box.bottom) / 2)


def street_labels(streets: Sequence[str], homes: Floats, room: Room) -> Iterator[tuple[str, float, float, float]]:
    """Yield each street's name with the middle of where it stands and its slope in degrees, where there is room.

    A name lies along its street's houses, if possible where the walk's line does not run. Streets with the most houses
    come first. What is placed is added to what is taken.
    """
    names = np.array(streets, dtype=object)
    counted = sorted({name for name in streets if name}, key=lambda name: (-int((names == name).sum()), name))
    for name in counted:
        points = homes[names == name]
        middle, along = _axis(points)
        reach = len(name) * 11 * _LETTER / 2
        spread = float(np.abs((points - middle) @ along).max())
        across = np.array([-along[1], along[0]])
        places = (
            middle + slide * spread * along + shift * across
            for shift in _SHIFTS
            for slide in (0, 0.35, -0.35, 0.7, -0.7)
        )
        free = [(at, boxes) for at in places if all(map(room.is_free, boxes := list(_boxes_along(at, along, reach))))]
        if free:
            at, boxes = next((each for each in free if not any(map(room.is_crossed, each[1]))), free[0])
            room.taken += boxes
            yield name, float(at[0]), float(at[1]), math.degrees(math.atan2(along[1], along[0]))


def _axis(points: Floats) -> tuple[Floats, Floats]:
    """Return the middle of the points and the direction (from left to right) in which they spread most."""
    middle = points.mean(axis=0)
    if len(points) < 2 or not np.ptp(points, axis=0).any():
        return middle, np.array([1.0, 0.0])
    _, directions = np.linalg.eigh(np.cov((points - middle).T))
    along = directions[:, 1]
    return middle, along if along[0] > 0 or (along[0] == 0 and along[1] < 0) else -along


def _boxes_along(at: Floats, along: Floats, reach: float) -> Iterator[Box]:
    """Yield small boxes along a slanting text."""
    for step in np.linspace(-reach, reach, max(2, math.ceil(reach / 5))):
        x, y = at + step * along
        yield Box.around(float(x), float(y), 5.5)
