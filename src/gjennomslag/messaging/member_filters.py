"""The filters that the register itself can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import clock
from gjennomslag.messaging.filters import Answer, Filter, one_number, option_words, register_filter, several
from gjennomslag.organisation.choices import ContactOutcome, InterestKind, Involvement, UnitKind
from gjennomslag.organisation.models import Interest, MemberContact, Membership, Office, OfficeHolding, Unit
from gjennomslag.organisation.queries import children_of
from gjennomslag.organisation.queries.institutions import Place, places_in
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.rules import months_after
from gjennomslag.organisation.scope import active_on

Options = list[tuple[Any, str | Promise]]

NOT_ASKED = "not-asked"
CHAIR = "chair"
EVERYWHERE = _("None ticked means everywhere.")
AGES: dict[str, tuple[int, int]] = {
    "under-20": (0, 19),
    "20-29": (20, 29),
    "30-44": (30, 44),
    "45-66": (45, 66),
    "67-": (67, 200),
}
AGE_NAMES: Options = [
    ("under-20", _("Under 20 years")),
    ("20-29", _("20–29 years")),
    ("30-44", _("30–44 years")),
    ("45-66", _("45–66 years")),
    ("67-", _("67 years and older")),
]
DUES: Options = [("paid", _("Has paid this year’s dues")), ("unpaid", _("Has not paid this year’s dues"))]
REACH: Options = [
    ("phone", _("Has a telephone number")),
    ("email", _("Has an e-mail address")),
    ("none", _("Has neither telephone nor e-mail")),
]
JOINED: Options = [
    (14, _("in the last 14 days")),
    (30, _("in the last 30 days")),
    (90, _("in the last 90 days")),
    (365, _("in the last year")),
]
CONTACTED: Options = [
    (3, _("for 3 months")),
    (6, _("for 6 months")),
    (12, _("for a year")),
    (24, _("for two years")),
]


def register_member_filters() -> None:
    """Register what the register knows: branch, offices, wishes, studies, joining, contact, age, dues, reach."""
    _several("branches", _("Where"), _branches, _in_branches, help_text=EVERYWHERE)
    _several("kinds", _("Kind of branch"), _kinds, _in_kinds)
    _several("offices", _("Office"), _offices, _in_offices)
    _several("chairs_of", _("Chairs"), _levels, _chairs)
    _several("involvement", _("How much they want to take part"), _involvements, _involved)
    _several("interests", _("Can help with"), _helps, lambda answer, day: Q(interests__overlap=answer))
    _several("skills", _("Skills"), _skills, lambda answer, day: Q(skills__overlap=answer))
    _several("studies_at", _("Studies at"), _institutions, lambda answer, day: Q(studies_at__in=answer))
    _number("joined_within", _("Joined the party"), JOINED, _joined_within, words=_joined_words)
    _number("not_contacted", _("Nobody has talked with them"), CONTACTED, _not_contacted, words=_contact_words)
    _several("ages", _("Age"), lambda unit: AGE_NAMES, _of_ages)
    _several("dues", _("Dues"), lambda unit: DUES, _dues)
    _several("reach", _("How they can be reached"), lambda unit: REACH, _reached_by)


def _several(
    key: str,
    label: Promise,
    options: Callable[[Unit], Options],
    condition: Callable[[Answer, date], Q],
    *,
    help_text: str | Promise = "",
) -> None:
    """Register a filter with a box to tick for each of the options that ``options(unit)`` returns."""

    def field(unit: Unit) -> forms.Field:
        return several(label, lambda: options(unit), help_text)

    def wording(unit: Unit) -> Callable[[Answer], str]:
        return partial(option_words, options(unit))

    register_filter(Filter(key, field, condition, wording))


def _number(
    key: str,
    label: Promise,
    options: Options,
    condition: Callable[[Answer, date], Q],
    *,
    words: Callable[[Answer], str],
) -> None:
    """Register a filter that is answered with one of a few numbers."""
    register_filter(Filter(key, lambda unit: one_number(label, options), condition, lambda unit: words))


# Where and what they are ------------------------------------------------------------------------------------
def _branches(unit: Unit) -> Options:
    return [(each.code, each.name) for each in children_of(unit, clock.today())]


def _belongs(day: date, condition: Q) -> Q:
    return Q(Exists(Membership.objects.filter(condition, running_on(day), person=OuterRef("pk"))))


def _in_branches(answer: Answer, day: date) -> Q:
    inside = Q(pk__in=[])
    for path in Unit.objects.filter(code__in=answer).values_list("path", flat=True):
        inside |= Q(unit__path__startswith=path)
    return _belongs(day, inside)


def _kinds(unit: Unit) -> Options:
    return [(kind.value, kind.label) for kind in (UnitKind.LOCAL, UnitKind.SUB_GROUP, UnitKind.STUDENT)]


def _in_kinds(answer: Answer, day: date) -> Q:
    return _belongs(day, Q(unit__kind__in=answer))


def _offices(unit: Unit) -> Options:
    language = get_language() or "nb"
    return [(each.code, each.name_in(language)) for each in Office.objects.all()]


def _in_offices(answer: Answer, day: date) -> Q:
    holding = OfficeHolding.objects.filter(active_on(day), office__code__in=answer, person=OuterRef("pk"))
    return Q(Exists(holding))


def _levels(unit: Unit) -> Options:
    return [(kind.value, kind.label) for kind in UnitKind]


def _chairs(answer: Answer, day: date) -> Q:
    """Those who chair a unit of such a kind: an office alone would let a county's chair pass for a branch's."""
    chairing = OfficeHolding.objects.filter(
        active_on(day), office__code=CHAIR, unit__kind__in=answer, person=OuterRef("pk")
    )
    return Q(Exists(chairing))


# What they want and can -------------------------------------------------------------------------------------
def _involvements(unit: Unit) -> Options:
    return [*Involvement.choices, (NOT_ASKED, _("Nobody has asked"))]


def _involved(answer: Answer, day: date) -> Q:
    return Q(involvement__in=["" if each == NOT_ASKED else each for each in answer])


def _words_of(kind: InterestKind) -> Options:
    language = get_language() or "nb"
    return [(each.code, each.name_in(language)) for each in Interest.objects.filter(kind=kind)]


def _helps(unit: Unit) -> Options:
    return _words_of(InterestKind.HELP)


def _skills(unit: Unit) -> Options:
    return _words_of(InterestKind.SKILL)


def _institutions(unit: Unit) -> Options:
    return [(each.institution.code, each.institution.name) for each in _places(unit)]


def _places(unit: Unit) -> list[Place]:
    return list({each.institution.code: each for each in places_in(unit, clock.today())}.values())


# Since when, and when last -----------------------------------------------------------------------------------
def _joined_within(answer: Answer, day: date) -> Q:
    return _belongs(day, Q(member_since__gte=day - timedelta(days=int(answer)), primary=True))


def _joined_words(answer: Answer) -> str:
    return ngettext("joined in the last %(days)s day", "joined in the last %(days)s days", answer) % {"days": answer}


def _not_contacted(answer: Answer, day: date) -> Q:
    since = timezone.make_aware(datetime.combine(months_after(day, -int(answer)), time.min))
    return ~Q(Exists(_talks().filter(at__gte=since)))


def _talks() -> QuerySet[MemberContact]:
    return MemberContact.objects.filter(person=OuterRef("pk"), outcome=ContactOutcome.REACHED)


def _contact_words(answer: Answer) -> str:
    text = ngettext("not talked with for %(months)s month", "not talked with for %(months)s months", answer)
    return text % {"months": answer}


# The rest ---------------------------------------------------------------------------------------------------
def _of_ages(answer: Answer, day: date) -> Q:
    """Return the condition on age, by the year of birth alone: everyone has a birthday at the end of the year."""
    ages = [AGES[each] for each in answer if each in AGES]
    condition = Q(pk__in=[])
    for youngest, oldest in ages:
        condition |= Q(birth_year__range=(day.year - oldest, day.year - youngest))
    return condition


def _dues(answer: Answer, day: date) -> Q:
    paid = Q(last_paid_year__gte=day.year)
    unpaid = Q(last_paid_year__lt=day.year) | Q(last_paid_year__isnull=True)
    return _any_of(answer, {"paid": paid, "unpaid": unpaid})


def _reached_by(answer: Answer, day: date) -> Q:
    phone, email = ~Q(phone=""), Q(email__isnull=False)
    return _any_of(answer, {"phone": phone, "email": email, "none": ~phone & ~email})


def _any_of(answer: Answer, conditions: dict[str, Q]) -> Q:
    found = Q(pk__in=[])
    for each in answer:
        found |= conditions[each]
    return found
