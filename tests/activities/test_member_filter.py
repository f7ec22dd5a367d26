"""Choosing members by what they have come to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from gjennomslag.activities.models import Activity, Registration
from gjennomslag.core import clock
from gjennomslag.messaging.queries import people_in
from gjennomslag.organisation.scope import scope_of
from tests.activities.making import come, make_activity
from tests.party import Party


@pytest.mark.parametrize(
    ("ticked", "found"),
    [
        (["came-3"], {"Turid"}),
        (["came-12"], {"Turid", "Mona"}),
        (["absent-12"], {"Oda", "Partisekretær"}),
        (["coming"], {"Oda"}),
        (["came-3", "coming"], {"Turid", "Oda"}),
    ],
)
def test_taking_part(party: Party, ticked: list[str], found: set[str]) -> None:
    for person, days in ((party.turid, 20), (party.member, 200), (party.oda, 400)):
        held = make_activity(party.branch)
        registration = come(held, person)
        over = timezone.now() - timedelta(days=days)
        Activity.objects.filter(pk=held.pk).update(starts_at=over - timedelta(hours=2), ends_at=over)
        Registration.objects.filter(pk=registration.pk).update(came=True)
    come(make_activity(party.branch), party.oda)
    people = people_in({"activity": ticked}, unit=party.branch, scope=scope_of(party.turid), day=clock.today())
    assert {each.first_name for each in people} == found
