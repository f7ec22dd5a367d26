"""Contact with units and help to them, from the services to the pages and the numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gjennomslag.core import clock
from gjennomslag.core.indicators import Period, published
from gjennomslag.followup.choices import Asker, Matter, Occasion, Outcome, Topic, Way
from gjennomslag.followup.jobs import tell_of_help
from gjennomslag.followup.models import AssistanceRequest, UnitContact
from gjennomslag.followup.queries import last_contacts_in_words, units_followed_by
from gjennomslag.followup.rules import speaks_from
from gjennomslag.followup.services import (
    Contact,
    NotAboveError,
    SettledError,
    answer_help,
    ask_for_help,
    log_unit_contact,
    offer_help,
    pass_on_help,
    settle_help,
    withdraw_contact,
)
from gjennomslag.organisation.scope import scope_of
from tests.party import Party

TODAY = date(2026, 5, 20)
SPRING = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def numbers(key: str, **parameters: str) -> dict[int, float]:
    indicator = published(key)
    assert indicator is not None
    return dict(indicator.measure(SPRING, **parameters))


def talk(party: Party, day: date = TODAY, **values: Any) -> UnitContact:
    """Log that the county called the branch about its politics."""
    contact = Contact(day, **({"way": Way.CALL, "topics": [Topic.POLITICAL]} | values))
    return log_unit_contact(unit=party.branch, made_by=party.county.pk, contact=contact, on=TODAY, by=party.oda)


def test_contact_counts_for_the_unit_that_was_contacted_until_it_is_taken_back(party: Party) -> None:
    contact = talk(party)
    talk(party, topics=[Topic.ORGANISATIONAL, Topic.WORK_PLAN])
    assert numbers("followup.contacts", topic="political") == {party.branch.pk: 1}
    assert numbers("followup.contacts") == {party.branch.pk: 2}
    withdraw_contact(contact=contact, on=TODAY, by=party.oda)
    assert numbers("followup.contacts", topic="political") == {}


def test_visits_from_head_office_are_counted_by_occasion_and_by_who_came(party: Party) -> None:
    def visit(day: date, made_by: int, **values: Any) -> None:
        contact = Contact(day, Way.VISIT, [Topic.POLITICAL], **values)
        log_unit_contact(unit=party.county, made_by=made_by, contact=contact, on=TODAY, by=party.secretary)

    visit(date(2026, 2, 7), party.country.pk, occasion=Occasion.ANNUAL_MEETING, regional_team=True)
    visit(date(2026, 4, 7), party.country.pk)
    assert numbers("followup.central_visits", occasion="annual_meeting", by="regional_team") == {party.county.pk: 1}
    assert numbers("followup.central_visits", occasion="other_day", by="regional_team") == {}
    assert numbers("followup.central_visits") == {party.county.pk: 2}
    talk(party, way=Way.VISIT)
    assert numbers("followup.central_visits") == {party.county.pk: 2}


def test_guidance_counts_for_the_unit_that_gives_it(party: Party) -> None:
    talk(party, way=Way.GUIDANCE, topics=[Topic.WORK_PLAN])
    assert numbers("followup.guidance_sessions", topic="work_plan") == {party.county.pk: 1}
    assert numbers("followup.guidance_sessions", topic="mobilise") == {}
    offer_help(unit=party.branch, made_by=party.county.pk, topic=Topic.WORK_PLAN, text="Vi", on=TODAY, by=party.oda)
    assert numbers("followup.guidance_offers", topic="work_plan") == {party.county.pk: 1}


@pytest.mark.parametrize(("answered", "in_time"), [(date(2026, 5, 15), 1), (date(2026, 5, 16), 0)])
def test_an_answer_is_in_time_on_the_last_day(party: Party, answered: date, in_time: int) -> None:
    asked = ask_for_help(unit=party.branch, topic=Topic.TRAINING, text="Kurs", on=date(2026, 5, 1), by=party.turid)
    answer_help(request=asked, text="Ja", on=answered, by=party.oda)
    answer_help(request=asked, text="Ja, på tirsdag", on=TODAY, by=party.oda)
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_on) == ("Ja, på tirsdag", answered)
    expected = {party.county.pk: 1} if in_time else {}
    assert numbers("followup.requests_answered", asker="branch", days="14") == expected
    assert numbers("followup.requests", asker="branch") == {party.county.pk: 1}
    assert numbers("followup.requests", asker="representative") == {}


def test_help_to_a_representative_is_passed_on_and_settled_once(party: Party) -> None:
    asked = ask_for_help(
        unit=party.branch,
        topic=Topic.POLITICAL,
        text="Skyss",
        on=TODAY,
        by=party.turid,
        asker=Asker.REPRESENTATIVE,
        matter=Matter.NATIONAL,
    )
    assert pass_on_help(request=asked, on=TODAY, by=party.oda) == party.country
    with pytest.raises(NotAboveError):
        pass_on_help(request=asked, on=TODAY, by=party.secretary)
    settle_help(request=asked, outcome=Outcome.HELPED, on=TODAY, by=party.secretary)
    with pytest.raises(SettledError):
        settle_help(request=asked, outcome=Outcome.NOT_NEEDED, on=TODAY, by=party.turid)
    expected = {party.country.pk: 1}
    assert numbers("followup.requests_answered", asker="representative", matter="national", days="14") == expected
    assert numbers("followup.help_to_representatives") == expected
    jobs = ProcrastinateJob.objects.filter(task_name="followup.tell_of_help")
    assert [job.args for job in jobs] == [{"request_id": asked.pk}] * 2


def test_those_who_can_help_are_told_without_what_was_written(party: Party) -> None:
    asked = ask_for_help(unit=party.branch, topic=Topic.TRAINING, text="Hemmelig", on=TODAY, by=party.turid)
    tell_of_help(request_id=asked.pk)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["oda.østby@example.org"], "Lillevik ber om hjelp")
    ]
    assert "Hemmelig" not in mail.outbox[0].body
    assert mail.outbox[0].body.rstrip().endswith("/units/lillevik/follow-up/")
    settle_help(request=asked, outcome=Outcome.NOT_NEEDED, on=TODAY, by=party.turid)
    tell_of_help(request_id=asked.pk)
    assert len(mail.outbox) == 1


def test_an_offer_is_told_to_those_who_lead_the_unit(party: Party) -> None:
    made = offer_help(
        unit=party.branch, made_by=party.county.pk, topic=Topic.TRAINING, text="Vi", on=TODAY, by=party.oda
    )
    tell_of_help(request_id=made.pk)
    assert [letter.to for letter in mail.outbox] == [["turid.aasen@example.org"]]


def test_nobody_follows_up_their_own_unit(party: Party) -> None:
    assert speaks_from(scope_of(party.oda), party.branch) == party.county.pk
    assert speaks_from(scope_of(party.turid), party.branch) is None
    assert speaks_from(scope_of(party.turid), party.group) == party.branch.pk
    asked = ask_for_help(unit=party.branch, topic=Topic.TRAINING, text="Kurs", on=TODAY, by=party.turid)
    turid = client_of(party.turid)
    answer = turid.post(reverse("followup:answer", args=["lillevik", asked.pk]), {"text": "Selv"})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.answered_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitContact.objects.create(
            unit=party.branch, made_by=party.branch, day=TODAY, way="call", topics=[], logged_on=TODAY
        )


def test_the_county_logs_a_contact_and_sees_who_has_heard_nothing(party: Party) -> None:
    oda = client_of(party.oda)
    address = reverse("followup:contact", args=["lillevik"])
    assert b'name="regional_team"' not in oda.get(address).content
    form = {"day": "2026-05-21", "way": "visit", "topics": ["political"], "occasion": "", "note": ""}
    faulty = oda.post(address, form)
    assert (faulty.status_code, UnitContact.objects.count()) == (422, 0)
    assert oda.post(address, form | {"day": "2026-05-19", "occasion": "other_day"}).status_code == 302
    found = UnitContact.objects.get()
    assert (found.unit, found.made_by, found.occasion, found.logged_by) == (
        party.branch,
        party.county,
        "other_day",
        party.oda,
    )
    rows = [(row.unit.code, row.last, row.contacts) for row in units_followed_by(party.county, TODAY)]
    assert rows == [("storvik", None, 0), ("lillevik", date(2026, 5, 19), 1)]
    page = oda.get(reverse("followup:unit", args=["fjordland"])).content.decode()
    assert page.index("Storvik") < page.index("19. mai 2026")
    assert last_contacts_in_words([party.branch.pk, party.sibling.pk]) == {party.branch.pk: "19. mai 2026"}
    assert oda.post(reverse("followup:withdraw", args=["lillevik", found.pk])).status_code == 302
    ours = client_of(party.turid).get(reverse("followup:unit", args=["lillevik"])).content.decode()
    assert "Ingen har notert kontakt med oss ennå" in ours


def test_a_branch_asks_and_the_county_answers(party: Party) -> None:
    turid, oda = client_of(party.turid), client_of(party.oda)
    form = {"topic": "training", "text": "Kurs i dørbanking", "matter": ""}
    assert turid.post(reverse("followup:ask", args=["lillevik"]), form).status_code == 302
    asked = AssistanceRequest.objects.get()
    assert "Kurs i dørbanking" in oda.get(reverse("followup:unit", args=["fjordland"])).content.decode()
    oda.post(reverse("followup:answer", args=["lillevik", asked.pk]), {"text": "Vi kommer"})
    assert "Vi kommer" in turid.get(reverse("followup:unit", args=["lillevik"])).content.decode()
    assert turid.get(reverse("followup:reply", args=["lillevik", asked.pk])).status_code == 404
    turid.post(reverse("followup:settle", args=["lillevik", asked.pk]), {"outcome": "helped"})
    asked.refresh_from_db()
    assert (asked.outcome, asked.settled_by, asked.answered_by) == ("helped", party.turid, party.oda)
    assert client_of(party.jens).get(reverse("followup:settle", args=["storvik", asked.pk])).status_code == 404


def test_the_same_queries_however_many_units(party: Party, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        assert len(units_followed_by(party.country, TODAY)) == 2
    talk(party)
    with django_assert_num_queries(4):
        assert len(units_followed_by(party.county, TODAY)) == 2
