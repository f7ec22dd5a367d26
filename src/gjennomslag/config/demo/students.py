"""Where the invented party's members study, and which of its student branches are there for them."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from gjennomslag.config.demo.offices import HOME_COUNTY
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries.institutions import places_on
from gjennomslag.organisation.services.student_branches import serve_institution

# The others have none, so that there is something to found.
SERVED: Mapping[str, Sequence[str]] = {
    "studentlaget-i-oslo": ("uio", "oslomet", "khio"),
    "studentlaget-i-stavanger": ("uis",),
    "studentlaget-i-bodo": ("nord",),
    "studentlaget-pa-as": ("nmbu",),
    "studentlaget-i-innlandet": ("inn",),
    "studentlaget-i-agder": ("uia",),
    "studentlaget-i-bergen": ("uib", "hvl", "nhh"),
    "studentlaget-i-trondheim": ("ntnu", "dmmh"),
    "studentlaget-i-tromso": ("uit",),
}
_YOUNG = range(19, 29)
_HAVE_SAID = 0.3


def let_members_study(
    units: Mapping[str, Unit],
    members: Mapping[str, Sequence[Person]],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> None:
    """Tie the student branches to where they are, and let their members and some young ones study in their county.

    ``steady`` ones are there for all places in the county; in the home county there is something left to found.
    """
    in_county: dict[str, list[str]] = {}
    for place in places_on(today):
        if place.county is not None:
            in_county.setdefault(place.county.path, []).append(place.institution.code)
    for code, institutions in SERVED.items():
        branch = units[code]
        county = branch.path[: Unit.steplen * 2]
        everywhere = code in steady and county != units[HOME_COUNTY].path
        for institution in in_county[county] if everywhere else institutions:
            serve_institution(branch=branch, institution=institution, since=branch.valid_from, by=None)
    studying: dict[str, list[int]] = {}
    for code, people in members.items():
        unit = units[code]
        choices = SERVED.get(code) or in_county.get(unit.path[: Unit.steplen * 2], [])
        for person in people if choices else ():
            young = person.birth_year is not None and today.year - person.birth_year in _YOUNG
            if unit.kind == UnitKind.STUDENT or (young and chance.random() < _HAVE_SAID):
                studying.setdefault(chance.choice(choices), []).append(person.pk)
    for institution, ids in studying.items():
        Person.objects.filter(pk__in=ids).update(studies_at=institution)
