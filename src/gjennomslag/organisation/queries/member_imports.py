"""What is known of files of members: those given, what one changes, and who is missing in a member system."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db.models import QuerySet
from django.utils.functional import Promise

from gjennomslag.organisation.member_files import FaultCode, FileFault, UnreadableFileError
from gjennomslag.organisation.member_files.fields import FIELD_BY_NAME
from gjennomslag.organisation.models import MemberImport, Membership, MemberSource, MissingMember, Unit
from gjennomslag.organisation.scope import Scope

MOST_IMPORTS_SHOWN = 20
SHOWN_OF_A_KIND = 20


def sources_of(unit: Unit) -> Sequence[MemberSource]:
    """Return the member systems whose files are imported in the unit, by name."""
    return list(MemberSource.objects.filter(unit=unit))


def imports_of(unit: Unit) -> Sequence[MemberImport]:
    """Return the files given in the unit, newest first."""
    return list(MemberImport.objects.filter(unit=unit).select_related("by", "source")[:MOST_IMPORTS_SHOWN])


def member_number(unit: Unit) -> int:
    """Return how many members there are in the unit and below it."""
    return Membership.objects.filter(unit__path__startswith=unit.path, ended_on__isnull=True, primary=True).count()


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in a row, in words. ``row`` is the line in the file; the header is line 1."""

    row: int
    column: str
    what: str | Promise
    remedy: str | Promise
    consequence: str | Promise


def faults_of(record: MemberImport) -> list[FaultLine]:
    """Return the first faults in the file's rows."""
    lines = ((row, column, FaultCode.of(key)) for row, column, key in record.faults.get("shown", []))
    return [FaultLine(row, column, code.what, code.remedy, code.consequence) for row, column, code in lines]


def fault_total(record: MemberImport) -> int:
    """Return how many faults there are in all."""
    return sum(record.faults.get("counts", {}).values())


def refusal_of(record: MemberImport) -> str:
    """Return why the whole file cannot be used, or nothing."""
    if not record.refusal:
        return ""
    return str(UnreadableFileError(FileFault.of(record.refusal["fault"]), **record.refusal["details"]))


@dataclass(frozen=True, slots=True)
class Difference:
    """One change that a file makes: of whom, which field, and what stands there before and after."""

    kind: str
    line: int | None
    number: str
    name: str
    field: str
    was: str
    becomes: str
    person: int | None

    @property
    def label(self) -> str | Promise:
        """Return what the field is called."""
        names = {"member_number": "number", "birth_date": "birth", "birth_year": "birth", "membership": "unit"}
        field = FIELD_BY_NAME.get(names.get(self.field, self.field))
        return field.label if field else ""


def differences_of(record: MemberImport) -> Iterator[Difference]:
    """Yield everything that the checked file changes, most urgent first; nothing once its files are deleted."""
    if not record.sheet:
        return
    with Path(record.sheet.path).open(encoding="utf-8", newline="") as file:
        for row in islice(csv.reader(file, delimiter=";"), 1, None):
            kind, line, number, name, field, was, becomes, person = row
            yield Difference(
                *(kind, int(line) if line else None, number, name, field, was, becomes),
                int(person) if person else None,
            )


def first_differences(record: MemberImport) -> list[tuple[str, list[Difference]]]:
    """Return the first changes of each kind."""
    found: dict[str, list[Difference]] = {}
    for each in differences_of(record):
        shown = found.setdefault(each.kind, [])
        if len(shown) < SHOWN_OF_A_KIND:
            shown.append(each)
        elif each.kind == "new":
            break  # they come last, and may be half a million
    return list(found.items())


def missing_in(unit: Unit, scope: Scope, capability: str) -> QuerySet[Membership]:
    """Return the running memberships in the unit and below it of people a member system lacks, by name.

    Nobody has answered about them yet.
    """
    asked = MissingMember.objects.filter(answer="").values("person")
    rows = Membership.objects.filter(
        unit__path__startswith=unit.path, ended_on__isnull=True, primary=True, person__in=asked
    )
    return rows.visible_to(scope, capability).select_related("person", "unit").order_by("person__sort_name", "pk")
