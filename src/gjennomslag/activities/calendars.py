"""Activities as iCalendar (RFC 5545): a file for one's own calendar, and feeds that calendars subscribe to.

An event keeps its UID for good. Every change that calendars must hear of raises SEQUENCE, and what is cancelled stays
in the feed as CANCELLED. Times carry their zone, with a VTIMEZONE, so that summer time is right wherever it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from gjennomslag.activities.models import Activity, Part
from gjennomslag.activities.sources import Listed

REFRESH = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Entry:
    """One time in a calendar. ``certain``: whoever's calendar it is has said yes; else it is shown as free time."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    address: str
    place: str = ""
    text: str = ""
    sequence: int = 0
    cancelled: bool = False
    certain: bool = True


def entries_of(activity: Activity, address: str, *, chosen: Iterable[Part] = (), certain: bool = True) -> list[Entry]:
    """Return the activity's times: the chosen shifts, or all its days, or its one time.

    ``activity.parts`` should be fetched beforehand where there are many.
    """
    parts = list(chosen) if activity.by_shift else list(activity.parts.all())
    spans = [(f"-{part.pk}", part.title, part.starts_at, part.ends_at) for part in parts]
    text = activity.cancelled_why if activity.cancelled else activity.summary
    return [
        Entry(
            key=f"activity-{activity.pk}{suffix}",
            title=f"{activity.title}: {name}" if name else activity.title,
            starts_at=starts,
            ends_at=ends,
            changed_at=activity.changed_at,
            address=address,
            place=activity.place or activity.video_link * certain,
            text="\n\n".join(filter(None, (text, activity.video_link if certain else ""))),
            sequence=activity.sequence,
            cancelled=activity.cancelled,
            certain=certain,
        )
        for suffix, name, starts, ends in spans or [("", "", activity.starts_at, activity.ends_at)]
    ]


def entry_elsewhere(listed: Listed, now: datetime) -> Entry:
    """Return what another room has to join, as the calendar shows it."""
    return Entry(
        key=listed.key,
        title=f"{listed.title}, {listed.unit_name}",
        starts_at=listed.starts_at,
        ends_at=listed.ends_at,
        changed_at=now,
        address=settings.SITE_ADDRESS + listed.address,
        place=listed.place,
        certain=False,
    )


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """Return the calendar as calendars read it, the times in the installation's zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//Gjennomslag//Activities//NB")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    if calendar.events:
        calendar.add_missing_timezones(first_date=date(2024, 1, 1))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    zone = ZoneInfo(timezone.get_default_timezone_name())
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", entry.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("last-modified", entry.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("url", entry.address)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED" if entry.certain else "TENTATIVE")
    event.add("transp", "OPAQUE" if entry.certain and not entry.cancelled else "TRANSPARENT")
    for key, value in (("location", entry.place), ("description", entry.text)):
        if value:
            event.add(key, value)
    return event
