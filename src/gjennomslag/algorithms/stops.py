"""Stops: the different places among the points, so that a block of flats is walked to once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.distances import DECIMETRES, Floats


@dataclass(frozen=True, slots=True)
class Stops:
    """Points that lie within the same decimetre are one stop."""

    places: Floats
    """The place (m, 2) of each stop, in metres to the decimetre."""
    members: NDArray[np.intp]
    """All points (n,), sorted by stop and, within a stop, as given."""
    starts: NDArray[np.intp]
    """Where each stop's points begin in ``members`` (m + 1)."""

    def of_points(self) -> NDArray[np.intp]:
        """Return the stop of each point (n,)."""
        stop = np.empty(len(self.members), np.intp)
        stop[self.members] = np.repeat(np.arange(len(self.places)), np.diff(self.starts))
        return stop

    def some(self, stops: NDArray[np.integer]) -> Stops:
        """Return some of the stops, with their points numbered anew from 0 in the order of ``points_along(stops)``."""
        sizes = np.diff(self.starts)[stops]
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.intp)
        return Stops(self.places[stops], np.arange(starts[-1]), starts)

    def points_along(self, order: NDArray[np.integer]) -> NDArray[np.intp]:
        """Return the points in the order in which their stops are visited."""
        sizes = np.diff(self.starts)[order]
        ends = np.cumsum(sizes)
        first = np.repeat(self.starts[order] - ends + sizes, sizes)
        return self.members[first + np.arange(len(first))]

    def near_points(self, near: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return near points of each point (n, k + 1): one at each of the ``near`` stops (m, k), and one at its own."""
        stop = self.of_points()
        following = np.empty(len(self.members), np.intp)
        following[self.members] = np.roll(self.members, -1)
        lasts = self.members[self.starts[1:] - 1]
        following[lasts] = self.members[self.starts[:-1]]
        others = self.members[self.starts[:-1]][near[stop]]
        return np.column_stack((others, following)).astype(np.int32)


def checked_points(points: Floats) -> Floats:
    """Return ``points`` as float64 (n, 2); raises ``ValueError`` where they are none, or not finite pairs."""
    checked = np.asarray(points, dtype=np.float64)
    if checked.ndim != 2 or checked.shape[1] != 2:
        raise ValueError(f"Points are pairs of metres, not an array of shape {checked.shape}.")
    if len(checked) == 0:
        raise ValueError("There are no points.")
    if not np.isfinite(checked).all():
        row = int(np.flatnonzero(~np.isfinite(checked).all(axis=1))[0])
        raise ValueError(f"Point {row} has no place: {checked[row].tolist()}.")
    return checked


def gather(points: Floats) -> Stops:
    """Return the stops among ``points`` (n, 2), at least one."""
    whole = np.rint(points * DECIMETRES).astype(np.int64)
    keys = whole[:, 0] - whole[:, 0].min() << 32 | whole[:, 1] - whole[:, 1].min()
    members = np.argsort(keys, kind="stable")
    firsts = np.flatnonzero(np.diff(keys[members], prepend=-1))
    return Stops(whole[members[firsts]] / DECIMETRES, members, np.append(firsts, len(points)))
