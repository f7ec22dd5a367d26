"""Brings addresses and doors up to date with the file in the table ``incoming``: first the plan, then the writing.

The plan and the rules are in ``address_matching``; both steps belong in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from gjennomslag.canvass.address_files import Fault, FaultCode, Product
from gjennomslag.canvass.services import address_matching as matching
from gjennomslag.canvass.services.address_staging import Progress

Changes = dict[str, int]
_ONE_AT_A_TIME = 0x6772_6164  # the key of the advisory lock that imports take


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a file changes. ``addresses`` and ``doors`` count ``new``, ``changed``, ``retired`` and ``unchanged``.

    ``unnumbered`` counts rows without a dwelling number that are no doors of their own; ``duplicates`` are faults.
    """

    addresses: Changes
    doors: Changes
    unnumbered: int
    duplicates: Sequence[Fault]


def plan_merge(
    product: Product, municipalities: Collection[str], lost: Collection[str], progress: Progress
) -> MergePlan:
    """Work out in temporary tables what the file changes, writing nothing else.

    ``municipalities`` are those that the file covers, ``lost`` the numbers of addresses and dwellings in rows that
    were left out. Waits for other imports to finish: takes a lock that lasts to the end of the transaction.
    """
    dwellings = product is Product.DWELLINGS
    doors = (
        (
            matching.DOORS_OF_DWELLINGS,
            *matching.MATCH_DOORS,
            matching.REPLACE_WHOLE_ADDRESS,
            matching.RETIRE_BY_DWELLINGS,
        )
        if dwellings
        else (matching.DOORS_OF_ADDRESSES, matching.RETIRE_BY_ADDRESSES)
    )
    steps = [
        matching.MAKE_ADDRESSES,
        *matching.MATCH_ADDRESSES,
        matching.JUDGE_ADDRESSES,
        matching.MAKE_DOORS,
        *doors,
        matching.JUDGE_DOORS,
    ]
    _rows("SELECT pg_advisory_xact_lock(%(key)s)", {"key": _ONE_AT_A_TIME})
    _rows("SELECT set_config('work_mem', '64MB', true)")
    _run(steps, {"municipalities": list(municipalities), "lost": list(lost)}, progress)
    duplicates = _rows(matching.DUPLICATE_DWELLINGS if dwellings else matching.DUPLICATE_ADDRESSES)
    return MergePlan(
        addresses=_count(matching.COUNT_ADDRESSES),
        doors=_count(matching.COUNT_DOORS),
        unnumbered=_rows(matching.COUNT_UNNUMBERED)[0][0] if dwellings else 0,
        duplicates=[Fault(line, "", FaultCode.DUPLICATE, text) for line, text in duplicates],
    )


def carry_out(day: date, progress: Progress) -> None:
    """Write what ``plan_merge`` has worked out in this transaction. ``day`` is the day that things are retired on."""
    _run(_WRITES, {"day": day}, progress)
    _run(["ANALYZE canvass_address, canvass_door, canvass_basicunit"], {}, lambda share: None)


def doors_that_came(basic_units: Collection[str]) -> dict[str, list[int]]:
    """Return the doors in these areas that ``carry_out`` has brought or brought back in this transaction, by area."""
    rows = _rows(
        "SELECT address.basic_unit_id, array_agg(door.id ORDER BY door.id) FROM incoming_door mine"
        " JOIN canvass_door door USING (address_id, dwelling_number)"
        " JOIN canvass_address address ON address.id = address_id"
        " WHERE mine.comes AND door.retired_on IS NULL AND address.basic_unit_id = ANY(%(areas)s)"
        " GROUP BY address.basic_unit_id",
        {"areas": list(basic_units)},
    )
    return dict(rows)


def doors_that_went() -> dict[int, list[int]]:
    """Return the doors that ``carry_out`` has retired in this transaction, by drive whose turfs have them."""
    rows = _rows(
        "SELECT place.drive_id, array_agg(place.door_id ORDER BY place.door_id) FROM canvass_turfdoor place"
        " JOIN retiring_door gone ON gone.id = place.door_id GROUP BY place.drive_id"
    )
    return dict(rows)


def draw_picture(cells: int = 48) -> dict[str, Any]:
    """Return where the planned file's addresses lie: a grid of at most ``cells`` squares each way, north up.

    ``squares`` are [column, row, addresses]; ``kilometres`` is the way across the longer side.
    """
    west, south, east, north = _rows("SELECT min(east), min(north), max(east), max(north) FROM incoming_address")[0]
    side = max(east - west, north - south, 100.0) / (cells - 1)
    squares = _rows(
        "SELECT floor((east - %(west)s) / %(side)s)::int AS across, floor((%(north)s - north) / %(side)s)::int AS down,"
        " count(*) FROM incoming_address GROUP BY across, down ORDER BY across, down",
        {"west": west, "north": north, "side": side},
    )
    return {
        "width": max(across for across, _, _ in squares) + 1,
        "height": max(down for _, down, _ in squares) + 1,
        "kilometres": round(max(east - west, north - south) / 1000, 1),
        "squares": [list(square) for square in squares],
    }


# Addresses and doors that get another key or number are set aside first: the rule that no two in use may have the
# same one is checked row by row, and two houses may well swap numbers.
_WRITES = (
    """
    INSERT INTO canvass_basicunit (code, name, municipality_code)
    SELECT DISTINCT ON (basic_unit) basic_unit, coalesce(nullif(basic_unit_name, ''), basic_unit), municipality_code
    FROM incoming WHERE basic_unit <> '' ORDER BY basic_unit, line
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, municipality_code = excluded.municipality_code
    WHERE (canvass_basicunit.name, canvass_basicunit.municipality_code)
        IS DISTINCT FROM (excluded.name, excluded.municipality_code)
    """,
    """
    UPDATE canvass_address known SET retired_on = %(day)s FROM incoming_address mine
    WHERE mine.id = known.id AND mine.key <> known.key AND known.retired_on IS NULL
    """,
    "UPDATE canvass_address SET retired_on = %(day)s WHERE id IN (SELECT id FROM retiring_address)",
    """
    UPDATE canvass_address known SET
        key = mine.key, register_id = mine.register_id, municipality_code = mine.municipality_code,
        street_code = mine.street_code, street = mine.street, number = mine.number, letter = mine.letter,
        extra_name = mine.extra_name, text = mine.text, postal_code = mine.postal_code,
        postal_place = mine.postal_place, basic_unit_id = nullif(mine.basic_unit, ''),
        polling_district = mine.polling_district, east = mine.east, north = mine.north,
        longitude = mine.longitude, latitude = mine.latitude, retired_on = NULL
    FROM incoming_address mine WHERE mine.id = known.id AND mine.action = 'changed'
    """,
    """
    INSERT INTO canvass_address (
        id, key, register_id, municipality_code, street_code, street, number, letter, extra_name, text, postal_code,
        postal_place, basic_unit_id, polling_district, east, north, longitude, latitude
    )
    SELECT id, key, coalesce(register_id, ''), municipality_code, street_code, street, number, letter,
        coalesce(extra_name, ''), text, coalesce(postal_code, ''), coalesce(postal_place, ''),
        nullif(basic_unit, ''), coalesce(polling_district, ''), east, north, longitude, latitude
    FROM incoming_address WHERE action = 'new'
    """,
    """
    UPDATE canvass_door known SET retired_on = %(day)s FROM incoming_door mine
    WHERE mine.id = known.id AND mine.action = 'changed' AND known.retired_on IS NULL
        AND (mine.address_id, mine.dwelling_number) <> (known.address_id, known.dwelling_number)
    """,
    "UPDATE canvass_door SET retired_on = %(day)s WHERE id IN (SELECT id FROM retiring_door)",
    """
    UPDATE canvass_door known SET address_id = mine.address_id, dwelling_number = mine.dwelling_number,
        dwelling_id = mine.dwelling_id, retired_on = NULL,
        do_not_knock_on = greatest(known.do_not_knock_on, mine.do_not_knock_on)
    FROM incoming_door mine WHERE mine.id = known.id AND mine.action = 'changed'
    """,
    """
    INSERT INTO canvass_door (address_id, dwelling_number, dwelling_id, do_not_knock_on)
    SELECT address_id, dwelling_number, dwelling_id, do_not_knock_on FROM incoming_door WHERE action = 'new'
    """,
)


def _run(steps: Sequence[str], values: dict[str, Any], progress: Progress) -> None:
    with connection.cursor() as cursor:
        for done, step in enumerate(steps, start=1):
            for statement in step.split(";"):
                cursor.execute(statement, values)
            progress(done / len(steps))


def _rows(query: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _count(query: str) -> Changes:
    changes = dict.fromkeys(("new", "changed", "retired", "unchanged"), 0)
    for action, count in _rows(query):
        changes[action] += count
    return changes
