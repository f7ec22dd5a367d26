"""The invented party's committees: at the top, and election committees where somebody has seen to it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from gjennomslag.organisation.choices import CommitteeKind, UnitKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.services.committees import Written, set_up_committee

_AT_THE_TOP: Sequence[tuple[str, CommitteeKind, str]] = (
    ("Klima- og miljøutvalget", CommitteeKind.POLICY, "Lager forslag til politikk, og kurs om klima og natur."),
    ("Skole- og utdanningsutvalget", CommitteeKind.POLICY, "Lager forslag til politikk, og kurs for folkevalgte."),
    (
        "Helse- og velferdsutvalget",
        CommitteeKind.POLICY,
        "Følger velferden i kommunene, og hjelper folkevalgte med svar.",
    ),
    ("Arbeidslivsutvalget", CommitteeKind.POLICY, "Holder kontakt med fagbevegelsen."),
    ("Internasjonalt utvalg", CommitteeKind.POLICY, "Lager forslag til politikk om fred, handel og solidaritet."),
    ("Valgkomiteen", CommitteeKind.ELECTION, "Finner folk til landsstyret før landsmøtet."),
    ("Kontrollkomiteen", CommitteeKind.CONTROL, "Ser til at vedtekter og vedtak blir fulgt."),
)
_FINDS_PEOPLE = "Finner folk til vervene før årsmøtet."
_COUNTIES, _BRANCHES = 0.75, 0.4


def set_up_committees(
    units: Mapping[str, Unit], members: Mapping[str, Sequence[Person]], today: date, chance: random.Random, *, home: str
) -> None:
    """Let the country have its committees, and most counties and some branches an election committee."""
    everyone = [person for people in members.values() for person in people[::40]]
    since = date(today.year - 1, 4, 1)
    for number, (name, kind, task) in enumerate(_AT_THE_TOP):
        people = chance.sample(everyone, 6)
        # One of them has lost its leader, so that there is something to put right.
        leader = None if number == 4 else people[0]
        _set_up(units["landet"], Written(name, kind, task, since, leader, people[1:]))
    for code, unit in units.items():
        often = {UnitKind.COUNTY: _COUNTIES, UnitKind.LOCAL: _BRANCHES}.get(UnitKind(unit.kind), 0.0)
        if code == home or chance.random() < often:
            near = [each for other, them in members.items() if units[other].path.startswith(unit.path) for each in them]
            people = chance.sample(near, min(3, len(near)))
            if people:
                written = Written("Valgkomiteen", CommitteeKind.ELECTION, _FINDS_PEOPLE, since, people[0], people[1:])
                _set_up(unit, written)


def _set_up(unit: Unit, written: Written) -> None:
    first = max(written.valid_from, unit.valid_from)
    set_up_committee(
        unit=unit,
        written=Written(written.name, written.kind, written.task, first, written.leader, written.people),
        by=None,
    )
