"""Which unit a file of members means: by code, by name, or by where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gjennomslag.core.norwegian import sort_key
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.member_files import FaultCode
from gjennomslag.organisation.models import Unit, UnitArea, UnitPostalCodes
from gjennomslag.organisation.scope import active_on

_BELONGABLE = (UnitKind.LOCAL, UnitKind.STUDENT, UnitKind.SUB_GROUP)
_SIGNS = re.compile(r"[^a-z0-9{|}]+")


def plain_name(text: str) -> str:
    """Return the name without signs and capitals, so that ``Bergen-Sentrum`` and ``Bergen sentrum`` are the same."""
    return _SIGNS.sub(" ", sort_key(text)).strip()


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The units that a file can name, by code and plain name; names that several have; names of units elsewhere."""

    units: Mapping[str, int]
    shared: set[str]
    elsewhere: set[str]

    def found(self, text: str) -> int | None:
        """Return the id of the unit that the text means, or None."""
        direct = self.units.get(text)
        return direct if direct is not None else self.units.get(plain_name(text))

    def fault(self, text: str) -> FaultCode:
        """Say why the text means no unit."""
        name = plain_name(text)
        if name in self.shared:
            return FaultCode.SAME_NAME
        return FaultCode.OTHER_UNIT if name in self.elsewhere or text in self.elsewhere else FaultCode.UNKNOWN_UNIT


def names_below(root: Unit, remembered: Mapping[str, str], today: date) -> UnitNames:
    """Return what units below the root can be called in a file; ``remembered`` names go first."""
    units = list(Unit.objects.filter(active_on(today)).values_list("pk", "path", "code", "name", "kind"))
    below = [(pk, code, plain_name(name)) for pk, path, code, name, kind in units if _fits(path, root, kind)]
    seen: dict[str, int] = {}
    shared = {name for pk, _, name in below if seen.setdefault(name, pk) != pk}
    known = {name: pk for pk, _, name in below if name not in shared} | {code: pk for pk, code, _ in below}
    codes = {code: pk for pk, code, _ in below}
    known |= {text: codes[code] for text, code in remembered.items() if code in codes}
    elsewhere = {key for _, path, code, name, kind in units if kind in _BELONGABLE for key in (code, plain_name(name))}
    return UnitNames(known, shared, elsewhere - set(known))


def _fits(path: str, root: Unit, kind: str) -> bool:
    return path.startswith(root.path) and kind in _BELONGABLE


def branches_of_homes(homes: Iterable[tuple[str, str]], root: Unit, today: date) -> dict[str, int]:
    """Return the branch below the root that each (postal code, municipality) belongs to, by postal code.

    As ``queries.units.unit_for_home`` finds one of them, for thousands at once.
    """
    wanted = {code: municipality for code, municipality in homes if code}
    if not wanted:
        return {}
    branches = set(Unit.objects.filter(active_on(today), kind=UnitKind.LOCAL).values_list("pk", flat=True))
    inside = set(Unit.objects.filter(path__startswith=root.path).values_list("pk", flat=True))
    spans = sorted(
        (int(last) - int(first), pk, first, last, owner)
        for pk, first, last, owner in UnitPostalCodes.objects.values_list("pk", "first", "last", "unit_id")
        if owner in branches
    )
    covering: dict[str, list[int]] = {}
    for owner, municipality in UnitArea.objects.values_list("unit_id", "municipality_code"):
        if owner in branches:
            covering.setdefault(municipality, []).append(owner)
    found: dict[str, int] = {}
    unit: int | None
    for code, municipality in wanted.items():
        by_span = next((owner for _, _, first, last, owner in spans if first <= code <= last), None)
        whole = covering.get(municipality, [])
        unit = by_span if by_span is not None else whole[0] if len(whole) == 1 else None
        if unit is not None and unit in inside:
            found[code] = unit
    return found
