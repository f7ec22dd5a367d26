"""Forming sub-groups of a branch that has become too large to follow up its members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.services.units import found_unit, free_code


def form_subgroup(*, branch: Unit, name: str, postal_codes: Collection[str], on: date, by: Person) -> Unit:
    """Form a sub-group of the branch's members who live there, and return it.

    They stay members of the branch, which goes on counting them, and get the sub-group beside it. Whoever runs the
    sub-group is chosen afterwards. Raises ``ValueError`` for a unit that is no branch.
    """
    if branch.kind != UnitKind.LOCAL:
        raise ValueError(f"{branch.code} is no branch")
    with writing(by=by, why="sub-group formed"):
        parent = Unit.objects.get(pk=branch.pk)
        group = found_unit(
            kind=UnitKind.SUB_GROUP,
            code=free_code(above=branch, name=name),
            name=name,
            parent=parent,
            valid_from=on,
            by=by,
        )
        rows = Membership.objects.filter(
            running_on(on), unit=branch, primary=True, person__postal_code__in=postal_codes, ended_on__isnull=True
        )
        Membership.objects.bulk_create(
            Membership(person_id=person, unit=group, joined_on=on, member_since=min(since, on), primary=False)
            for person, since in rows.values_list("person_id", "member_since")
        )
    return group
