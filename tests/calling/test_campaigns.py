"""Call campaigns: everyone once, nobody by two at a time or by two levels, nothing half written."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gjennomslag.calling.campaign_queries import (
    answers_in,
    calls_for_branches,
    coverage,
    evening_of,
    members_called,
    mobilisations,
    mobilisations_helped,
    progress_by_branch,
    progress_of,
)
from gjennomslag.calling.campaign_queue import let_go
from gjennomslag.calling.campaign_services import (
    Brief,
    CampaignTalk,
    add_caller,
    end_campaign,
    fill_open_campaigns,
    forget_campaigns,
    set_aside_in_open_campaigns,
    start_campaign,
    take_next_call,
    write_down_call,
)
from gjennomslag.calling.choices import Answer, CampaignTopic
from gjennomslag.calling.models import Campaign, CampaignCall, WelcomeCall
from gjennomslag.calling.services import Taken, Talk, take_next
from gjennomslag.calling.services import write_down as write_down_welcome
from gjennomslag.core import clock
from gjennomslag.core.indicators import Period
from gjennomslag.messaging.choices import Medium
from gjennomslag.messaging.models import Recipient
from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.models import AccessRecord, Consent, MemberContact, Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.organisation.services import transfer
from gjennomslag.organisation.services.words import install_words
from tests.calling.joining import newcomer, now
from tests.messaging.writing import write
from tests.party import Party, make_person

TODAY = clock.today()


def campaign_in(
    unit: Unit, by: Person, topic: CampaignTopic = CampaignTopic.DOOR_KNOCKING, **changes: object
) -> Campaign:
    """Start a campaign that asks whether people can knock on doors."""
    brief = Brief(
        title="Til dørene",
        topic=topic,
        definition={"reach": ["phone"]},
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=20),
        questions=["doors"],
        **changes,  # type: ignore[arg-type]
    )
    return start_campaign(unit=unit, brief=brief, scope=scope_of(by), by=by)


def members(number: int, unit: Unit, first: int = 0) -> list[Person]:
    """Make members of long standing with telephones."""
    return [newcomer(f"Medlem {first + each}", unit, days_ago=400) for each in range(number)]


def take(campaign: Campaign, caller: Person) -> CampaignCall | None:
    pk = take_next_call(campaign=campaign, caller=caller, now=now())
    return CampaignCall.objects.select_related("person").get(pk=pk) if pk else None


def call(campaign: Campaign, caller: Person, talk: CampaignTalk) -> Person:
    taken = take(campaign, caller)
    assert taken is not None
    write_down_call(call=taken, talk=talk, caller=caller, now=now())
    return taken.person


NO_ANSWER = CampaignTalk(ContactOutcome.NO_ANSWER)
TALKED = CampaignTalk(ContactOutcome.REACHED, answers={"doors": Answer.YES})


def test_everyone_is_called_once_and_what_they_can_help_with_is_noted(party: Party) -> None:
    install_words(by=None)
    members(2, party.branch)
    campaign = campaign_in(party.branch, party.turid)
    called = {call(campaign, party.turid, TALKED) for _ in range(2)}
    assert len(called) == 2
    assert take(campaign, party.turid) is None
    assert {tuple(person.interests) for person in Person.objects.filter(pk__in=[p.pk for p in called])} == {("doors",)}
    assert set(MemberContact.objects.values_list("about", "unit__code")) == {
        (f"door_knocking-{campaign.pk}", "lillevik")
    }
    assert AccessRecord.objects.filter(reader=party.turid, purpose="call").count() == 2
    progress = progress_of(campaign)
    assert (progress.people, progress.reached, progress.tried, progress.left) == (2, 2, 2, 0)
    assert [(word.code, yes, later) for word, yes, later in answers_in(campaign)] == [("doors", 2, 0)]
    assert (evening_of(campaign, now()).calls, evening_of(campaign, now()).reached) == (2, 2)


def test_two_callers_get_two_people_and_only_the_holder_writes(party: Party) -> None:
    members(2, party.branch)
    campaign = campaign_in(party.branch, party.turid)
    one, two = take(campaign, party.turid), take(campaign, party.secretary)
    assert one is not None
    assert two is not None
    assert one.person != two.person
    with pytest.raises(Taken):
        write_down_call(call=two, talk=TALKED, caller=party.turid, now=now())
    assert MemberContact.objects.count() == 0


def test_who_did_not_answer_is_tried_again_later_and_not_for_ever(party: Party) -> None:
    members(1, party.branch)
    campaign = campaign_in(party.branch, party.turid, attempts=2)
    call(campaign, party.turid, NO_ANSWER)
    assert take(campaign, party.turid) is None
    CampaignCall.objects.update(not_before=now() - timedelta(minutes=1))
    call(campaign, party.turid, NO_ANSWER)
    row = CampaignCall.objects.get()
    assert (row.attempts, row.closed_why) == (2, "tried")


def test_call_backs_go_first_and_wrong_numbers_and_those_who_say_no_not_at_all(party: Party) -> None:
    members(3, party.branch)
    campaign = campaign_in(party.branch, party.turid)
    wants = call(
        campaign, party.turid, CampaignTalk(ContactOutcome.CALL_BACK, try_again_at=now() - timedelta(minutes=1))
    )
    again = take(campaign, party.turid)
    assert again is not None
    assert again.person == wants
    write_down_call(call=again, talk=CampaignTalk(ContactOutcome.WRONG_NUMBER), caller=party.turid, now=now())
    refuses = call(campaign, party.turid, CampaignTalk(ContactOutcome.DO_NOT_CALL))
    other = campaign_in(party.branch, party.turid, cooldown_days=0)
    CampaignCall.objects.update(not_before=None)
    offered = {each.person for each in (take(other, person) for person in (party.turid, party.oda, party.jens)) if each}
    assert refuses not in offered
    assert len(offered) == 2


def test_two_levels_do_not_call_the_same_member_within_the_days_of_rest(party: Party) -> None:
    members(1, party.branch)
    of_branch = campaign_in(party.branch, party.turid)
    of_county = campaign_in(party.county, party.oda)
    held = take(of_branch, party.turid)
    assert held is not None
    assert take(of_county, party.oda) is None
    write_down_call(call=held, talk=NO_ANSWER, caller=party.turid, now=now())
    assert take(of_county, party.oda) is None
    rested = now() + timedelta(days=31)
    Campaign.objects.update(ends_on=TODAY + timedelta(days=60))
    of_county.refresh_from_db()
    assert take_next_call(campaign=of_county, caller=party.oda, now=rested) is not None


def test_whoever_another_level_has_written_to_today_is_called_last_or_not_at_all(party: Party) -> None:
    """Nobody is called, mailed and messaged the same evening by three levels."""
    by_mail, by_sms, nobody = members(3, party.branch)
    of_branch = campaign_in(party.branch, party.turid, cooldown_days=0)
    for person, medium in ((by_mail, Medium.EMAIL), (by_sms, Medium.SMS)):
        letter = write(party, unit=party.county, by=party.oda, medium=medium)
        Recipient.objects.create(
            letter=letter, person=person, state="handed-over", not_before=now(), contact_day=timezone.localdate(now())
        )
    assert [call(of_branch, party.turid, NO_ANSWER) for _ in range(2)] == [nobody, by_mail]
    assert take(of_branch, party.turid) is None
    held_back = CampaignCall.objects.filter(campaign=of_branch, person=by_sms)
    held_back.update(not_before=now() - timedelta(hours=1), outcome="no-answer")
    assert take(of_branch, party.turid) is None
    held_back.update(outcome="call-back")
    assert take(of_branch, party.turid) is not None
    let_go(party.turid)
    of_county = campaign_in(party.county, party.oda, cooldown_days=0)
    assert by_sms in {call(of_county, party.oda, NO_ANSWER) for _ in range(3)}


def test_a_call_from_anywhere_counts_as_a_call(party: Party) -> None:
    [someone] = members(1, party.branch)
    campaign = campaign_in(party.county, party.oda)
    MemberContact.objects.create(
        person=someone, unit=party.branch, kind="call", outcome="reached", at=now() - timedelta(days=29)
    )
    assert take(campaign, party.oda) is None
    MemberContact.objects.update(at=now() - timedelta(days=31))
    assert take(campaign, party.oda) is not None


def test_whom_nobody_may_call_is_set_aside_until_something_may_have_changed(party: Party) -> None:
    called, silent, wants_none, free = members(4, party.branch)
    Consent.objects.create(person=wants_none, topic="news", channel="call", withdrawn_at=now())
    lately = now() - timedelta(days=10)
    MemberContact.objects.create(person=called, unit=party.branch, kind="call", outcome="reached", at=lately)
    campaign = campaign_in(party.branch, party.turid)
    Person.objects.filter(pk=silent.pk).update(phone="")
    assert set_aside_in_open_campaigns(now=now()) == 1
    tomorrow = TODAY + timedelta(days=1)
    aside = {row.person: row.not_before for row in campaign.calls.select_related("person") if row.not_before}
    assert {person: timezone.localdate(when) for person, when in aside.items()} == {
        called: timezone.localdate(lately + timedelta(days=30)),
        silent: tomorrow,
        wants_none: tomorrow,
    }
    Person.objects.filter(pk=silent.pk).update(phone="+4791234567")
    the_day_after = now() + timedelta(days=2)
    assert set_aside_in_open_campaigns(now=the_day_after) == 1
    taken = [take_next_call(campaign=campaign, caller=each, now=the_day_after) for each in (party.turid, party.oda)]
    assert {each.person for each in CampaignCall.objects.filter(pk__in=[pk for pk in taken if pk])} == {silent, free}


def test_whoever_has_just_joined_is_welcomed_first(party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=3)
    campaign = campaign_in(party.branch, party.turid)
    assert take(campaign, party.turid) is None
    row = CampaignCall.objects.get()
    assert row.not_before is not None
    assert timezone.localtime(row.not_before).date() == TODAY + timedelta(days=12)
    WelcomeCall.objects.create(person=someone)
    CampaignCall.objects.update(not_before=None)
    held = take(campaign, party.turid)
    assert held is not None
    scope = scope_of(party.secretary)
    assert take_next(unit=party.branch, scope=scope, caller=party.secretary, now=now()) is None
    CampaignCall.objects.update(caller=None, held_until=None)
    welcome = take_next(unit=party.branch, scope=scope, caller=party.secretary, now=now())
    assert welcome is not None
    assert take(campaign, party.turid) is None
    talk = Talk(ContactKind.CALL, ContactOutcome.NO_ANSWER)
    write_down_welcome(call=welcome, unit=party.branch, talk=talk, caller=party.secretary, now=now())
    row.refresh_from_db()
    assert row.not_before is not None
    assert row.not_before > now() + timedelta(days=29)


def test_a_county_calls_for_its_branches_and_plans_count_it(party: Party) -> None:
    members(1, party.branch)
    members(1, party.sibling, 5)
    campaign = campaign_in(party.county, party.oda)
    assert {unit.code: each.people for unit, each in progress_by_branch(campaign)} == {"lillevik": 1, "storvik": 1}
    first = call(campaign, party.oda, TALKED)
    period = Period(TODAY, TODAY)
    unit = first.memberships.get().unit
    assert calls_for_branches(period) == {party.county.pk: 1}
    assert members_called(period, topic="door_knocking") == {unit.pk: 1}
    assert members_called(period, topic="meeting") == {}
    assert coverage(period)[unit.pk] == 100
    assert sorted(coverage(period).values()) == [0, 100]


def test_plans_count_which_branches_the_county_helps_to_mobilise(party: Party) -> None:
    """G2.F1: with a caller of its own in the branch's campaign, or with its own campaign on the branch's behalf."""
    members(2, party.branch)
    members(1, party.sibling, 5)
    theirs = campaign_in(party.branch, party.turid, CampaignTopic.MOBILISATION)
    campaign_in(party.sibling, party.jens, CampaignTopic.MOBILISATION)
    campaign_in(party.sibling, party.jens)
    period = Period(TODAY, TODAY)
    assert (mobilisations(period), mobilisations_helped(period)) == ({party.county.pk: 2}, {})
    call(theirs, party.turid, TALKED)
    assert mobilisations_helped(period) == {}
    call(theirs, party.oda, TALKED)
    assert mobilisations_helped(period) == {party.county.pk: 1}
    of_county = campaign_in(party.county, party.oda)
    call(of_county, party.oda, TALKED)
    assert mobilisations_helped(period) == {party.county.pk: 2}


def test_a_caller_is_one_until_the_last_day(party: Party) -> None:
    campaign = campaign_in(party.branch, party.turid)
    for _ in range(2):
        add_caller(campaign=campaign, person=party.member, by=party.turid)
    holding = party.member.holdings.get()
    assert (holding.office.code, holding.unit, holding.valid_until) == ("caller", party.branch, campaign.ends_on)


def test_who_comes_later_is_put_in_and_what_is_over_is_forgotten(party: Party) -> None:
    campaign = campaign_in(party.branch, party.turid)
    [someone] = members(1, party.branch)
    transfer(membership=members(1, party.sibling, 7)[0].memberships.get(), to=party.branch, on=TODAY, by=None)
    assert (fill_open_campaigns(day=TODAY), fill_open_campaigns(day=TODAY)) == (2, 0)
    assert CampaignCall.objects.filter(person=someone).exists()
    assert take(campaign, party.turid) is not None
    end_campaign(campaign=campaign, now=now(), by=party.turid)
    assert CampaignCall.objects.filter(held_until__isnull=False).count() == 0
    assert take(campaign, party.turid) is None
    assert forget_campaigns(day=TODAY + timedelta(days=90)) == 0
    assert forget_campaigns(day=TODAY + timedelta(days=91)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_hundred_pulls_at_once_never_give_anybody_twice(transactional_db: None) -> None:
    """Sixteen connections, in the campaigns of two levels at once over the same members."""
    from tests.party import make_party

    party = make_party()
    members(110, party.branch)
    callers = [make_person(f"Ringer {each}", party.branch) for each in range(200)]
    campaigns = [campaign_in(party.branch, party.turid), campaign_in(party.county, party.oda)]

    def pull(number: int) -> int | None:
        try:
            return take_next_call(campaign=campaigns[number % 2], caller=callers[number], now=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        taken = [pk for pk in pool.map(pull, range(200)) if pk]
    held = Counter(CampaignCall.objects.filter(held_until__gt=now()).values_list("person_id", flat=True))
    assert len(set(taken)) == len(taken)
    assert set(held.values()) == {1}
    assert sum(held.values()) == len(taken)
    assert len(taken) >= 100


def test_from_the_plan_of_a_campaign_to_a_calling_evening(client: Client, party: Party) -> None:
    install_words(by=None)
    members(2, party.branch)
    client.force_login(party.turid)
    root = "/units/lillevik/campaigns/"
    filled = {
        "title": "Alle til dørene",
        "topic": "door_knocking",
        "segment": "everyone",
        "questions": ["doors"],
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY - timedelta(days=1)).isoformat(),
        "cooldown_days": "30",
        "attempts": "3",
    }
    assert set(client.post(f"{root}new/", filled).context["form"].errors) == {"ends_on"}
    answer = client.post(f"{root}new/", {**filled, "ends_on": TODAY.isoformat()}, follow=True)
    campaign = Campaign.objects.get()
    page = f"{root}{campaign.pk}/"
    assert answer.redirect_chain == [(page, 302)]
    assert answer.context["progress"].people == 6
    assert answer.context["progress"].without_number == 4
    assert client.post(f"{page}callers/", {"who": "Ukjent Person"}).status_code == 422
    client.post(f"{page}callers/", {"who": "Mona Medlem"})
    client.force_login(party.member)
    assert client.get(f"{root}new/").status_code == 404
    answer = client.post(f"{page}next/", follow=True)
    assert answer.redirect_chain == [(f"{page}call/", 302)]
    assert 'href="tel:+4791234567"' in answer.content.decode()
    faulty = client.post(f"{page}call/", {"outcome": "reached", "note": "Vil gjerne"})
    assert (faulty.status_code, set(faulty.context["form"].errors)) == (422, {"help-doors"})
    said = {"outcome": "reached", "help-doors": "yes", "phone": "91234567", "email": "", "may_call_again": "on"}
    assert client.post(f"{page}call/", said).headers["Location"] == f"{page}call/"
    assert client.post(f"{page}call/", {"outcome": "busy", "stop": "yes"}).headers["Location"] == page
    evening = client.get(f"{page}evening/").context["evening"]
    assert (evening.calls, evening.reached, evening.calling_now) == (2, 1, 0)
    assert [row.person for row in evening.callers] == [party.member]
    asked_again = client.get(f"{page}evening/", headers={"HX-Request": "true"})
    assert asked_again.templates[0].name == "calling/_evening.html"
    assert client.get(f"{page}call/").headers["Location"] == page
