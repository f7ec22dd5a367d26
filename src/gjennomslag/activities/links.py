"""The secrets in addresses that open without signing in: a row's id, signed. They open one thing, for one person."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from gjennomslag.activities.models import Activity, CalendarKey, Registration
from gjennomslag.organisation.models import Person, Unit

_invitations = Signer(salt="activities.invitation", sep="~")
_places = Signer(salt="activities.place", sep="~")
_doors = Signer(salt="activities.door", sep="~")
_calendars = Signer(salt="activities.calendar", sep="~")


def invitation_token(activity: Activity, person: Person) -> str:
    """Return what lets one person answer for one activity. It names them by ids that say nothing."""
    return answer_token(activity.pk, person.register_id)


def answer_token(activity_id: int, register_id: UUID) -> str:
    """Return the same, where only the ids are at hand."""
    return _invitations.sign(f"{activity_id}.{register_id}")


def invitation_address(activity: Activity, person: Person) -> str:
    """Return the whole address where the person says yes or no with one tap, for letters and SMS."""
    return settings.SITE_ADDRESS + reverse("activities:invitation", args=[invitation_token(activity, person)])


def invited_in(token: str) -> tuple[int, UUID] | None:
    """Return the ids of the activity and of the person in the register that the token is for, or None."""
    try:
        activity, person = _invitations.unsign(token).split(".", 1)
        return int(activity), UUID(person)
    except (BadSignature, ValueError):
        return None


def place_token(registration: Registration) -> str:
    """Return what lets whoever has a place see it and give it up."""
    return _places.sign(str(registration.pk))


def place_address(registration: Registration) -> str:
    """Return the whole address of somebody's place."""
    return settings.SITE_ADDRESS + reverse("activities:place", args=[place_token(registration)])


def registration_id_in(token: str) -> int | None:
    """Return the id of the registration that the token opens, or None."""
    try:
        return int(_places.unsign(token))
    except (BadSignature, ValueError):
        return None


def door_token(activity: Activity) -> str:
    """Return what opens the list at the door, around the time of the activity."""
    return _doors.sign(str(activity.pk))


def activity_id_at_door(token: str) -> int | None:
    """Return the id of the activity whose list the token opens, or None."""
    try:
        return int(_doors.unsign(token))
    except (BadSignature, ValueError):
        return None


def calendar_token(key: CalendarKey) -> str:
    """Return what opens a member's own calendar, until they make a new key."""
    return _calendars.sign(str(key.key))


def calendar_key_in(token: str) -> UUID | None:
    """Return the key that the token opens a calendar with, or None."""
    try:
        return UUID(_calendars.unsign(token))
    except (BadSignature, ValueError):
        return None


def public_address(activity: Activity) -> str:
    """Return the whole address of the activity's page, to share."""
    return settings.SITE_ADDRESS + reverse("activities:activity", args=[activity.pk])


def unit_feed_address(unit: Unit) -> str:
    """Return the whole address that calendars follow to hear of a unit's open activities."""
    return settings.SITE_ADDRESS + reverse("activities:unit_feed", args=[unit.code])


def to_follow(feed: str) -> str:
    """Return the address of a feed so that phones and calendars offer to follow it, and do not fetch it once."""
    return f"webcal:{feed.partition(':')[2]}"
