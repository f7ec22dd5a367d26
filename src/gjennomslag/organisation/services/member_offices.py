"""Units and offices that come with a member system's files: few, so they are looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils.text import slugify

from gjennomslag.core.history import writing
from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.member_files import Fault, FaultCode, MemberFile
from gjennomslag.organisation.member_files.fields import day
from gjennomslag.organisation.member_files.hypersys import SourceRole, SourceUnit
from gjennomslag.organisation.models import MemberSource, Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.queries.member_units import plain_name
from gjennomslag.organisation.queries.memberships import running_on
from gjennomslag.organisation.scope import active_on
from gjennomslag.organisation.services.units import found_unit

OFFICES: Mapping[str, str] = {
    "lagsleder": "chair",
    "leder": "chair",
    "fylkesleder": "chair",
    "nestleder": "deputy-chair",
    "okonomiansvarlig": "treasurer",
    "økonomiansvarlig": "treasurer",
    "kasserer": "treasurer",
    "sekretær": "secretary",
    "organisasjonssekretær": "county-secretary",
    "styremedlem": "board-member",
    "styremedlem med kurs": "board-member",
    "medlemsansvarlig": "membership-lead",
    "skoleringsansvarlig": "training-lead",
    "ringer": "caller",
}
"""What offices are often called in member systems, and their codes here. A party says more in ``source.offices``."""
NOT_OURS = (
    *("representant", "kandidat", "vara", "medlemsvarsel", "persondata", "folkevalgt", "gruppeleder"),
    *("kontaktperson", "komit", "utvalg", "landsstyre", "valgkampsekretær", "samordning", "lyttekaptein"),
)
"""Parts of words for public offices, candidacies, committees and rights, which this register does not take in."""


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """An office to be given (``holding`` None), or a term to be set. ``line`` names somebody who is new in the file."""

    unit: Unit
    office: Office
    person: int | None
    line: int | None
    until: date | None
    holding: OfficeHolding | None


def found_new_units(*, file: MemberFile, source: MemberSource, today: date, by: Person | None) -> int:
    """Found the units that the file has and the register has not, and return how many.

    Units are known by the number that the member system gives them, or the first time by their name. A name that has
    changed there is not changed here, since a name here has a history of its own.
    """
    if not file.gathered.units:
        return 0
    names = dict(source.unit_names)
    units = {each.code: each for each in Unit.objects.filter(active_on(today), path__startswith=source.unit.path)}
    by_name = {plain_name(unit.name): unit for unit in units.values()}
    founded = 0
    with writing(by=by, why="units of a member system"):
        for entry in _parents_first(file.gathered.units):
            unit = units.get(names.get(entry.number, "")) or by_name.get(plain_name(entry.name))
            if unit is None:
                parent = units.get(names.get(entry.parent, "")) or source.unit
                kind = _kind(entry, parent)
                if kind is None:
                    continue
                parent.refresh_from_db()
                unit = found_unit(
                    kind=kind, code=_free_code(entry.name), name=entry.name, parent=parent, valid_from=today, by=by
                )
                units[unit.code] = by_name[plain_name(unit.name)] = unit
                founded += 1
            names[entry.number] = unit.code
        if names != source.unit_names:
            source.unit_names = names
            source.save(update_fields=["unit_names"])
    return founded


def _parents_first(units: Sequence[SourceUnit]) -> Iterator[SourceUnit]:
    known = {each.number for each in units}
    waiting = list(units)
    done: set[str] = set()
    while waiting:
        ready = [each for each in waiting if each.parent in done or each.parent not in known]
        yield from ready or waiting
        done.update(each.number for each in ready or waiting)
        waiting = [each for each in waiting if each.number not in done]


def _kind(entry: SourceUnit, parent: Unit) -> UnitKind | None:
    """Return what kind of unit it is; None for what no unit here is (the country itself, committees)."""
    word = entry.kind.lower()
    if "student" in word:
        return UnitKind.STUDENT
    if "fylke" in word or "region" in word:
        return UnitKind.COUNTY if parent.kind == UnitKind.NATIONAL else None
    if "lag" in word or "lokal" in word or "kommune" in word or "bydel" in word:
        return UnitKind.SUB_GROUP if parent.kind == UnitKind.LOCAL else UnitKind.LOCAL
    return None


def _free_code(name: str) -> str:
    plain = slugify(name.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a"))[:36] or "lag"
    taken = set(Unit.objects.filter(code__startswith=plain).values_list("code", flat=True))
    number = 2
    code = plain
    while code in taken:
        code = f"{plain}-{number}"
        number += 1
    return code


def plan_offices(*, file: MemberFile, source: MemberSource, today: date) -> list[OfficeChange]:
    """Return the offices that the file gives and the register has not, or has with another term; note faults.

    Offices that the file does not have are left as they are. To be called once the file's people are planned.
    """
    roles = file.gathered.roles
    if not roles:
        return []
    offices = {each.code: each for each in Office.objects.all()}
    words = dict(OFFICES) | {each.name_nb.lower(): each.code for each in offices.values()} | source.offices
    units = {unit.code: unit for unit in Unit.objects.filter(active_on(today), path__startswith=source.unit.path)}
    by_name = {plain_name(unit.name): unit for unit in units.values()}
    faults: list[Fault] = []
    wanted: dict[tuple[int, int, int | None, int | None], OfficeChange] = {}
    for number, role in enumerate(roles, start=1):
        unit = units.get(source.unit_names.get(role.unit, "")) or by_name.get(plain_name(role.unit))
        code = words.get(role.role.lower())
        if code == "" or (code is None and any(part in role.role.lower() for part in NOT_OURS)):
            continue
        office = offices.get(code or "")
        if office is None or unit is None or unit.kind not in office.unit_kinds:
            faults.append(Fault(number, role.role, FaultCode.ROLE if unit else FaultCode.UNKNOWN_UNIT))
            continue
        person, line = _holder(role, unit, source, today)
        if person is None and line is None:
            faults.append(Fault(number, role.role, FaultCode.ROLE_HOLDER))
            continue
        read = day(role.ends_on)
        change = OfficeChange(unit, office, person, line, date.fromisoformat(read) if read else None, None)
        if (needed := _needed(change, today)) is not None:
            wanted[(unit.pk, office.pk, person, line)] = needed
    file.faults.add(faults)
    return list(wanted.values())


def _needed(change: OfficeChange, today: date) -> OfficeChange | None:
    """Return what is to be written, or None where the register has the office with the same term."""
    if change.until is not None and change.until <= today:
        return None
    holding = None
    if change.person is not None:
        running = OfficeHolding.objects.filter(active_on(today), unit=change.unit, office=change.office)
        holding = running.filter(person=change.person).first()
    if holding is not None and (change.until is None or holding.valid_until == change.until):
        return None
    return replace(change, holding=holding)


def _holder(role: SourceRole, unit: Unit, source: MemberSource, today: date) -> tuple[int | None, int | None]:
    """Return who holds the role: somebody in the register, or a new person's line; neither where it is not clear."""
    below = Person.objects.filter(
        running_on(today, "memberships__"),
        memberships__unit__path__startswith=source.unit.path,
        merged_into__isnull=True,
    )
    found = set(below.filter(email=role.email).values_list("pk", flat=True)) if role.email else set()
    first, _, last = role.name.rpartition(" ")
    name = sort_key(f"{last} {first}".strip())[:170]
    if not found:
        here = below.filter(memberships__unit=unit, sort_name=name)
        found = set(here.values_list("pk", flat=True)) or set(below.filter(sort_name=name).values_list("pk", flat=True))
    if len(found) == 1:
        return found.pop(), None
    lines = [] if found else _new_lines(role.email, name)
    return None, lines[0] if len(lines) == 1 else None


def _new_lines(email: str, name: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line FROM incoming_member WHERE action = 'new' AND NOT lost"
            " AND ((%(email)s <> '' AND email = %(email)s) OR sort_name = %(name)s)",
            {"email": email, "name": name},
        )
        return [line for (line,) in cursor.fetchall()]


def carry_out_offices(changes: Sequence[OfficeChange], *, by: Person | None, today: date) -> None:
    """Write the offices, once the new people are written."""
    lines = [each.line for each in changes if each.line is not None]
    people: dict[int, int] = {}
    if lines:
        with connection.cursor() as cursor:
            cursor.execute("SELECT line, person_id FROM member_new WHERE line = ANY(%s)", [lines])
            people = dict(cursor.fetchall())
    with writing(by=by, why="offices of a member system"):
        for each in changes:
            if each.holding is not None:
                each.holding.valid_until = each.until
                each.holding.save(update_fields=["valid_until"])
                continue
            person = each.person if each.person is not None else people[each.line or 0]
            OfficeHolding.objects.create(
                person_id=person, office=each.office, unit=each.unit, valid_from=today, valid_until=each.until
            )
