"""A branch always has the next activity: it is told when it has none, once, with what suits it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.choices import ActivityKind, Invited
from gjennomslag.activities.gap_letters import tell_of_gaps
from gjennomslag.activities.models import Activity, NothingPlanned
from gjennomslag.activities.queries.gaps import rows_below, suggestions_for
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.organisation.models import Person
from tests.activities.making import make_activity
from tests.canvass.street import make_drive
from tests.canvass.views.test_shifts import make_shift
from tests.party import Party

TODAY = timezone.localdate()


def tell(days: int = 0) -> list[str]:
    """Look for gaps so many days from now, and return who was written to."""
    mail.outbox.clear()
    tell_of_gaps(day=TODAY + timedelta(days=days), now=timezone.now() + timedelta(days=days))
    return sorted(address for each in mail.outbox for address in each.to)


def test_leaders_are_told_on_the_day_and_again_only_after_something_was_planned(party: Party) -> None:
    install_templates(by=None)
    activity = make_activity(party.branch, hours=30)
    make_activity(party.branch, hours=24 * 9, invited=Invited.OFFICERS)
    assert tell() == ["jens.berg@example.org"]
    assert (tell(), tell(2), tell(3)) == ([], ["turid.aasen@example.org"], [])
    begins = timezone.now() + timedelta(days=6)
    Activity.objects.filter(pk=activity.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    assert (tell(4), tell(8)) == ([], ["turid.aasen@example.org"])
    body = str(mail.outbox[0].body)
    assert (body.count("/activities/new/"), "Lillevik har ingen aktivitet" in body) == (4, True)


def test_a_shift_at_the_doors_counts_as_the_next_activity(party: Party) -> None:
    make_shift(make_drive(party.branch))
    assert tell() == ["jens.berg@example.org"]
    assert [row.unit for row in rows_below(party.county, timezone.now())] == [party.sibling, party.branch]


def test_suggestions_follow_what_members_said_and_what_was_not_held_lately(party: Party) -> None:
    install_templates(by=None)
    codes = [each.code for each in suggestions_for(party.branch, timezone.now())]
    assert codes == ["stall", "listening-stall", "leafleting"]
    Person.objects.filter(pk=party.member.pk).update(interests=["leaflets"])
    make_activity(party.branch, hours=-48, kind=ActivityKind.STALL)
    codes = [each.code for each in suggestions_for(party.branch, timezone.now())]
    assert codes == ["leafleting", "listening-stall", "member-meeting"]


def test_the_county_sees_which_branches_have_none(party: Party) -> None:
    make_activity(party.sibling)
    tell()
    client = Client()
    client.force_login(party.oda)
    page = client.get(reverse("activities:below", args=["fjordland"]))
    rows = [(row.unit, row.begins is None, row.last_held) for row in page.context["page"]]
    assert rows == [(party.branch, True, None), (party.sibling, False, None)]
    assert page.context["empty"] == 1
    assert "Ingenting holdt det siste året" in page.content.decode()
    assert NothingPlanned.objects.get().unit == party.branch
    # The day on which the gap was noted says nothing about when something was last held.
    for days in (80, 90):
        make_activity(party.branch, hours=-24 * days)
    (row, _planned) = client.get(reverse("activities:below", args=["fjordland"])).context["page"]
    assert row.last_held == TODAY - timedelta(days=80)


@pytest.mark.parametrize("planned", [False, True])
def test_the_leader_sees_suggestions_only_where_nothing_is_planned(party: Party, planned: bool) -> None:
    install_templates(by=None)
    if planned:
        make_activity(party.branch)
    client = Client()
    client.force_login(party.turid)
    page = client.get(reverse("activities:in_unit", args=["lillevik"]))
    assert len(page.context["suggested"]) == (0 if planned else 3)
