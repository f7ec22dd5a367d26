"""Invented towns of any size: streets, blocks of flats, farms, a river with bridges, perhaps a motorway.

They stand in for a municipality wherever a real one would be too small, too large or not at hand:
demonstration, tests and measurements. The plan is drawn straight (square quarters, a straight river) and then
bent smoothly, so nothing is parallel to the axes and no street crosses the river but on a bridge. The same
arguments always give the same town. Lengths are metres; coordinates are those of a metric grid such as
EPSG:25833.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.town_buildings import (
    Buildings,
    Kind,
    Level,
    build_farms,
    build_quarters,
    lay_streets,
    number_doors,
)
from gjennomslag.algorithms.town_names import street_names
from gjennomslag.algorithms.town_plan import Plan, draw_plan
from gjennomslag.algorithms.town_roads import Network, add_farm_roads, build_network

__all__ = ["Barrier", "Kind", "Level", "Town", "generate_town"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

FARM_SHARE = 0.05
FEWEST_DOORS = 20
MOST_DOORS = 3_000_000


@dataclass(frozen=True, slots=True)
class Barrier:
    """A line nobody walks across except at the crossings: ``kind`` is ``river`` or ``motorway``."""

    kind: str
    line: Floats
    """Points (k, 2): east, north."""


@dataclass(frozen=True, slots=True)
class Town:
    """One address per row in the arrays of length n, one dwelling per row in the arrays ``door_…``.

    Addresses are sorted by quarter, street, side and number, doors by address and from the lowest floor up.
    """

    east: Floats
    north: Floats
    street: Integers
    """Index into ``street_names``."""
    number: Integers
    """House number; odd on the left of the street, even on the right."""
    letter: Integers
    """0 for none, 1 for A, 2 for B and so on."""
    kind: Integers
    """A :class:`Kind`."""
    floors: Integers
    doors: Integers
    """Dwellings at each address, at least 1."""
    quarter: Integers
    """The quarter each address lies in, numbered from the centre outwards; farms belong to their road."""
    edge: Integers
    """The edge of the street network that each address faces."""
    along: Floats
    """Share (0 to 1) of the way from the edge's first to its second node."""
    street_names: tuple[str, ...]
    nodes: Floats
    """Street network: points (m, 2), east and north."""
    edges: Integers
    """Street network: pairs of nodes (k, 2), to be walked both ways. The network is one piece."""
    edge_street: Integers
    """The street each edge is part of, −1 for main roads, paths and bridges, which have no addresses."""
    barriers: tuple[Barrier, ...]
    door_address: Integers
    door_level: Integers
    """A :class:`Level`."""
    door_floor: Integers
    door_number: Integers

    @property
    def addresses(self) -> int:
        """Number of addresses."""
        return len(self.east)


def generate_town(
    *, doors: int, seed: int, motorway: bool = False, centre: tuple[float, float] = (300_000.0, 6_750_000.0)
) -> Town:
    """Return a town with exactly ``doors`` dwellings around ``centre`` (east, north).

    About one dwelling in twenty is a farm or another house along a road out of town; in towns of some size
    about a third are flats. Raises ``ValueError`` for fewer than 20 or more than 3,000,000 doors.
    """
    if not FEWEST_DOORS <= doors <= MOST_DOORS:
        raise ValueError(f"A town has {FEWEST_DOORS} to {MOST_DOORS} doors, not {doors}.")
    random = np.random.default_rng(seed)
    farms = round(doors * FARM_SHARE)
    plan = draw_plan(doors - farms, motorway=motorway, centre=centre, random=random)
    laid = lay_streets(plan, random)
    buildings = build_quarters(plan, laid, doors - farms, random)
    quarters = int(buildings.quarter[-1]) + 1
    streets = laid.of_first_quarters(quarters)
    network, places = add_farm_roads(build_network(plan, streets), plan, farms, len(streets.quarter), random)
    outside = build_farms(places, first_street=len(streets.quarter), first_quarter=quarters, random=random)
    return _assemble(plan, network, buildings.followed_by(outside), random)


def _assemble(plan: Plan, network: Network, buildings: Buildings, random: np.random.Generator) -> Town:
    """Bend the plan, put the houses beside their streets, and number the doors."""
    nodes = plan.bend(network.nodes)
    first, second = nodes[network.edges[buildings.edge, 0]], nodes[network.edges[buildings.edge, 1]]
    way = second - first
    left = np.column_stack((-way[:, 1], way[:, 0])) / np.hypot(way[:, 0], way[:, 1])[:, None]
    point = first + buildings.along[:, None] * way + buildings.offset[:, None] * left
    door_address, door_level, door_floor, door_number = number_doors(buildings)
    return Town(
        east=np.round(point[:, 0], 2),
        north=np.round(point[:, 1], 2),
        street=buildings.street,
        number=buildings.number,
        letter=buildings.letter,
        kind=buildings.kind,
        floors=buildings.floors,
        doors=buildings.doors,
        quarter=buildings.quarter,
        edge=buildings.edge,
        along=buildings.along,
        street_names=street_names(int(network.edge_street.max()) + 1, random),
        nodes=nodes,
        edges=network.edges,
        edge_street=network.edge_street,
        barriers=_barriers(plan, network),
        door_address=door_address,
        door_level=door_level,
        door_floor=door_floor,
        door_number=door_number,
    )


def _barriers(plan: Plan, network: Network) -> tuple[Barrier, ...]:
    """The river and the motorway, past the last house, with a point every 50 metres."""
    low, high = network.nodes.min(axis=0) - 500, network.nodes.max(axis=0) + 500
    x = np.arange(low[0], high[0] + 50, 50.0)
    barriers = [Barrier("river", plan.bend(np.column_stack((x, np.full(len(x), plan.river.middle)))))]
    if plan.motorway is not None:
        y = np.arange(low[1], high[1] + 50, 50.0)
        barriers.append(Barrier("motorway", plan.bend(np.column_stack((np.full(len(y), plan.motorway.middle), y)))))
    return tuple(barriers)
