"""The street network of an invented town: main roads, streets, paths, bridges, roads out of town."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gjennomslag.algorithms.town_buildings import FarmPlaces, Streets
from gjennomslag.algorithms.town_plan import QUARTER_SIDE, Gap, Plan

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

NO_STREET = -1
FARMS_PER_ROAD = 40
_FARM_SPACING = 120.0
_ROAD_STEP = 200.0
_BANK = 100.0
_CROSSING_EVERY = 3
_FEWEST_SECTORS = 16


@dataclass(frozen=True, slots=True)
class Network:
    """Points (m, 2) of the straight plan, edges (k, 2) between them, and the street each edge is part of."""

    nodes: Floats
    edges: Integers
    edge_street: Integers


def build_network(plan: Plan, streets: Streets) -> Network:
    """Return the network of the quarters that ``streets`` lie in (the plan's first ones), in one piece.

    Street s has the edges 2 s and 2 s + 1, its first and second half.
    """
    quarters = int(streets.quarter[-1]) + 1
    corners = np.unique(_quarter_corners(plan, quarters))
    count = len(streets.quarter)
    start = len(corners) + np.arange(count)
    middle, end = start + count, start + 2 * count
    points = [
        _corner_points(plan, corners),
        *(_street_points(plan, streets, share) for share in (0.0, 0.5, 1.0)),
    ]
    nodes = np.concatenate(points)
    halves = np.stack((np.column_stack((start, middle)), np.column_stack((middle, end))), axis=1).reshape(-1, 2)
    paths = np.column_stack((middle[:-1], middle[1:]))[streets.quarter[:-1] == streets.quarter[1:]]
    inner = np.concatenate((halves, paths, _main_roads(plan, corners, streets, start, end)))
    edges = np.concatenate((inner, _crossings(plan, corners, inner, len(nodes))))
    edge_street = np.full(len(edges), NO_STREET, np.int32)
    edge_street[: 2 * count] = np.repeat(np.arange(count), 2)
    return Network(nodes, edges.astype(np.int32), edge_street)


def add_farm_roads(
    network: Network, plan: Plan, farms: int, streets: int, random: np.random.Generator
) -> tuple[Network, FarmPlaces]:
    """Return the network with roads out of town, numbered from ``streets``, and a place for each farm.

    The roads wander outwards, each on its own side of the river and the motorway.
    """
    each = int(np.clip(math.ceil(farms / 6), 1, FARMS_PER_ROAD))
    roads, steps = math.ceil(farms / each), math.ceil(each * _FARM_SPACING / _ROAD_STEP)
    gaps = [(1, plan.river)] + ([(0, plan.motorway)] if plan.motorway else [])
    start, heading = _ways_out(network, gaps, roads)
    turns = np.clip(np.cumsum(random.normal(0, 0.15, (roads, steps)), axis=1), -0.8, 0.8) + heading[:, None]
    way = np.stack((np.cos(turns), np.sin(turns)), axis=2) * _ROAD_STEP
    points = network.nodes[start][:, None, :] + np.cumsum(way, axis=1)
    for axis, gap in gaps:
        points[:, :, axis] = _stay_beside(points[:, :, axis], network.nodes[start][:, axis], gap)
    new = len(network.nodes) + np.arange(roads * steps).reshape(roads, steps)
    chain = np.column_stack((start, new))
    links = np.stack((chain[:, :-1], chain[:, 1:]), axis=2).reshape(-1, 2)
    grown = Network(
        np.concatenate((network.nodes, points.reshape(-1, 2))),
        np.concatenate((network.edges, links)).astype(np.int32),
        np.concatenate((network.edge_street, streets + np.repeat(np.arange(roads), steps))).astype(np.int32),
    )
    return grown, _farm_places(farms, each, steps, len(network.edges), random)


def _farm_places(farms: int, each: int, steps: int, first_edge: int, random: np.random.Generator) -> FarmPlaces:
    """One farm in every stretch of 120 m, ``each`` to a road of ``steps`` edges."""
    road, place = np.divmod(np.arange(farms), each)
    metres = (place + random.uniform(0.1, 0.9, farms)) * _FARM_SPACING
    step, along = np.divmod(metres / _ROAD_STEP, 1.0)
    edge = first_edge + road * steps + step.astype(np.int64)
    return FarmPlaces(road.astype(np.int32), edge.astype(np.int32), along, metres)


def _ways_out(network: Network, gaps: list[tuple[int, Gap]], roads: int) -> tuple[NDArray[np.int64], Floats]:
    """A node at the edge of town and a direction (radians) for each road, none of them towards a gap."""
    angle = np.arctan2(network.nodes[:, 1], network.nodes[:, 0])
    distance = np.hypot(network.nodes[:, 0], network.nodes[:, 1])
    sectors = max(roads, _FEWEST_SECTORS)
    sector = np.minimum(((angle + math.pi) / (2 * math.pi) * sectors).astype(np.int64), sectors - 1)
    order = np.lexsort((-distance, sector))
    found, first = np.unique(sector[order], return_index=True)
    start, heading = order[first], (found + 0.5) * 2 * math.pi / sectors - math.pi
    open_country = np.full(len(start), True)
    for axis, gap in gaps:
        outwards = np.sin(heading) if axis else np.cos(heading)
        open_country &= (network.nodes[start, axis] > gap.middle) == (outwards > 0)
    start, heading = start[open_country], heading[open_country]
    chosen = np.arange(roads) * len(start) // roads
    return start[chosen], heading[chosen]


def _stay_beside(positions: Floats, start: Floats, gap: Gap) -> Floats:
    """Keep each row of ``positions`` a bank's width from the middle of ``gap``, on its start's side."""
    beyond = (start > gap.middle)[:, None]
    return np.where(beyond, np.maximum(positions, gap.middle + _BANK), np.minimum(positions, gap.middle - _BANK))


def _quarter_corners(plan: Plan, quarters: int) -> NDArray[np.int64]:
    """Codes (quarters, 4) of the corners: lower left, lower right, upper left, upper right."""
    column, row = plan.left[:quarters, None], plan.bottom[:quarters, None]
    right, up = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    codes: NDArray[np.int64] = (column + right).astype(np.int64) * len(plan.y_lines) + row + up
    return codes


def _corner_points(plan: Plan, corners: NDArray[np.int64]) -> Floats:
    column, row = np.divmod(corners, len(plan.y_lines))
    return np.column_stack((plan.x_lines[column], plan.y_lines[row]))


def _street_points(plan: Plan, streets: Streets, share: float) -> Floats:
    """The point of each street at ``share`` of its length."""
    along = share * streets.reach * QUARTER_SIDE
    across = streets.place * QUARTER_SIDE
    x = plan.x_lines[plan.left[streets.quarter]] + np.where(streets.eastward, along, across)
    y = plan.y_lines[plan.bottom[streets.quarter]] + np.where(streets.eastward, across, along)
    return np.column_stack((x, y))


def _main_roads(
    plan: Plan, corners: NDArray[np.int64], streets: Streets, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Edges along the sides of the quarters, broken where streets come out.

    A side is known by the code of its first corner, doubled, plus 1 if it runs along x.
    """
    rows = len(plan.y_lines)
    corner = _quarter_corners(plan, int(streets.quarter[-1]) + 1)
    upright, level = np.unique(corner[:, [0, 1]]), np.unique(corner[:, [0, 2]])
    mouth = corner[streets.quarter, 0]
    across = np.where(streets.eastward, mouth + rows, mouth + 1)
    through = streets.reach == 1.0
    flat = (~streets.eastward).astype(np.int64)
    parts = (
        (2 * upright, 0.0, np.searchsorted(corners, upright)),
        (2 * upright, 1.0, np.searchsorted(corners, upright + 1)),
        (2 * level + 1, 0.0, np.searchsorted(corners, level)),
        (2 * level + 1, 1.0, np.searchsorted(corners, level + rows)),
        (2 * mouth + flat, streets.place, start),
        ((2 * across + flat)[through], streets.place[through], end[through]),
    )
    side = np.concatenate([part[0] for part in parts])
    place = np.concatenate([np.broadcast_to(part[1], len(part[0])) for part in parts])
    node = np.concatenate([part[2] for part in parts])
    order = np.lexsort((place, side))
    same_side = side[order][:-1] == side[order][1:]
    edges: NDArray[np.int64] = np.column_stack((node[order][:-1], node[order][1:]))[same_side]
    return edges


def _crossings(plan: Plan, corners: NDArray[np.int64], edges: NDArray[np.int64], nodes: int) -> NDArray[np.int64]:
    """Bridges and underpasses: every third place with corners on both banks, more where a part is cut off."""
    rows = len(plan.y_lines)
    column, row = np.divmod(corners, rows)
    banks = [corners[row == plan.river.line] + np.array([[0], [1]])]
    if plan.motorway is not None:
        banks.append(corners[column == plan.motorway.line] + np.array([[0], [rows]]))
    places = [pair.T[np.isin(pair[1], corners)] for pair in banks]
    regular = np.concatenate([np.arange(len(pairs)) % _CROSSING_EVERY == 1 for pairs in places])
    pairs: NDArray[np.int64] = np.searchsorted(corners, np.concatenate(places))
    built = np.concatenate((edges, pairs[regular]))
    graph = coo_array((np.ones(len(built), np.int8), (built[:, 0], built[:, 1])), shape=(nodes, nodes))
    part = connected_components(graph, directed=False)[1]
    needed = regular.copy()
    for place in np.flatnonzero(~regular):
        here, there = part[pairs[place]]
        if here != there:
            needed[place] = True
            part[part == there] = here
    crossings: NDArray[np.int64] = pairs[needed]
    return crossings
