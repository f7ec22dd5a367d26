"""What the messages to those who have answered say, each in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.activities.choices import News
from gjennomslag.activities.links import invitation_address, place_address, public_address
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.queries.next import next_for
from gjennomslag.organisation.models import Person

IN_AN_SMS = 3
"""So many days of a series stand in an SMS; of those after them only how many they are."""


class Letter(NamedTuple):
    """A message, and how it is said in an SMS."""

    subject: str
    body: str
    sms: str


def _in_their_language(row: Registration) -> translation.override:
    return translation.override(row.person.language if row.person else settings.LANGUAGE_CODE)


def _when(row: Registration) -> str:
    return str(row.part) if row.part else row.activity.when


def _names(row: Registration) -> dict[str, str]:
    activity = row.activity
    return {
        "name": row.person.first_name if row.person else row.name,
        "title": activity.title,
        "when": _when(row),
        "place": activity.place or _("on video"),
        "why": activity.cancelled_why,
    }


def _practical(row: Registration) -> list[str]:
    activity = row.activity
    return [
        _("Video: %(link)s") % {"link": activity.video_link} if activity.video_link else "",
        _("Your place, your calendar, and if you cannot come after all: %(address)s") % {"address": place_address(row)},
    ]


def news_to(rows: Sequence[Registration], news: News) -> Letter:
    """Return the message with the news about all these places of one reader."""
    return _news(rows[0], news) if len(rows) == 1 else _news_of_many(rows, news)


def _news(row: Registration, news: News) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        subject, first = {
            News.PLACE: (
                _("You are coming: %(title)s"),
                _("Hi, %(name)s! We have kept a place for you: %(title)s, %(when)s, %(place)s."),
            ),
            News.WAITING: (
                _("You are on the waiting list: %(title)s"),
                _("Hi, %(name)s! %(title)s is full. You are on the waiting list. We write as soon as there is room."),
            ),
            News.MOVED_UP: (
                _("You have a place: %(title)s"),
                _("Hi, %(name)s! A place has become free, and it is yours: %(title)s, %(when)s, %(place)s."),
            ),
            News.CHANGED: (
                _("New time or place: %(title)s"),
                _("Hi, %(name)s! Something is new for %(title)s. It is now %(when)s, %(place)s."),
            ),
            News.CANCELLED: (
                _("Cancelled: %(title)s"),
                _("Hi, %(name)s! %(title)s, %(when)s, is cancelled. %(why)s"),
            ),
        }[news]
        first = first % names
        if news is News.CANCELLED:
            return Letter(subject % names, first, first)
        return Letter(subject % names, _joined(first, *_practical(row)), f"{first} {place_address(row)}")


def _news_of_many(rows: Sequence[Registration], news: News) -> Letter:
    with _in_their_language(rows[0]):
        names = _names(rows[0])
        subject, first = {
            News.PLACE: (
                _("You are coming: %(title)s"),
                _("Hi, %(name)s! We have kept places for you: %(title)s."),
            ),
            News.WAITING: (
                _("You are on the waiting list: %(title)s"),
                _("Hi, %(name)s! You are on the waiting list for %(title)s. We write as soon as there is room."),
            ),
            News.MOVED_UP: (
                _("You have a place: %(title)s"),
                _("Hi, %(name)s! Places have become free, and they are yours: %(title)s."),
            ),
            News.CHANGED: (
                _("New time or place: %(title)s"),
                _("Hi, %(name)s! Something is new for %(title)s. This holds now:"),
            ),
            News.CANCELLED: (
                _("Cancelled: %(title)s"),
                _("Hi, %(name)s! %(title)s is cancelled on these days:"),
            ),
        }[news]
        first = first % names
        why = names["why"] if news is News.CANCELLED else ""
        with_links = news is not News.CANCELLED
        sms = " ".join(filter(None, (first, _days_in_an_sms(rows), why, place_address(rows[0]) if with_links else "")))
        return Letter(subject % names, _joined(first, _days(rows, with_links=with_links), why), sms)


def _days(rows: Sequence[Registration], *, with_links: bool) -> str:
    """Return a line for each place, with what is different about it, and its address below."""
    lines = []
    for row in rows:
        own = _names(row)
        title = f"{own['title']}, " if own["title"] != rows[0].activity.title else ""
        lines.append(f"- {title}{own['when']}, {own['place']}")
        if with_links:
            lines.append(f"  {place_address(row)}")
    return "\n".join(lines)


def _days_in_an_sms(rows: Sequence[Registration]) -> str:
    said = "; ".join(_when(row) for row in rows[:IN_AN_SMS])
    more = len(rows) - IN_AN_SMS
    if more <= 0:
        return f"{said}."
    after = ngettext("and %(number)s day after that", "and %(number)s days after that", more) % {"number": more}
    return f"{said}, {after}."


def reminder_of(rows: Sequence[Registration]) -> Letter:
    """Return the reminder of all these places of one reader, which begin soon."""
    return _reminder(rows[0]) if len(rows) == 1 else _reminder_of_many(rows)


def _reminder_of_many(rows: Sequence[Registration]) -> Letter:
    with _in_their_language(rows[0]):
        names = _names(rows[0])
        first = _("Hi, %(name)s! We meet soon: %(title)s.") % names
        sms = f"{first} {_days_in_an_sms(rows)} {place_address(rows[0])}"
        videos = dict.fromkeys(row.activity.video_link for row in rows if row.activity.video_link)
        video = "\n".join(_("Video: %(link)s") % {"link": link} for link in videos)
        body = _joined(first, _days(rows, with_links=True), rows[0].activity.ask, video)
        return Letter(_("Soon: %(title)s") % names, body, sms)


def _reminder(row: Registration) -> Letter:
    with _in_their_language(row):
        names = _names(row)
        first = _("Hi, %(name)s! We meet soon: %(title)s, %(when)s, %(place)s.") % names
        body = _joined(first, row.activity.ask, *_practical(row))
        return Letter(_("Soon: %(title)s") % names, body, f"{first} {place_address(row)}")


def thanks_to(row: Registration, now: datetime) -> Letter:
    """Return the thank-you, with what the reader can join next."""
    with _in_their_language(row):
        names = _names(row)
        following = next_for(row.person, row.activity.unit, now, after=row.activity)
        first = _("Hi, %(name)s!") % names
        said = row.activity.thanks or _("Thank you for coming to %(title)s.") % names
        sms = f"{first} {said}"
        if following is None:
            return Letter(_("Thank you: %(title)s") % names, _joined(first, said), sms)
        invitation, short = _what_comes(following, row.person)
        return Letter(_("Thank you: %(title)s") % names, _joined(first, said, invitation), f"{sms} {short}")


def _what_comes(following: Activity, person: Person | None) -> tuple[str, str]:
    """Return the next step for a mail and for an SMS. A member answers it with one tap, without signing in."""
    names = {
        "title": following.title,
        "when": following.when,
        "address": invitation_address(following, person) if person else public_address(following),
    }
    return (
        _("What comes next: %(title)s, %(when)s. Read more and say that you come: %(address)s") % names,
        _("Next: %(title)s, %(when)s. %(address)s") % names,
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
