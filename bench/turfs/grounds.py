"""The towns of the bench: invented ones of three sizes and, where its file is at hand, a real municipality."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.barriers import stretches, zones
from gjennomslag.algorithms.distances import Floats, Walk
from gjennomslag.algorithms.door_graph import Graph, door_graph
from gjennomslag.algorithms.stops import gather
from gjennomslag.algorithms.street_walk import walk_between
from gjennomslag.algorithms.streets import StreetNetwork, street_network
from gjennomslag.algorithms.towns import generate_town
from gjennomslag.algorithms.wholeness import Places

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GJENNOMSLAG_SHARED") or ROOT.parent / "shared")
ELVERUM = "Basisdata_3420_Elverum_25833_MatrikkelenAdresse.csv"
DOORS_PER_ADDRESS = 1.6
"""A town of so many times more doors has about as many addresses as wanted."""


@dataclass(frozen=True)
class Ground:
    """What every method is given. Every address is one door, so that all can keep the same bounds."""

    name: str
    points: Floats
    streets: StreetNetwork | None
    """None where only addresses are known: then all distances are straight lines, for every method alike."""
    barriers: list[Floats]
    paper: NDArray[np.intp]
    """The addresses in the order of a paper list: by street, odd numbers up, even numbers back."""

    @property
    def walls(self) -> Floats:
        """The barriers' straight pieces."""
        return stretches(self.barriers)

    def walk(self) -> Walk:
        """Return the walk between all doors that everything is measured with."""
        return walk_between(self.points, self.walls, self.streets)

    def linked(self) -> tuple[Places, Graph]:
        """Return the places of the doors and which are next to which: what METIS cuts, and what whole means."""
        stops = gather(self.points)
        graph = door_graph(walk_between(stops.places, self.walls, self.streets))
        place = stops.of_points().astype(np.int32)
        return Places(place, graph.indptr.astype(np.int32), graph.indices.astype(np.int32)), graph

    def zones(self) -> NDArray[np.int32]:
        """Return the zone between barriers that each door lies in."""
        stops = gather(self.points)
        return zones(stops.places, self.walls)[stops.of_points()]


def generated(addresses: int, seed: int = 1) -> Ground:
    """Return an invented town with river and motorway, of exactly so many addresses."""
    doors = int(addresses * DOORS_PER_ADDRESS)
    while (town := generate_town(doors=doors, seed=seed, motorway=True)).addresses < addresses:
        doors = int(doors * max(1.005, 1.001 * addresses / town.addresses))
    kept = np.sort(np.random.default_rng(seed).permutation(town.addresses)[:addresses])
    return Ground(
        name=f"generated, {addresses:,}",
        points=np.column_stack((town.east, town.north))[kept],
        streets=street_network(town.nodes, town.edges, name=town.edge_street),
        barriers=[barrier.line for barrier in town.barriers],
        paper=_paper(np.array(town.street_names)[town.street[kept]], town.number[kept], town.letter[kept]),
    )


def elverum() -> Ground:
    """Return all addresses of Elverum municipality, from Kartverket's file (CC BY 4.0)."""
    from gjennomslag.canvass.address_files import open_address_file

    with open_address_file(SHARED / "data" / "norway" / ELVERUM) as file:
        rows = list({row.key: row for chunk in file.chunks() for row in chunk}.values())
    return Ground(
        name="Elverum (real)",
        points=np.array([(row.east, row.north) for row in rows]),
        streets=None,
        barriers=[],
        paper=_paper(
            np.array([row.street for row in rows]),
            np.array([row.number for row in rows]),
            np.array([row.letter for row in rows]),
        ),
    )


def ground(name: str) -> Ground:
    """Return the town called ``name``: a number of addresses, or ``elverum``."""
    return elverum() if name == "elverum" else generated(int(name))


def _paper(street: NDArray[np.str_], number: NDArray[np.integer], letter: NDArray[np.generic]) -> NDArray[np.intp]:
    even = number % 2 == 0
    return np.lexsort((letter, np.where(even, -number, number), even, street))
