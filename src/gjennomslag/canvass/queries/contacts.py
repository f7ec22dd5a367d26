"""Who has asked a unit to get in touch."""

from __future__ import annotations

from gjennomslag.canvass.models import ContactRequest
from gjennomslag.organisation.models import Unit


def contacts_of(unit: Unit) -> list[ContactRequest]:
    """Return the requests that wait, the oldest first."""
    return list(ContactRequest.objects.filter(unit=unit))


def contacts_waiting(unit: Unit) -> int:
    """Return how many wait."""
    return ContactRequest.objects.filter(unit=unit).count()


def contact_with(unit: Unit, key: int) -> ContactRequest | None:
    """Return the unit's request with this id, or None."""
    return ContactRequest.objects.filter(unit=unit, pk=key).first()
