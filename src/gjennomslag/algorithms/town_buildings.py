"""What stands along the streets of an invented town: houses, row houses, blocks of flats, farms."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gjennomslag.algorithms.town_plan import QUARTER_SIDE, Plan, Use

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

_STREETS = np.array([5, 5, 4])  # per quarter, by use
_PLOT = np.array([22.0, 9.5, 24.0])  # metres of street per address, by use
_SETBACK = np.array([13.0, 9.0, 15.0])  # metres from the middle of the street to the door, by use
_STREET_END = 18.0
_DEAD_END = 0.86
_PLACES = 32  # streets of neighbouring quarters meet the road between them at least 5 m apart
_UNBUILT = 0.06


class Kind(IntEnum):
    """What stands at an address."""

    HOUSE = 0
    ROW_HOUSE = 1
    ENTRANCE = 2
    FARM = 3


class Level(IntEnum):
    """The letter of a dwelling number, lowest first; ``NONE`` for a single dwelling without number."""

    NONE = 0
    BASEMENT = 1
    LOWER_GROUND = 2
    MAIN = 3
    LOFT = 4


@dataclass(frozen=True, slots=True)
class Streets:
    """The streets inside the quarters, in the order of the quarters."""

    quarter: Integers
    place: Floats
    """Share of the quarter's side at which the street runs."""
    eastward: NDArray[np.bool_]
    """True: runs along x; False: along y."""
    reach: Floats
    """Share of the quarter that the street crosses: 1, or less for a dead end."""

    def of_first_quarters(self, quarters: int) -> Streets:
        """Return the streets of the first ``quarters`` quarters."""
        count = int(np.searchsorted(self.quarter, quarters))
        return Streets(self.quarter[:count], self.place[:count], self.eastward[:count], self.reach[:count])


@dataclass(frozen=True, slots=True)
class FarmPlaces:
    """Where farms stand: road (from 0), edge of the network, share along it, metres from the road's start."""

    road: Integers
    edge: Integers
    along: Floats
    metres: Floats


@dataclass(frozen=True, slots=True)
class Buildings:
    """One address per row; ``edge``, ``along`` and ``offset`` place it beside an edge of the network."""

    street: Integers
    edge: Integers
    along: Floats
    offset: Floats
    """Metres to the left (positive) or right (negative) of the street."""
    number: Integers
    letter: Integers
    kind: Integers
    floors: Integers
    quarter: Integers
    doors: Integers
    per_floor: Integers
    lower: Integers
    """Dwellings below the main floors."""
    lower_level: Integers
    loft: Integers
    """1 when the last dwelling is in the loft."""

    def part(self, rows: slice | NDArray[np.bool_]) -> Buildings:
        """Return some of the addresses."""
        return Buildings(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def followed_by(self, other: Buildings) -> Buildings:
        """Return these addresses and then the ``other`` ones."""
        return Buildings(
            **{
                field.name: np.concatenate((getattr(self, field.name), getattr(other, field.name)))
                for field in fields(self)
            }
        )


def lay_streets(plan: Plan, random: np.random.Generator) -> Streets:
    """Return four or five parallel streets for each quarter, every fourth of them a dead end."""
    count = _STREETS[plan.use]
    quarter = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(quarter)) - np.repeat(np.cumsum(count) - count, count)
    place = (within + 0.5 + random.uniform(-0.12, 0.12, len(quarter))) / count[quarter]
    shade = ((plan.left + plan.bottom) % 2)[quarter]
    place = (np.floor(place * _PLACES) + 0.25 + 0.5 * shade) / _PLACES
    return Streets(
        quarter=quarter.astype(np.int32),
        place=place,
        eastward=(random.random(len(count)) < 0.5)[quarter],
        reach=np.where(random.random(len(quarter)) < 0.25, _DEAD_END, 1.0),
    )


def build_quarters(plan: Plan, streets: Streets, doors: int, random: np.random.Generator) -> Buildings:
    """Return addresses with exactly ``doors`` dwellings along the streets, from the centre outwards."""
    use = plan.use[streets.quarter]
    length = QUARTER_SIDE * streets.reach
    slots = ((length - 2 * _STREET_END) // _PLOT[use]).astype(np.int64)
    street = np.repeat(np.arange(len(slots)), 2 * slots)
    within = np.arange(len(street)) - np.repeat(np.cumsum(2 * slots) - 2 * slots, 2 * slots)
    built = random.random(len(street)) >= _UNBUILT
    street, within = street[built], within[built]
    right, slot = np.divmod(within, slots[street])
    metres = _STREET_END + (slot + 0.5 + random.uniform(-0.2, 0.2, len(slot))) * _PLOT[use[street]]
    half, along = np.divmod(2 * metres / length[street], 1.0)
    number, letter = _numbers(street, slot, right, use, random)
    homes = _homes(street, use, random)
    everything = Buildings(
        street=street.astype(np.int32),
        edge=(2 * street + half).astype(np.int32),
        along=along,
        offset=np.where(right, -1.0, 1.0) * _SETBACK[use[street]],
        number=number,
        letter=letter,
        quarter=streets.quarter[street],
        **homes,
    )
    return _cut(everything, doors)


def build_farms(places: FarmPlaces, *, first_street: int, first_quarter: int, random: np.random.Generator) -> Buildings:
    """Return one farm for each place, numbered by the distance from the road's start, ten metres to a number.

    Farms are gathered in quarters of about eighty.
    """
    count = len(places.road)
    right = random.random(count) < 0.5
    one, none = np.ones(count, np.int32), np.zeros(count, np.int32)
    return Buildings(
        street=places.road + np.int32(first_street),
        edge=places.edge,
        along=places.along,
        offset=np.where(right, -1.0, 1.0) * random.uniform(15, 30, count),
        number=(2 * (places.metres // 20) + 1 + right).astype(np.int32),
        letter=none,
        kind=np.full(count, Kind.FARM, np.int32),
        floors=2 * one,
        quarter=(first_quarter + np.arange(count) // 80).astype(np.int32),
        doors=one,
        per_floor=one,
        lower=none,
        lower_level=none,
        loft=none,
    )


def number_doors(buildings: Buildings) -> tuple[Integers, Integers, Integers, Integers]:
    """Return address, level, floor and number of each dwelling; a single one has level ``NONE`` and zeros."""
    doors = buildings.doors
    address = np.repeat(np.arange(len(doors)), doors)
    within = np.arange(len(address)) - np.repeat(np.cumsum(doors) - doors, doors)
    lower, per_floor = buildings.lower[address], buildings.per_floor[address]
    is_lower = within < lower
    is_loft = (buildings.loft[address] == 1) & (within == doors[address] - 1)
    floor, place = np.divmod(within - lower, per_floor)
    level = np.select([is_lower, is_loft], [buildings.lower_level[address], Level.LOFT], Level.MAIN)
    floor = np.where(is_lower | is_loft, 0, floor) + 1
    place = np.where(is_lower, within, np.where(is_loft, 0, place)) + 1
    single = doors[address] == 1
    columns = (
        address,
        np.where(single, Level.NONE, level),
        np.where(single, 0, floor),
        np.where(single, 0, place),
    )
    return (
        columns[0].astype(np.int32),
        columns[1].astype(np.int32),
        columns[2].astype(np.int32),
        columns[3].astype(np.int32),
    )


def _numbers(
    street: NDArray[np.int64],
    slot: NDArray[np.int64],
    right: NDArray[np.int64],
    use: Integers,
    random: np.random.Generator,
) -> tuple[Integers, Integers]:
    """Odd numbers left, even right; row houses and half the blocks share a number by fours, with letters."""
    lettered = (use == Use.ROW_HOUSES) | ((use == Use.FLATS) & (random.random(len(use)) < 0.5))
    group = np.where(lettered, 4, 1)[street]
    number = 2 * (slot // group) + 1 + right
    letter = np.where(group > 1, slot % group + 1, 0)
    return number.astype(np.int32), letter.astype(np.int32)


def _homes(street: NDArray[np.int64], use: Integers, random: np.random.Generator) -> dict[str, Integers]:
    """Floors and dwellings: alike along a street, with basement and loft flats here and there."""
    count = len(street)
    flats = use[street] == Use.FLATS
    floors = random.integers(3, 7, len(use))[street]
    per_floor = np.where(flats, random.integers(2, 4, len(use))[street], 1)
    draw = random.random(count)
    lower = np.where(flats & (draw < 0.15), 2, 0)
    loft = (flats & (draw > 0.9)).astype(np.int32)
    in_a_house = np.where(use[street] == Use.HOUSES, np.select([draw < 0.03, draw < 0.15], [3, 2], 1), 1)
    kind = np.choose(use[street], [Kind.HOUSE, Kind.ROW_HOUSE, Kind.ENTRANCE])
    columns = {
        "kind": kind,
        "floors": np.where(flats, floors, np.maximum(in_a_house, 2)),
        "doors": np.where(flats, floors * per_floor + lower + loft, in_a_house),
        "per_floor": per_floor,
        "lower": lower,
        "lower_level": np.where(draw < 0.05, Level.BASEMENT, Level.LOWER_GROUND),
        "loft": loft,
    }
    return {name: column.astype(np.int32) for name, column in columns.items()}


def _cut(buildings: Buildings, doors: int) -> Buildings:
    """Keep the first addresses with ``doors`` dwellings; the last address may lose some of its own."""
    total = np.cumsum(buildings.doors)
    last = int(np.searchsorted(total, doors))
    kept = buildings.part(slice(0, last + 1))
    dwellings = kept.doors.copy()
    dwellings[-1] -= total[last] - doors
    loft = kept.loft.copy()
    loft[-1] = 0 if total[last] > doors else loft[-1]
    return replace(kept, doors=dwellings, loft=loft)
