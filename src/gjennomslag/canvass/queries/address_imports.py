"""What is known of a unit's addresses, and what became of the files that were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from gjennomslag.canvass.address_files import FaultCode, FileFault, UnreadableFileError
from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.fault_texts import explain_fault, explain_file_fault
from gjennomslag.canvass.models import Address, AddressImport, Door, Drive, TurfDoor, TurfLink
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import municipality_codes_of
from gjennomslag.organisation.scope import Scope

MOST_IMPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A municipality's addresses in use. ``extracted_at`` is the age of the newest file, None without files."""

    code: str
    name: str
    addresses: int
    doors: int
    extracted_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in a row of a file, in words. ``row`` is the line in the file; the header is line 1."""

    row: int
    column: str
    value: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DriveLoss:
    """An open drive whose turfs lose doors by an import: how many of how many, and turfs somebody holds."""

    drive: Drive
    gone: int
    doors: int
    out: int


def standing_of(unit: Unit) -> list[Standing]:
    """Return the municipalities that the unit covers, by code, with the addresses in use there."""
    codes = municipality_codes_of(unit)
    addresses = dict(
        Address.objects.filter(municipality_code__in=codes, retired_on__isnull=True)
        .values_list("municipality_code")
        .annotate(count=Count("pk"))
    )
    doors = dict(
        Door.objects.filter(address__municipality_code__in=codes, retired_on__isnull=True)
        .values_list("address__municipality_code")
        .annotate(count=Count("pk"))
    )
    newest = newest_files(codes)
    names = municipalities()
    return [
        Standing(
            code,
            names[code].name if code in names else code,
            addresses.get(code, 0),
            doors.get(code, 0),
            newest.get(code),
        )
        for code in sorted(codes)
    ]


def newest_files(codes: set[str]) -> dict[str, datetime]:
    """Return when the newest imported file of each municipality was taken out of the cadastre."""
    rows = (
        AddressImport.objects.filter(status=ImportStatus.DONE, municipality_codes__overlap=sorted(codes))
        .values_list("municipality_codes")
        .annotate(newest=Max(Coalesce("extracted_at", "given_at")))
    )
    newest: dict[str, datetime] = {}
    for covered, moment in rows:
        for code in codes.intersection(covered):
            newest[code] = max(moment, newest.get(code, moment))
    return newest


def imports_of(unit: Unit) -> Sequence[AddressImport]:
    """Return the files given in the unit, newest first."""
    return list(AddressImport.objects.filter(unit=unit).select_related("by")[:MOST_IMPORTS_SHOWN])


def faults_of(record: AddressImport) -> list[FaultLine]:
    """Return the first faults in the file's rows, in words of the language in use."""
    return [
        FaultLine(row, column, value, *explain_fault(FaultCode(code), gettext))
        for row, column, code, value in record.faults.get("shown", [])
    ]


def fault_total(record: AddressImport) -> int:
    """Return how many faults there are in all."""
    return sum(record.faults.get("counts", {}).values())


def losses_of(record: AddressImport, scope: Scope, capability: str, now: datetime) -> tuple[list[DriveLoss], int]:
    """Return the open drives that lose doors by a checked file, and how many more do that the scope may not see.

    Branches may share a municipality: of what the one next door is doing no more is said than that it is concerned.
    """
    gone = {int(drive): count for drive, count in record.counts.get("drives", {}).items()}
    concerned = Drive.objects.filter(pk__in=gone, closed_on__isnull=True)
    drives = concerned.visible_to(scope, capability)
    doors = dict(TurfDoor.objects.filter(drive__in=drives).values_list("drive").annotate(count=Count("pk")))
    running = TurfLink.objects.running(now).filter(turf__drive__in=drives)
    out = dict(running.values_list("turf__drive").annotate(count=Count("turf", distinct=True)))
    losses = [DriveLoss(each, gone[each.pk], doors.get(each.pk, 0), out.get(each.pk, 0)) for each in drives]
    return losses, concerned.count() - len(losses)


def refusal_of(record: AddressImport) -> str:
    """Return why the whole file cannot be used, or nothing."""
    if not record.refusal:
        return ""
    error = UnreadableFileError(FileFault(record.refusal["fault"]), **record.refusal["details"])
    return explain_file_fault(error, gettext)
