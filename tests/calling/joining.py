"""People who have just joined, for tests of welcome calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gjennomslag.core import clock
from gjennomslag.organisation.models import Person, Unit
from tests.party import make_person


def now() -> datetime:
    """Return this moment."""
    return timezone.now()


def newcomer(name: str, unit: Unit, *, days_ago: int, phone: str = "+4791234567") -> Person:
    """Make a person who joined so many days ago."""
    person = make_person(name, unit, joined=clock.today() - timedelta(days=days_ago))
    person.phone = phone
    person.save(update_fields=["phone"])
    return person
