"""The pages of segments, as Turid, Oda and Jens use them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gjennomslag.messaging.models import Segment
from gjennomslag.messaging.queries import segments_for
from gjennomslag.messaging.services import save_segment
from gjennomslag.messaging.views import segments as segment_views
from gjennomslag.organisation.models import AccessRecord, Person
from gjennomslag.organisation.rules import statutes
from gjennomslag.organisation.services import join_unit
from tests.party import START, Party


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    client.force_login(party.turid)
    return client


def save(party: Party, name: str = "Nye", **definition: object) -> Segment:
    return save_segment(unit=party.branch, name=name, definition=definition, below=False, by=party.turid)


def test_a_segment_is_made_and_shown(turid: Client, party: Party) -> None:
    Person.objects.filter(pk=party.member.pk).update(involvement="active")
    address = reverse("messaging:new_segment", args=["lillevik"])
    answer = turid.post(address, {"name": " Aktive ", "involvement": ["active"], "joined_within": ""}, follow=True)
    made = Segment.objects.get()
    assert (made.name, made.definition, made.changed_by) == ("Aktive", {"involvement": ["active"]}, party.turid)
    assert answer.redirect_chain == [(reverse("messaging:segment", args=["lillevik", made.pk]), 302)]
    assert answer.context["count"] == 1


def test_the_count_follows_what_is_ticked(turid: Client, party: Party) -> None:
    address = reverse("messaging:count_segment", args=["lillevik"])
    assert turid.post(address, {"offices": ["chair"]}).context["count"] == 1
    assert turid.post(address, {}).context["count"] == 4
    assert turid.post(address, {"offices": ["no-such-office"]}).status_code == 404


def test_two_segments_of_a_unit_cannot_have_one_name(turid: Client, party: Party) -> None:
    save(party, "Nye")
    answer = turid.post(reverse("messaging:new_segment", args=["lillevik"]), {"name": "nye"})
    assert (answer.status_code, Segment.objects.count()) == (422, 1)
    assert answer.context["form"].errors == {"name": ["En annen målgruppe har dette navnet. Velg et annet."]}


def test_a_segment_is_changed_and_deleted(turid: Client, party: Party) -> None:
    made = save(party)
    turid.post(reverse("messaging:change_segment", args=["lillevik", made.pk]), {"name": "Nye", "joined_within": "30"})
    made.refresh_from_db()
    assert made.definition == {"joined_within": 30}
    turid.post(reverse("messaging:delete_segment", args=["lillevik", made.pk]))
    assert list(Segment.objects.all()) == []


def test_a_shared_segment_from_above_shows_ones_own_members_and_cannot_be_changed(turid: Client, party: Party) -> None:
    shared = save_segment(unit=party.county, name="Alle", definition={}, below=True, by=party.oda)
    kept = save_segment(unit=party.county, name="Bare fylket", definition={}, below=False, by=party.oda)
    assert list(segments_for(party.branch)) == [shared]
    assert turid.get(reverse("messaging:segment", args=["lillevik", shared.pk])).context["count"] == 4
    assert turid.get(reverse("messaging:segment", args=["lillevik", kept.pk])).status_code == 404
    for name in ("change_segment", "delete_segment"):
        assert turid.post(reverse(f"messaging:{name}", args=["lillevik", shared.pk])).status_code == 404


def test_a_county_sees_where_they_belong(client: Client, party: Party) -> None:
    shared = save_segment(unit=party.county, name="Alle", definition={}, below=True, by=party.oda)
    client.force_login(party.oda)
    shares = client.get(reverse("messaging:segment", args=["fjordland", shared.pk])).context["shares"]
    assert [(share.unit.code, share.people) for share in shares] == [("lillevik", 4), ("storvik", 1)]
    join_unit(person=party.oda, unit=party.county, on=START, by=None)
    shares = client.get(reverse("messaging:segment", args=["fjordland", shared.pk])).context["shares"]
    assert [(share.unit.code, share.people) for share in shares] == [("lillevik", 4), ("fjordland", 1), ("storvik", 1)]


def test_a_stranger_gets_nowhere_near(client: Client, party: Party) -> None:
    made = save(party)
    client.force_login(party.jens)
    assert client.get(reverse("messaging:segment", args=["lillevik", made.pk])).status_code == 404
    assert client.get(reverse("messaging:segment", args=["storvik", made.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    number: int, turid: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        save(party, f"Utvalg {each}", offices=["chair"])
    with django_assert_num_queries(7):
        turid.get(reverse("messaging:segments", args=["lillevik"]))


def test_who_is_in_a_segment_is_shown_for_a_purpose_and_noted(turid: Client, party: Party) -> None:
    address = reverse("messaging:segment_people", args=["lillevik", save(party, "Alle").pk])
    assert "Mona" not in turid.get(address).content.decode()
    assert turid.post(address, {}).status_code == 422
    assert not AccessRecord.objects.exists()
    answer = turid.post(address, {"purpose": "call"})
    assert "Mona" in answer.content.decode()
    read = AccessRecord.objects.get()
    assert (read.reader, read.kind, read.purpose, read.number) == (party.turid, "list", "call", 3)
    sheet = turid.post(address, {"purpose": "invite", "sheet": "1"})
    assert sheet["Content-Disposition"].startswith("attachment")
    assert list(AccessRecord.objects.order_by("pk").values_list("kind", flat=True)) == ["list", "export"]


def test_nobody_sees_a_longer_list_than_they_may_take_out(
    turid: Client, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("messaging:segment_people", args=["lillevik", save(party, "Alle").pk])
    monkeypatch.setattr(segment_views, "statutes", lambda: replace(statutes(), alone_at_most=3))
    answer = turid.post(address, {"purpose": "call"})
    assert "Mona" not in answer.content.decode()
    assert not AccessRecord.objects.exists()
