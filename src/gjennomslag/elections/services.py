"""Writes about elections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.elections.choices import ElectionKind
from gjennomslag.elections.models import Election
from gjennomslag.organisation.models import Person


def record_elections(*, elections: Iterable[tuple[ElectionKind, date]], by: Person | None) -> int:
    """Record the elections of kinds and years that are not recorded yet; return how many were new.

    A recorded day is never overwritten: the first plan that names the election decides.
    """
    new = 0
    with writing(by=by, why="elections recorded"):
        for kind, day in elections:
            if not Election.objects.filter(kind=kind, day__year=day.year).exists():
                Election.objects.create(kind=kind, day=day)
                new += 1
    return new
