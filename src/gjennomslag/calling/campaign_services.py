"""Starting a call campaign, adding callers, taking the next person, and writing down what came of the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from gjennomslag.calling.campaign_queue import let_go, let_rest, set_aside, take_next_in
from gjennomslag.calling.choices import Answer, CampaignClosing, CampaignTopic
from gjennomslag.calling.models import Campaign, CampaignCall
from gjennomslag.calling.rules import HELD_FOR, TRY_AGAIN_AFTER, WELCOME_DAYS
from gjennomslag.calling.services import Taken, object_to_calls
from gjennomslag.core.history import writing
from gjennomslag.messaging.filters import Definition
from gjennomslag.messaging.queries import people_in
from gjennomslag.organisation.choices import AccessKind, ContactKind, ContactOutcome, Purpose
from gjennomslag.organisation.models import Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import Scope, active_on, scope_of
from gjennomslag.organisation.services import change_person, give_office, log_contact
from gjennomslag.organisation.services.access import record_access
from gjennomslag.organisation.services.people import Details, add_interests

KEPT_AFTER = timedelta(days=90)
"""So long after its last day a campaign keeps whom it was to reach. The calls stand in the log of contacts."""

# In an order that mixes the branches. Whoever has just joined is welcomed first. Who is meant is worked out once: a
# planner that knows nothing yet of new tables would do it anew for every member.
_FILL = """
WITH meant AS MATERIALIZED ({people})
INSERT INTO calling_campaigncall
  (campaign_id, person_id, unit_id, attempts, outcome, answers, wrong_number, closed_why, not_before)
SELECT %s, membership.person_id, membership.unit_id, 0, '', '{{}}', '', '',
  CASE WHEN membership.member_since > %s AND NOT EXISTS (SELECT 1 FROM calling_welcomecall AS welcome
    WHERE welcome.person_id = membership.person_id AND welcome.closed_at IS NOT NULL)
  THEN membership.member_since + make_interval(days => %s) END
FROM organisation_membership AS membership
WHERE membership."primary" AND membership.ended_on IS NULL AND membership.person_id IN (SELECT pk FROM meant)
ORDER BY md5(membership.person_id || '-' || %s)
ON CONFLICT (campaign_id, person_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a campaign is: words, whom it reaches, and its limits."""

    title: str
    topic: CampaignTopic
    definition: Definition
    starts_on: date
    ends_on: date
    script: str = ""
    questions: Sequence[str] = ()
    goal: int | None = None
    cooldown_days: int = 30
    attempts: int = 3


def start_campaign(*, unit: Unit, brief: Brief, scope: Scope, by: Person) -> Campaign:
    """Start a campaign in the unit, and put everyone in it who fits and whom the scope may see."""
    with writing(by=by, why="call campaign started"):
        campaign = Campaign.objects.create(
            unit=unit,
            title=brief.title.strip(),
            topic=brief.topic,
            script=brief.script.strip(),
            questions=list(brief.questions),
            definition=dict(brief.definition),
            goal=brief.goal,
            starts_on=brief.starts_on,
            ends_on=brief.ends_on,
            cooldown_days=brief.cooldown_days,
            attempts=brief.attempts,
            responsible=by,
        )
        fill_campaign(campaign=campaign, scope=scope, day=timezone.localdate())
        set_aside(campaign, timezone.now())
    return campaign


def fill_campaign(*, campaign: Campaign, scope: Scope, day: date) -> int:
    """Put in everyone who fits now and is not there yet, and return how many. Safe to repeat."""
    people = people_in(campaign.definition, unit=campaign.unit, scope=scope, day=day).order_by()
    sql, parameters = people.values("pk").query.sql_with_params()
    with writing(by=None, why="call campaign filled"), connection.cursor() as cursor:
        cursor.execute(
            _FILL.format(people=sql),
            [
                *parameters,
                campaign.pk,
                day - timedelta(days=WELCOME_DAYS),
                WELCOME_DAYS + 1,
                str(campaign.pk),
            ],
        )
        return int(cursor.rowcount)


def fill_open_campaigns(*, day: date) -> int:
    """Put those who have come since in every campaign that runs, as far as its leader may see; return how many."""
    running = Campaign.objects.filter(starts_on__lte=day, ends_on__gte=day, closed_at=None, responsible__isnull=False)
    return sum(
        fill_campaign(campaign=each, scope=scope_of(each.responsible), day=day)
        for each in running.select_related("responsible", "unit")
    )


def set_aside_in_open_campaigns(*, now: datetime) -> int:
    """Put off whoever nobody may call in the campaigns that run, and return how many. Safe to repeat."""
    day = timezone.localdate(now)
    running = Campaign.objects.filter(starts_on__lte=day, ends_on__gte=day, closed_at=None)
    return sum(set_aside(each, now) for each in running)


def forget_campaigns(*, day: date) -> int:
    """Delete whom campaigns were to reach, 90 days after their last day; return how many rows."""
    return CampaignCall.objects.filter(campaign__ends_on__lt=day - KEPT_AFTER).delete()[0]


def add_caller(*, campaign: Campaign, person: Person, by: Person) -> None:
    """Let the person call in the campaign's unit until its last day. Adding somebody who may already is nothing new."""
    day = timezone.localdate()
    office = Office.objects.get(code="caller")
    with writing(by=by, why="caller added"):
        running = OfficeHolding.objects.filter(active_on(campaign.ends_on), active_on(day), person=person)
        if not running.filter(office=office, unit=campaign.unit).exists():
            give_office(
                person=person, office=office, unit=campaign.unit, valid_from=day, valid_until=campaign.ends_on, by=by
            )


def end_campaign(*, campaign: Campaign, now: datetime, by: Person) -> None:
    """End the campaign at once. Whoever is being called is let go; what was said stays."""
    with writing(by=by, why="call campaign ended"):
        campaign.closed_at = now
        campaign.ends_on = min(campaign.ends_on, max(campaign.starts_on, timezone.localdate(now)))
        campaign.save(update_fields=["closed_at", "ends_on"])
        CampaignCall.objects.filter(campaign=campaign).update(caller=None, held_until=None)


def is_open(campaign: Campaign, day: date) -> bool:
    """Say whether calls are made on the day."""
    return campaign.closed_at is None and campaign.starts_on <= day <= campaign.ends_on


def take_next_call(*, campaign: Campaign, caller: Person, now: datetime) -> int | None:
    """Give the caller the next person for half an hour, and return the call's id; None where nobody is waiting.

    Whoever the caller had before is given back. Reading the person's record is noted. Nothing of it has a history.
    """
    if not is_open(campaign, timezone.localdate(now)):
        return None
    with transaction.atomic():
        taken = take_next_in(campaign, caller=caller, now=now, hold=HELD_FOR)
        if taken is None:
            return None
        record_access(
            reader=caller, unit=campaign.unit, kind=AccessKind.PAGE, purpose=Purpose.CALL, people=[taken[1]], at=now
        )
    return taken[0]


def give_back_call(*, caller: Person) -> None:
    """Give back whoever the caller has taken, with nothing written down."""
    with writing(by=caller, why="campaign call given back"):
        let_go(caller)


@dataclass(frozen=True, slots=True)
class CampaignTalk:
    """What came of a call: the outcome, what they can help with, and what was put right."""

    outcome: ContactOutcome
    note: str = ""
    try_again_at: datetime | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    details: Details = field(default_factory=Details)
    may_call_again: bool = True


def write_down_call(*, call: CampaignCall, talk: CampaignTalk, caller: Person, now: datetime) -> None:
    """Write down what came of the call, all of it or nothing. Other campaigns let the person rest.

    Raises ``Taken`` where the caller no longer has the person.
    """
    with writing(by=caller, why="campaign call written down"):
        rows = CampaignCall.objects.select_for_update(of=("self",)).select_related("person", "campaign", "unit")
        held = rows.get(pk=call.pk)
        if held.caller_id != caller.pk or held.closed_at is not None:
            raise Taken
        log_contact(
            person=held.person,
            unit=held.unit,
            kind=ContactKind.CALL,
            outcome=talk.outcome,
            by=caller,
            at=now,
            about=held.campaign.about,
            note=talk.note,
        )
        if talk.details:
            change_person(person=held.person, by=caller, **talk.details)
        helps = [code for code, answer in talk.answers.items() if answer == Answer.YES]
        add_interests(person=held.person, codes=helps, by=caller)
        if talk.outcome == ContactOutcome.DO_NOT_CALL or not talk.may_call_again:
            object_to_calls(held.person, caller, now)
        _move_on(held, talk, now)
        let_rest(held.person, now, campaign=held.campaign)


def _move_on(call: CampaignCall, talk: CampaignTalk, now: datetime) -> None:
    call.caller, call.held_until = None, None
    call.attempts += 1
    call.outcome = talk.outcome
    call.answers = {code: str(answer) for code, answer in talk.answers.items()}
    wait = TRY_AGAIN_AFTER.get(talk.outcome)
    call.not_before = now + wait if wait else talk.try_again_at
    if talk.outcome == ContactOutcome.WRONG_NUMBER:
        call.wrong_number = call.person.phone
    why = _closing(call, talk)
    if why is not None:
        call.closed_at, call.closed_why = now, why
    call.save()


def _closing(call: CampaignCall, talk: CampaignTalk) -> CampaignClosing | None:
    if talk.outcome == ContactOutcome.REACHED:
        return CampaignClosing.REACHED
    if talk.outcome == ContactOutcome.DO_NOT_CALL:
        return CampaignClosing.NO_CALLS
    asked_for = talk.outcome == ContactOutcome.CALL_BACK
    return CampaignClosing.TRIED if call.attempts >= call.campaign.attempts and not asked_for else None
