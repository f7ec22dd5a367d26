"""Who may see and do what: capability × reach × term, and nothing else.

One ``Scope`` per request, computed in one query, answers both for lists (``visible_to``) and for one unit
(``covers``), from the same data, so that a list and a single check can never disagree. Every signed-in member can
see the open pages of units (``OPEN_TO_MEMBERS``); everything else needs an office whose term runs today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.http import Http404

from gjennomslag.core import clock

OPEN_TO_MEMBERS = "organisation.see"

Row = TypeVar("Row", bound=models.Model)


def active_on(day: date, prefix: str = "") -> Q:
    """Return the condition that ``valid_from`` ≤ day ≤ ``valid_until`` (open ends run on)."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """One capability that one holding gives: where, how far, and through which office."""

    capability: str
    unit_id: int
    path: str
    below: bool
    office: str
    unit_name: str

    def covers(self, path: str) -> bool:
        """Say whether the grant reaches the unit with this tree path."""
        return path.startswith(self.path) if self.below else path == self.path


class Scope:
    """What one person may do today. Build it with ``scope_of``; ask it with ``covers`` and ``condition``."""

    def __init__(self, person_id: int | None, grants: Iterable[Grant], *, member: bool) -> None:
        self.person_id = person_id
        self.grants = tuple(grants)
        self.member = member

    def covers(self, unit: Any, capability: str) -> bool:
        """Say whether the person has the capability in the unit."""
        if capability == OPEN_TO_MEMBERS:
            return self.member
        return any(grant.capability == capability and grant.covers(unit.path) for grant in self.grants)

    def condition(self, capability: str, lookup: str) -> Q:
        """Return the query condition that keeps rows of units in which the person has the capability.

        ``lookup`` leads from the row to its unit (``"drive__unit__"``; empty for units themselves).
        """
        if capability == OPEN_TO_MEMBERS:
            return Q() if self.member else Q(pk__in=[])
        condition = Q(pk__in=[])
        for grant in self.grants:
            if grant.capability == capability:
                condition |= Q(**{f"{lookup}path__startswith" if grant.below else f"{lookup}path": grant.path})
        return condition

    def reason(self, unit: Any, capability: str) -> Grant | None:
        """Return the grant that lets the person do this here, or None."""
        return next(
            (grant for grant in self.grants if grant.capability == capability and grant.covers(unit.path)),
            None,
        )

    def capabilities(self) -> set[str]:
        """Return every capability the person has somewhere."""
        return {grant.capability for grant in self.grants}


NOBODY = Scope(None, (), member=False)


def scope_of(person: Any, day: date | None = None) -> Scope:
    """Return the person's scope on the day (today unless given), in one query. Anonymous visitors have none."""
    if not person.is_authenticated or not person.is_active:
        return NOBODY
    from gjennomslag.organisation.models import OfficeHolding

    rows = (
        OfficeHolding.objects.filter(active_on(day or clock.today()), active_on(day or clock.today(), "unit__"))
        .filter(person_id=person.pk, office__grants__isnull=False)
        .values_list(
            "office__grants__capability",
            "unit_id",
            "unit__path",
            "office__grants__reach",
            "office__code",
            "unit__name",
        )
    )
    grants = (
        Grant(capability, unit_id, path, reach == "below", office, name)
        for capability, unit_id, path, reach, office, name in rows
    )
    return Scope(person.pk, grants, member=True)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows that belong to a unit. A subclass sets ``unit_lookup``: the way to the unit, two underscores behind it."""

    unit_lookup = "unit__"

    def visible_to(self, scope: Scope, capability: str) -> Self:
        """Return the rows of units in which the scope has the capability."""
        return self.filter(scope.condition(capability, self.unit_lookup))


def visible_or_404(rows: Any, scope: Scope, capability: str, **lookup: Any) -> Any:
    """Return the one row that matches and that the scope may see with the capability, else raise Http404.

    ``rows`` is a scoped manager or queryset. What one may not see and what does not exist look the same.
    """
    try:
        return rows.visible_to(scope, capability).get(**lookup)
    except rows.model.DoesNotExist as missing:
        raise Http404 from missing
