"""The verb ``turf``: turfs straight from a file of addresses, without a database."""

from __future__ import annotations

import argparse
import math
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gjennomslag.core.command import CommandError, Verbs, add_verb, report

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gjennomslag.algorithms.turfs import Cut
    from gjennomslag.canvass.turf_files import AddressList

_DOORS = 60
_REASONS = {
    "large_point": "one address has more doors than a turf should have",
    "zone": "the area between barriers does not hold a whole number of turfs",
    "uneven_points": "the addresses have so many doors each that no sum comes closer",
}
_REASONS_BY_TIME = _REASONS | {
    "large_point": "one address takes longer than a turf should",
    "uneven_points": "the addresses take so long each that no sum comes closer",
}


def add_turf_commands(verbs: Verbs) -> None:
    """Add ``turf cut`` and ``turf compile``."""
    turf = verbs.add_parser("turf", help="cut addresses into turfs, without a database")
    actions = turf.add_subparsers(required=True, metavar="ACTION")
    _add_cut(actions)
    summary = "Compile the loops that cut turfs, once after installing, so that nobody waits for it later."
    add_verb(actions, "compile", _compile, summary, database=False)


def _add_cut(actions: Verbs) -> None:
    summary = "Cut the addresses of a file into turfs with a walking order, and write them as GeoJSON."
    parser = add_verb(actions, "cut", _cut, summary, database=False)
    parser.add_argument(
        "--file", type=Path, required=True, metavar="ADDRESSES", help="Kartverket's address file, CSV or zip"
    )
    parser.add_argument("--doors", type=int, help="doors in a turf (60, unless --minutes is given)")
    parser.add_argument("--minutes", type=float, help="minutes in which a pair finishes a turf, instead of --doors")
    parser.add_argument("--pairs", type=int, help="how many pairs come each time; tells how many times that takes")
    parser.add_argument("--out", type=Path, required=True, metavar="TURFS.geojson", help="file to write")
    parser.add_argument(
        "--barriers", type=Path, metavar="LINES.geojson", help="rivers, railways, motorways that no turf crosses"
    )
    parser.add_argument(
        "--streets",
        type=Path,
        metavar="STREETS.osm.pbf",
        help="an OpenStreetMap extract whose streets are walked along",
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed, another search (0)")


def _cut(options: argparse.Namespace) -> int:
    from gjennomslag.canvass.turf_files import read_barriers, read_street_network, write_turfs

    _check(options)
    began = time.perf_counter()
    addresses = _addresses(options.file)
    lies = {
        "barriers": read_barriers(options.barriers, addresses) if options.barriers else [],
        "streets": read_street_network(options.streets, addresses) if options.streets else None,
    }
    read = time.perf_counter()
    cut = _turfs(addresses, lies, options)
    done = time.perf_counter()
    write_turfs(options.out, addresses, cut.turf, cut.order)
    value = _figures(cut, addresses, options) | {
        "seconds": round(done - read, 3),
        "seconds_reading": round(read - began, 3),
    }
    report(options, value | {"file": str(options.out)}, _words(value))
    return 0


def _check(options: argparse.Namespace) -> None:
    """Refuse numbers that make no sense, two answers to one question, and a file that cannot be written."""
    if options.doors is not None and options.doors < 1:
        raise CommandError(f"--doors: a turf has at least one door, not {options.doors}.")
    if options.minutes is not None and not options.minutes > 0:
        raise CommandError(f"--minutes: a turf takes some minutes, not {options.minutes:g}.")
    if options.minutes is not None and options.doors is not None:
        raise CommandError("--doors and --minutes both say how large a turf is. Give one of them.")
    if options.pairs is not None and options.pairs < 1:
        raise CommandError(f"--pairs: at least one pair comes, not {options.pairs}.")
    if options.out.is_dir():
        raise CommandError(f"--out: {options.out} is a folder. Name the file to write.")
    if not os.access(options.out.parent, os.W_OK):
        raise CommandError(f"{options.out} cannot be written: there is no folder {options.out.parent} to write in.")


def _addresses(path: Path) -> AddressList:
    from gjennomslag.canvass.address_files import UnreadableFileError
    from gjennomslag.canvass.fault_texts import explain_file_fault
    from gjennomslag.canvass.turf_files import read_addresses

    try:
        return read_addresses(path)
    except UnreadableFileError as fault:
        raise CommandError(f"{path}: {explain_file_fault(fault, str)}") from fault
    except OSError as fault:
        raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault


def _turfs(addresses: AddressList, lies: dict[str, Any], options: argparse.Namespace) -> Cut:
    """Cut each municipality on its own, by time or by doors."""
    from gjennomslag.algorithms.routes import Pace
    from gjennomslag.algorithms.turfs import cut_areas, cut_each
    from gjennomslag.algorithms.workload import cut_by_time

    points, areas, seed = addresses.points, addresses.municipality, options.seed
    if options.minutes is None:
        size = options.doors or _DOORS
        return cut_areas(points, addresses.doors, areas, doors_per_turf=size, seed=seed, **lies)
    at_doors, limit = addresses.minutes_at_doors(), {"minutes": options.minutes, "pace": Pace(), "seed": seed}
    return cut_each(areas, lambda inside: cut_by_time(points[inside], at_doors[inside], **limit, **lies))


def _figures(cut: Cut, addresses: AddressList, options: argparse.Namespace) -> dict[str, Any]:
    import numpy as np

    doors = np.bincount(cut.turf, addresses.doors, cut.turfs)
    value = {
        "turfs": cut.turfs,
        "addresses": len(addresses.ids),
        "doors": int(doors.sum()),
        "doors_per_turf": {
            "fewest": int(doors.min()),
            "mean": round(float(doors.mean()), 2),
            "most": int(doors.max()),
        },
        "walking_metres": round(float(cut.metres.sum()), 1),
        "metres_per_door": round(float(cut.metres.sum() / doors.sum()), 2),
        **_longest(cut, addresses),
        "distances": "along streets" if options.streets else "straight lines",
        "unbalanced": [{"turf": found.turf + 1, "reason": found.reason.value} for found in cut.unbalanced],
        "rows_left_out": addresses.rows_lost,
    }
    if options.minutes is not None:
        seconds = cut.doors / 60
        value["minutes_per_turf"] = {
            "fewest": round(float(seconds.min()), 1),
            "mean": round(float(seconds.mean()), 1),
            "most": round(float(seconds.max()), 1),
        }
    if options.pairs is not None:
        value["times_out"] = math.ceil(cut.turfs / options.pairs)
    return value


def _longest(cut: Cut, addresses: AddressList) -> dict[str, Any]:
    """Return how many turfs are driven at the usual pace, and the longest of those and of the others (in metres)."""
    import numpy as np

    from gjennomslag.algorithms.routes import Pace
    from gjennomslag.algorithms.workload import travel

    in_turf = np.unique(np.column_stack((cut.turf, addresses.points)), axis=0)[:, 0].astype(np.int64)
    places = np.bincount(in_turf, minlength=cut.turfs).tolist()
    metres = cut.metres.tolist()
    driven = np.array([travel(*each, Pace())[1] for each in zip(metres, places, strict=True)])

    def longest(which: NDArray[np.bool_]) -> dict[str, Any] | None:
        if not which.any():
            return None
        turf = int(np.where(which, cut.metres, -1).argmax())
        return {"turf": turf + 1, "metres": round(metres[turf], 1)}

    return {"turfs_by_car": int(driven.sum()), "longest_drive": longest(driven), "longest_walk": longest(~driven)}


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _words(value: dict[str, Any]) -> str:
    doors = value["doors_per_turf"]
    sizes = f"{doors['fewest']} to {doors['most']} doors, {doors['mean']} on average"
    lines = [
        f"{_counted(value['addresses'], 'address', 'addresses')}, {_counted(value['doors'], 'door', 'doors')}",
        f"{_counted(value['turfs'], 'turf', 'turfs')} of {sizes}",
        *_words_on_time(value),
        f"{value['walking_metres'] / 1000:.1f} km from door to door, {value['metres_per_door']} m per door",
        *_words_on_the_longest(value),
        f"distances are {value['distances']}",
        f"{value['seconds']} s, and {value['seconds_reading']} s for reading",
    ]
    if value["rows_left_out"]:
        lines.append(f"{value['rows_left_out']} rows of the file could not be used")
    reasons = _REASONS_BY_TIME if "minutes_per_turf" in value else _REASONS
    lines += [f"turf {found['turf']} stands out: {reasons[found['reason']]}" for found in value["unbalanced"][:20]]
    if len(value["unbalanced"]) > 20:
        lines.append(f"and {len(value['unbalanced']) - 20} more turfs stand out")
    return "\n".join(lines)


def _words_on_the_longest(value: dict[str, Any]) -> list[str]:
    words = []
    if walk := value["longest_walk"]:
        words.append(f"the longest walk is {walk['metres'] / 1000:.1f} km (turf {walk['turf']})")
    if drive := value["longest_drive"]:
        counted = _counted(value["turfs_by_car"], "turf takes", "turfs take")
        words.append(f"{counted} a car; the longest drive is {drive['metres'] / 1000:.1f} km (turf {drive['turf']})")
    return words


def _words_on_time(value: dict[str, Any]) -> list[str]:
    words = []
    if "minutes_per_turf" in value:
        minutes = value["minutes_per_turf"]
        words.append(
            f"a turf takes {minutes['fewest']:g} to {minutes['most']:g} minutes, {minutes['mean']:g} on average"
        )
    if "times_out" in value:
        words.append(f"the pairs go out {_counted(value['times_out'], 'time', 'times')}")
    return words


def _compile(options: argparse.Namespace) -> int:
    from gjennomslag.algorithms import compiled
    from gjennomslag.algorithms.warm_up import warm_up

    seconds = warm_up()
    if compiled.folder is None:
        raise CommandError("There is no folder to keep compiled code in. Set GJENNOMSLAG_COMPILED to one.")
    report(options, {"seconds": round(seconds, 3), "folder": str(compiled.folder)}, f"Compiled in {seconds:.1f} s.")
    return 0
