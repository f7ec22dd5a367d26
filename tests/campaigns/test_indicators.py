"""Campaigns and breakthroughs as numbers, by exactly the names that plans use."""

from __future__ import annotations

from datetime import date, timedelta

from gjennomslag.campaigns.choices import CampaignKind
from gjennomslag.campaigns.services.campaigns import call_off
from gjennomslag.core.indicators import Period, published
from gjennomslag.messaging.choices import LetterKind, LetterState
from gjennomslag.messaging.models import Letter
from gjennomslag.plan.catalogue import catalogue
from tests.campaigns.planning import FIRST, LAST, plan, win
from tests.messaging.writing import write
from tests.party import Party


def measured(key: str, **parameters: str) -> dict[int, float]:
    indicator = published(key)
    assert indicator is not None
    assert set(parameters) <= indicator.parameters
    return dict(indicator.measure(Period(FIRST, LAST), **parameters))


def test_all_that_plans_may_name_is_published() -> None:
    names = {key: name.parameters for key, name in catalogue().indicators.items() if key.startswith("campaigns.")}
    found = {key: published(key) for key in names}
    assert {key: each.parameters for key, each in found.items() if each} == names


def test_breakthroughs_are_counted_by_outcome_and_by_what_the_organisation_did(party: Party) -> None:
    win(party, contribution="Vi banket på dører")
    win(party, outcome="partly")
    win(party, outcome="lost")
    win(party, won_on=date(2025, 1, 1))
    branch = party.branch.pk
    assert measured("campaigns.breakthroughs") == {branch: 2}
    assert measured("campaigns.breakthroughs", outcome="won") == {branch: 1}
    assert measured("campaigns.breakthroughs", contribution="organisation") == {branch: 1}
    indicator = published("campaigns.breakthroughs")
    assert indicator is not None
    assert indicator.examples is not None
    assert len(indicator.examples(Period(FIRST, LAST), [branch])) == 3


def test_campaigns_are_counted_by_theme_region_and_when_the_goal_was_set(party: Party) -> None:
    plan(party, theme="green", region="northern")
    plan(party, "For sent", on=FIRST + timedelta(days=1))
    plan(party, "Uten mål", wanted="")
    plan(party, "Sentral", unit=party.country, by=party.secretary, contributors=["mayors"])
    branch, country = party.branch.pk, party.country.pk
    assert measured("campaigns.started") == {branch: 3, country: 1}
    assert measured("campaigns.started", goal="set_before_start") == {branch: 1, country: 1}
    assert measured("campaigns.started", region="northern") == {branch: 1}
    assert measured("campaigns.started", contributor="mayors") == {country: 1}
    assert measured("campaigns.tagged", theme="any") == {branch: 1}
    assert measured("campaigns.tagged", theme="equality") == {}


def test_a_campaign_that_was_called_off_by_its_first_day_never_began(party: Party) -> None:
    for on in (FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=1)):
        call_off(campaign=plan(party, f"Avlyst {on}"), by=party.turid, on=on)
    elections = {"kind": CampaignKind.ELECTION_PLAN, "election": 2027}
    call_off(campaign=plan(party, "Valgplan", **elections), by=party.turid, on=LAST)
    assert measured("campaigns.started") == {party.branch.pk: 1}
    assert measured("campaigns.election_plans_published") == {}


def test_local_campaigns_have_a_contact_and_major_events_a_letter(party: Party) -> None:
    plan(party, central_contact=party.secretary)
    plan(party, "Uten kontakt")
    letter = write(party, kind=LetterKind.CALL_TO_HELP)
    plan(party, "Budsjett", unit=party.country, by=party.secretary, major_event=True, call_letter=letter)
    branch, country = party.branch.pk, party.country.pk
    assert measured("campaigns.local_started") == {branch: 2}
    assert measured("campaigns.local_supported") == {branch: 1}
    assert (measured("campaigns.major_events"), measured("campaigns.major_events_with_call")) == ({country: 1}, {})
    Letter.objects.update(state=LetterState.SENT, send_at="2026-03-02T12:00Z")
    assert measured("campaigns.major_events_with_call") == {country: 1}


def test_an_election_plan_is_no_campaign_and_names_its_election(party: Party) -> None:
    plan(party, kind=CampaignKind.ELECTION_PLAN, election=2029, unit=party.country, by=party.secretary)
    assert measured("campaigns.started") == {}
    assert measured("campaigns.election_plans_published", election="2029") == {party.country.pk: 1}
    assert measured("campaigns.election_plans_published", election="2027") == {}
