"""The filter that chooses members by what they have come to, for segments."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.choices import Answer as Reply
from gjennomslag.activities.models import Registration
from gjennomslag.messaging.filters import Answer, Filter, option_words, register_filter, several
from gjennomslag.organisation.rules import months_after

TAKING_PART: list[tuple[Any, str | Promise]] = [
    ("came-3", _("Has come to something in the last 3 months")),
    ("came-12", _("Has come to something in the last year")),
    ("absent-12", _("Has come to nothing in the last year, as far as we know")),
    ("coming", _("Has signed up for something to come")),
]


def register_activity_filter() -> None:
    """Register the filter on taking part in activities."""
    label, words = _("Taking part"), partial(option_words, TAKING_PART)
    register_filter(
        Filter("activity", lambda unit: several(label, lambda: TAKING_PART), _takes_part, lambda unit: words, order=10)
    )


def _takes_part(answer: Answer, day: date) -> Q:
    found = Q(pk__in=[])
    came = {"came-3": _came(day, 3), "came-12": _came(day, 12), "absent-12": ~_came(day, 12)}
    conditions = came | {"coming": _coming(day)}
    for each in answer:
        found |= conditions[each]
    return found


def _came(day: date, months: int) -> Q:
    since = _midnight(months_after(day, -months))
    return Q(Exists(Registration.objects.filter(person=OuterRef("pk"), came=True, activity__ends_at__gte=since)))


def _coming(day: date) -> Q:
    rows = Registration.objects.filter(
        person=OuterRef("pk"), answer=Reply.COMING, activity__starts_at__gte=_midnight(day), activity__cancelled_at=None
    )
    return Q(Exists(rows))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
