"""Writes of the elected room: noting who was elected, changing it, ending it early, and removing a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gjennomslag.core.history import writing
from gjennomslag.elected.choices import BODIES, IN_A_MUNICIPALITY, Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit


class SitsAlreadyError(ValueError):
    """Somebody sits in the body at the same time already: ``mandates`` are those that stand there."""

    def __init__(self, mandates: Sequence[Mandate]) -> None:
        super().__init__("in the body already")
        self.mandates = mandates


class NotInTermError(ValueError):
    """A last day before the term begins, or after it has ended."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody is, in which body and until when. Place names that the body does not have are left out."""

    body: Body
    office: PublicOffice
    valid_from: date
    valid_until: date
    municipality_code: str = ""
    district: str = ""

    @property
    def fields(self) -> dict[str, object]:
        """Return what a mandate keeps of it."""
        return {
            "body": self.body,
            "office": self.office,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
            "municipality_code": self.municipality_code if self.body in IN_A_MUNICIPALITY else "",
            "district": self.district.strip() if self.body == Body.DISTRICT_COUNCIL else "",
        }


def note_elected(*, unit: Unit, people: Sequence[Person], seat: Seat, by: Person | None) -> list[Mandate]:
    """Put these people on the unit's list as elected to the seat, all of them or none.

    Raises ``SitsAlreadyError`` where some of them sit in the same body at that time already, and ``ValueError`` for a
    body that this kind of unit keeps no list of.
    """
    if seat.body not in BODIES.get(UnitKind(unit.kind), ()):
        raise ValueError(f"a unit of kind {unit.kind} keeps no list of {seat.body}")
    with writing(by=by, why="elected representatives noted"):
        _refuse_two_seats(people, seat)
        return [Mandate.objects.create(unit=unit, person=person, **seat.fields) for person in people]


def change_mandate(*, mandate: Mandate, seat: Seat, by: Person | None) -> None:
    """Write anew what the person is elected to, and for how long. Raises ``SitsAlreadyError``."""
    with writing(by=by, why="mandate changed"):
        _refuse_two_seats([mandate.person], seat, apart_from=mandate.pk)
        found = Mandate.objects.select_for_update().get(pk=mandate.pk)
        for name, value in seat.fields.items():
            setattr(found, name, value)
        found.save(update_fields=list(seat.fields))


def end_mandate(*, mandate: Mandate, on: date, by: Person | None) -> None:
    """Let this be the last day. Why is nobody's business, and is not asked.

    Raises ``NotInTermError`` for a day outside the term: what never began is a mistake, and is removed.
    """
    with writing(by=by, why="mandate ended"):
        found = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if not found.valid_from <= on <= found.valid_until:
            raise NotInTermError
        found.valid_until = on
        found.save(update_fields=["valid_until"])


def remove_mandate(*, mandate: Mandate, by: Person | None) -> None:
    """Take away what was noted by mistake. Whoever did it stands in the history."""
    with writing(by=by, why="mandate removed"):
        mandate.delete()


def _refuse_two_seats(people: Sequence[Person], seat: Seat, *, apart_from: int | None = None) -> None:
    """Raise where somebody sits in the body at the same time already. Two who write of one person wait in turn."""
    ids = sorted(person.pk for person in people)
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    same = Q(body=seat.body, municipality_code=seat.fields["municipality_code"], person__in=ids)
    at_once = Q(valid_from__lte=seat.valid_until, valid_until__gte=seat.valid_from)
    standing = Q() if apart_from is None else ~Q(pk=apart_from)
    found = Mandate.objects.filter(same, at_once, standing).select_related("person").order_by("pk")
    if there := list(found):
        raise SitsAlreadyError(there)
