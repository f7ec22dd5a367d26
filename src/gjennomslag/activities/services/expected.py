"""Keeping the table of what is expected of a branch of a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from gjennomslag.activities.models import ExpectedActivity
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    members_from: int
    half_year: int
    example: str = ""


def set_expected(*, rows: Sequence[Row], by: Person | None) -> None:
    """Make the table say these rows and no others. Rows that are as they were stay untouched."""
    with writing(by=by, why="expected activity changed"):
        known = {each.members_from: each for each in ExpectedActivity.objects.select_for_update()}
        ExpectedActivity.objects.exclude(members_from__in=[row.members_from for row in rows]).delete()
        for row in rows:
            held = known.get(row.members_from) or ExpectedActivity(members_from=row.members_from)
            if (held.half_year, held.example) != (row.half_year, row.example):
                held.half_year, held.example, held.changed_by = row.half_year, row.example, by
                held.save()


def install_expected(*, by: Person | None) -> None:
    """Begin with the table that every installation has. A table with rows is left as it is."""
    if not ExpectedActivity.objects.exists():
        entries = yaml.safe_load((files("gjennomslag.activities") / "data" / "expected.yaml").read_text("utf-8"))
        set_expected(rows=[Row(**entry) for entry in entries], by=by)
