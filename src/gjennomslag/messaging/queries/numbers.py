"""Letters as numbers for plans and boards: by unit, each in one grouped query.

Letters count for the unit that sent them; members who were written to, for the branch they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from gjennomslag.core.display import number
from gjennomslag.core.indicators import Example, Period
from gjennomslag.messaging.choices import LetterKind, LetterState, Medium, RecipientState
from gjennomslag.messaging.models import Letter, Recipient
from gjennomslag.messaging.queries.recipients import start_of
from gjennomslag.organisation.choices import Channel
from gjennomslag.organisation.models import Consent, Membership
from gjennomslag.organisation.queries.memberships import running_on

GOT_IT = (RecipientState.HANDED_OVER,)
_SENT = (LetterState.SENDING, LetterState.SENT)


def _letters(period: Period, kind: str | None) -> QuerySet[Letter]:
    rows = Letter.objects.filter(
        state__in=_SENT,
        send_at__gte=start_of(period.first),
        send_at__lt=start_of(period.last + timedelta(days=1)),
    )
    return rows.filter(kind=kind) if kind else rows


def _by_unit(rows: QuerySet[Letter]) -> Mapping[int, float]:
    counted = rows.order_by().values("unit_id").annotate(number=Count("pk"))
    return {row["unit_id"]: row["number"] for row in counted}


def letters_sent(period: Period, kind: str | None = None, network: str | None = None) -> Mapping[int, float]:
    """Return how many letters each unit has sent, of a kind or to a network where one is named."""
    rows = _letters(period, kind)
    return _by_unit(rows.filter(network=network) if network else rows)


def letters_archived(period: Period, kind: str | None = None, days: int = 0) -> Mapping[int, float]:
    """Return how many of the letters sent stand in the archive. They do from the moment they are sent, or never."""
    return _by_unit(_letters(period, kind).filter(archived=True, medium=Medium.EMAIL))


def calls_to_help(period: Period, audience: str | None = None) -> Mapping[int, float]:
    """Return how many calls to help each unit has sent; ``all_members``: to every member of the unit."""
    rows = _letters(period, LetterKind.CALL_TO_HELP)
    return _by_unit(rows.filter(to_segment=False) if audience == "all_members" else rows)


def letters_delivered(period: Period, kind: str | None = None) -> Mapping[int, float]:
    """Return how many readers' letters the mail server took and did not send back, by the unit that wrote."""
    rows = Recipient.objects.filter(letter__in=_letters(period, kind), state__in=GOT_IT)
    counted = rows.order_by().values("letter__unit_id").annotate(number=Count("pk"))
    return {row["letter__unit_id"]: row["number"] for row in counted}


def _members(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(running_on(day), primary=True, person__merged_into__isnull=True)


def _people_by_unit(rows: QuerySet[Membership]) -> Mapping[int, float]:
    counted = rows.order_by().values("unit_id").annotate(number=Count("person_id", distinct=True))
    return {row["unit_id"]: row["number"] for row in counted}


def members_asked(period: Period) -> Mapping[int, float]:
    """Return how many members of each branch got a call to help in the period, from whichever level."""
    asked = Recipient.objects.filter(
        person=OuterRef("person"), letter__in=_letters(period, LetterKind.CALL_TO_HELP), state__in=GOT_IT
    )
    return _people_by_unit(_members(period.last).filter(Exists(asked)))


def members_reachable(period: Period) -> Mapping[int, float]:
    """Return how many members of each branch have an address and have said yes to a topic by that medium."""
    moment = start_of(period.last + timedelta(days=1))
    standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=moment)
    consents = Consent.objects.filter(standing, person=OuterRef("person"), given_at__lt=moment)
    by_mail = Q(person__email__isnull=False) & Exists(consents.filter(channel=Channel.EMAIL))
    by_sms = ~Q(person__phone="") & Exists(consents.filter(channel=Channel.SMS))
    return _people_by_unit(_members(period.last).filter(by_mail | by_sms))


def new_members_told(period: Period, topic: str | None = None, days: int = 7) -> Mapping[int, float]:
    """Return how many who joined in the period got a letter on the topic within so many days of joining."""
    joined = Membership.objects.filter(
        primary=True, member_since__gte=period.first, member_since__lte=period.last, person__merged_into__isnull=True
    )
    late = ExpressionWrapper(OuterRef("member_since") + timedelta(days=int(days)), output_field=DateField())
    told = Recipient.objects.filter(person=OuterRef("person"), state__in=GOT_IT)
    told = told.annotate(day=TruncDate("touched_at")).filter(day__gte=OuterRef("member_since"), day__lte=late)
    return _people_by_unit(joined.filter(Exists(told.filter(letter__kind=topic) if topic else told)))


def letters_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the letters behind a number, the newest first, at most fifty."""
    rows = _letters(period, None).filter(unit__in=unit_ids, archived=True, medium=Medium.EMAIL)
    found = rows.annotate(got=Count("recipients", filter=Q(recipients__state__in=GOT_IT))).select_related("unit")
    return [
        Example(
            f"{each.subject_nb}, {each.unit.name}: {number(each.got)}",
            reverse("messaging:archived_letter", args=[each.unit.code, each.pk]),
        )
        for each in found.order_by(F("send_at").desc(), "-pk")[:50]
    ]
