"""Whom a rule binds: which kinds of unit answer for it."""

from __future__ import annotations

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Every,
    Form,
    InPeriod,
    Once,
    PerYear,
)
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.document import EVERY_LEVEL, Item
from gjennomslag.plan.evidence import Number
from gjennomslag.plan.grammar import Subject

_BY_SUBJECT = {
    Subject.PARTY: (UnitKind.NATIONAL,),
    Subject.COUNTY: (UnitKind.COUNTY,),
    Subject.INSTITUTION: (UnitKind.COUNTY,),
    Subject.COUNTY_BOARD_MEMBER: (UnitKind.COUNTY,),
    Subject.BRANCH: (UnitKind.LOCAL,),
    Subject.BRANCH_WITH_REPRESENTATIVES: (UnitKind.LOCAL,),
    Subject.MUNICIPALITY: (UnitKind.LOCAL,),
    Subject.COMMITTEE: (UnitKind.NATIONAL,),
    Subject.MEMBER_OF_PARLIAMENT: (UnitKind.NATIONAL,),
    Subject.TOP_CANDIDATE: (UnitKind.NATIONAL,),
}
_BY_LEVEL = {
    "central": UnitKind.NATIONAL,
    "county": UnitKind.COUNTY,
    "local": UnitKind.LOCAL,
    "elected": UnitKind.NATIONAL,
}
COUNTING = (Always, Anchored, Between, Every, InPeriod, Once, PerYear)


def kinds_bound(subject: Subject, item: Item) -> tuple[UnitKind, ...]:
    """Return the kinds of unit that answer for a rule about the subject.

    Rules about people are answered for by the units on the item's levels, each for its own people.
    """
    if subject in _BY_SUBJECT:
        return _BY_SUBJECT[subject]
    if EVERY_LEVEL in item.levels:
        return (UnitKind.NATIONAL, UnitKind.COUNTY, UnitKind.LOCAL)
    kinds = dict.fromkeys(_BY_LEVEL.get(level, UnitKind.NATIONAL) for level in item.levels)
    return tuple(kinds)


def counts_below(form: Form, number: Number) -> bool:
    """Whether a unit's number takes in what the units below it have done.

    Shares, trends, targets and standing items take in everything below. Acts that are due of a unit are its own,
    unless the catalogue says that the number counts below as well.
    """
    return not isinstance(form, COUNTING) or catalogue().indicators[number.key].below
