"""Representatives for tests."""

from __future__ import annotations

from datetime import date

from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.services import Seat, note_elected
from gjennomslag.organisation.models import Person, Unit

FIRST, LAST = date(2023, 10, 1), date(2027, 9, 30)


def seat(
    office: PublicOffice = PublicOffice.MUNICIPAL_COUNCILLOR,
    body: Body = Body.MUNICIPAL_COUNCIL,
    *,
    first: date = FIRST,
    last: date = LAST,
    district: str = "",
) -> Seat:
    """Return a seat, of the council of Elverum unless another body is named."""
    return Seat(body, office, first, last, municipality_code="3420", district=district)


def sit(person: Person, unit: Unit, of: Seat | None = None) -> Mandate:
    """Put the person on the unit's list."""
    (mandate,) = note_elected(unit=unit, people=[person], seat=of or seat(), by=None)
    return mandate
