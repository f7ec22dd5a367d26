"""What is added up at night, and which units are asked and counted."""

from __future__ import annotations

from datetime import date

from gjennomslag.canvass.models import DayCount
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Number
from gjennomslag.plan.measuring import Measurements, Tree
from gjennomslag.plan.models import Tally
from gjennomslag.plan.queries.standing import standing_of
from gjennomslag.plan.services.readings import read_plan
from tests.canvass.street import make_drive
from tests.party import Party
from tests.plan.making import make_small_plan


def test_nothing_is_kept_for_units_without_any_below(party: Party) -> None:
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=date(2026, 3, 1))
    assert {tally.unit_id for tally in Tally.objects.all()} == {party.country.pk, party.county.pk}


def test_what_a_unit_did_before_it_ended_still_counts_above_it(party: Party) -> None:
    plan = make_small_plan(party.country)
    DayCount.objects.create(drive=make_drive(party.sibling), unit=party.sibling, day=date(2026, 2, 1), conversations=5)
    read_plan(plan=plan, on=date(2026, 3, 1))
    Unit.objects.filter(pk=party.sibling.pk).update(valid_until=date(2026, 3, 31))
    read_plan(plan=plan, on=date(2026, 4, 15))
    ended = Unit.objects.get(pk=party.sibling.pk)
    assert standing_of(plan, ended, date(2026, 4, 15), begun=True) == []
    before = standing_of(plan, ended, date(2026, 3, 1), begun=True)
    assert (before[0].value, before[0].status) == (5, Status.MET)
    tree = Tree(date(2026, 4, 15))
    number = Number("canvass.conversations")
    held = Measurements(tree).of(number, date(2026, 1, 1), date(2026, 4, 15), below=True)
    assert held[tree.places_of([party.county.pk, party.country.pk])].tolist() == [5, 5]


def test_a_unit_is_not_asked_for_windows_before_it_was_there(party: Party) -> None:
    plan = make_small_plan(party.country)
    Unit.objects.filter(pk=party.branch.pk).update(valid_from=date(2026, 8, 1))
    read_plan(plan=plan, on=date(2026, 9, 1))
    rows = standing_of(plan, Unit.objects.get(pk=party.branch.pk), date(2026, 9, 1), begun=True)
    assert {row.obligation.first_day for row in rows} == {date(2026, 7, 1)}
