"""Who hears of it when an activity is cancelled, and how, in words: by e-mail, by SMS, or only if somebody calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from gjennomslag.activities.choices import Answer
from gjennomslag.activities.models import Invitation, Registration
from gjennomslag.core.display import number
from gjennomslag.messaging.sms import sms_arrives


def who_hears(activities: Collection[int]) -> list[str]:
    """Return a sentence for each way those who come or wait are told, and for those who cannot be; none for nobody."""
    by = _readers(activities)
    mail, sms, neither = by["mail"], by["sms"], by["neither"]
    said = [
        (mail, ngettext("%(number)s gets an e-mail.", "%(number)s get an e-mail.", mail)),
        (sms, _by_number(sms)),
        (
            neither,
            ngettext(
                "%(number)s has left neither e-mail nor number. Tell that one in person.",
                "%(number)s have left neither e-mail nor number. Tell them in person.",
                neither,
            ),
        ),
    ]
    return [words % {"number": number(many)} for many, words in said if many]


def who_does_not_hear(activities: Collection[int]) -> list[str]:
    """Return a sentence on those who have got an invitation and answered nothing, since these are not told."""
    answers = Registration.objects.filter(activity__in=activities, person=OuterRef("person"))
    told = Invitation.objects.filter(~Exists(answers), activity__in=activities, told_at__isnull=False)
    many = told.values("person").distinct().count()
    words = ngettext(
        "%(number)s who is invited by letter has not answered, and is not told.",
        "%(number)s who are invited by letter have not answered, and are not told.",
        many,
    )
    return [words % {"number": number(many)}] if many else []


def _by_number(many: int) -> str:
    if sms_arrives():
        return ngettext("%(number)s gets an SMS.", "%(number)s get an SMS.", many)
    return ngettext(
        "%(number)s has only a number, and no SMS can be sent from here. Call that one.",
        "%(number)s have only a number, and no SMS can be sent from here. Call them.",
        many,
    )


def _readers(activities: Collection[int]) -> Counter[str]:
    """Return how many people are reached in which way, each counted once however many days or shifts they come to."""
    rows = Registration.objects.filter(activity__in=activities).exclude(answer=Answer.DECLINED)
    ways = {
        row.who: "mail" if row.mail else "sms" if row.number else "neither" for row in rows.select_related("person")
    }
    return Counter(ways.values())
