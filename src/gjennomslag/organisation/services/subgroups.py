"""Forming sub-groups of a branch that has become too large to follow up its members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.text import slugify

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.services.units import found_unit


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
            kind=UnitKind.SUB_GROUP, code=_free_code(branch, name), name=name, parent=parent, valid_from=on, by=by
        )
        rows = Membership.objects.filter(
            running_on(on), unit=branch, primary=True, person__postal_code__in=postal_codes, ended_on__isnull=True
        )
        Membership.objects.bulk_create(
            Membership(person_id=person, unit=group, joined_on=on, member_since=min(since, on), primary=False)
            for person, since in rows.values_list("person_id", "member_since")
        )
    return group


def _free_code(branch: Unit, name: str) -> str:
    plain = slugify(name.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a"))[:24] or "gruppe"
    base = f"{branch.code[:14]}-{plain}"
    taken = set(Unit.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 2
    code = base
    while code in taken:
        code = f"{base}-{number}"
        number += 1
    return code
