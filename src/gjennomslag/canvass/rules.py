"""The capabilities of canvassing, and predicates on one object."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.models import AddressImport, Drive, Outing, StreetMap, TurfLink
from gjennomslag.core.capabilities import register_capability

LEAD = register_capability("canvass.lead", _("Lead door-knocking"))
IMPORT = register_capability("canvass.import", _("Import addresses"))

KEEP_VISITS = timedelta(days=30)
"""How long after a drive what happened at its doors is kept, and phones may still deliver it."""
LONGEST_DRIVE = timedelta(days=183)
"""How long a drive lasts at most, since what happens at its doors is kept as long (P4)."""
KEEP_CONTACTS = timedelta(days=30)
"""How long it is kept that somebody wants to be contacted, if nobody has been in touch."""
CONTACT_TEXT = "2026-11"
"""The version of the words that people consent to when they ask for contact (``canvass/ask.html``)."""
KEEP_SIGN_UPS = timedelta(days=7)
"""How long after a shift it is kept who had signed up for it."""
SILENCE = timedelta(minutes=10)
"""After this time without a sign of life, work on an import is taken to have stopped."""
_MUCH = 0.1
"""The share of the doors that a file may take away without anybody being asked."""
PHONE_SILENCE = timedelta(hours=2)
"""After this time without a word from a phone that holds a turf, the leader is asked to call the pair."""

FAR_OFF = 3
"""How many times as long, or as short, as expected pairs can have been out without our asking whether that is right."""
NOT_FAR = 30
"""Minutes that a time may be off in any case: a few doors can take some time."""


def last_day_to_review(day: date) -> date:
    """Return the day 24 months before: wishes not to be knocked on of that day and older are to be reviewed (P3)."""
    first = day.replace(day=1, year=day.year - 2)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def is_being_worked_on(record: AddressImport) -> bool:
    """Say whether a background job has the import, or should have it."""
    return record.status in {ImportStatus.CHECKING, ImportStatus.IMPORTING}


def can_be_tried_again(record: AddressImport, now: datetime) -> bool:
    """Say whether the import has failed, or has been silent for so long that its process must have died."""
    silent = is_being_worked_on(record) and now - record.touched_at > SILENCE
    return bool(record.file) and (record.status == ImportStatus.FAILED or silent)


def can_be_read_again(street_map: StreetMap, now: datetime) -> bool:
    """Say whether reading a file of streets has failed, or has been silent for too long."""
    silent = street_map.status == ImportStatus.CHECKING and now - street_map.touched_at > SILENCE
    return bool(street_map.file) and (street_map.status == ImportStatus.FAILED or silent)


def is_without_effect(record: AddressImport) -> bool:
    """Say whether a checked file changes nothing."""
    kinds = (record.counts.get("addresses", {}), record.counts.get("doors", {}))
    return not any(count for changes in kinds for name, count in changes.items() if name != "unchanged")


def takes_much_away(record: AddressImport) -> bool:
    """Say whether a checked file takes away so many of the doors there are that somebody has to say that it may."""
    gone: int = record.counts.get("doors", {}).get("retired", 0)
    return gone > _MUCH * doors_before(record)


def doors_before(record: AddressImport) -> int:
    """Return how many doors there are that a checked file could take away."""
    return sum(count for name, count in record.counts.get("doors", {}).items() if name != "new")


def is_open(drive: Drive) -> bool:
    """Say whether visits may be recorded: the drive has not been closed."""
    return drive.closed_on is None


def is_far_off(outing: Outing) -> bool:
    """Say whether the minutes noted are so far from those expected that they may be a slip."""
    minutes, expected = outing.minutes, outing.expected_minutes
    return abs(minutes - expected) > NOT_FAR and not expected <= FAR_OFF * minutes <= FAR_OFF**2 * expected


def link_is_running(link: TurfLink, now: datetime) -> bool:
    """Say whether the link may be used now: not revoked, not ended, and its drive still open."""
    return link.revoked_at is None and link.expires_at > now and is_open(link.turf.drive)


def is_forgotten(drive: Drive, day: date) -> bool:
    """Say whether the drive ended so long ago that its visits are deleted and nothing more is taken (P4)."""
    limit = day - KEEP_VISITS
    return drive.ends_on <= limit or (drive.closed_on is not None and drive.closed_on <= limit)
