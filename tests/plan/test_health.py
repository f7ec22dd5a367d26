from __future__ import annotations

from datetime import date

from gjennomslag.canvass.models import DayCount
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.models import Membership, OfficeHolding
from gjennomslag.plan.health import health_behind, organisation_health
from tests.canvass.street import make_drive
from tests.party import Party

DAY = date(2026, 6, 30)
HALF_YEAR = Period(date(2026, 1, 1), DAY)


def knock(party: Party, day: date) -> None:
    DayCount.objects.create(drive=make_drive(party.branch), unit=party.branch, day=day, doors=4, conversations=2)


def test_each_sign_of_life_is_a_point(party: Party) -> None:
    assert organisation_health(HALF_YEAR) == {party.branch.pk: 2, party.sibling.pk: 2}
    knock(party, date(2025, 7, 1))  # a day at the doors is an activity too
    assert organisation_health(HALF_YEAR) == {party.branch.pk: 4, party.sibling.pk: 2}
    OfficeHolding.objects.filter(unit=party.sibling).update(valid_until=date(2026, 6, 29))
    assert organisation_health(HALF_YEAR) == {party.branch.pk: 4, party.sibling.pk: 1}
    assert [each.label for each in health_behind(HALF_YEAR, [party.branch.pk, party.sibling.pk, party.county.pk])] == [
        "Fjordland: 0 av 4 livstegn",
        "Storvik: 1 av 4 livstegn",
        "Lillevik: 4 av 4 livstegn",
    ]


def test_fewer_members_than_a_year_ago_and_talks_longer_ago_are_no_signs(party: Party) -> None:
    knock(party, date(2025, 6, 29))
    Membership.objects.filter(person=party.member).update(ended_on=date(2026, 2, 1), ended_why="resigned")
    assert organisation_health(HALF_YEAR) == {party.branch.pk: 1, party.sibling.pk: 2}


def test_a_leap_day_has_a_year_before_it(party: Party) -> None:
    assert organisation_health(Period(date(2028, 1, 1), date(2028, 2, 29)))[party.branch.pk] == 2
