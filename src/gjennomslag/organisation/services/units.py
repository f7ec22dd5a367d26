"""Writes about units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.text import slugify

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import LanguageForm, UnitKind
from gjennomslag.organisation.models import Person, Unit, UnitArea, UnitName, UnitPostalCodes


def found_unit(
    *,
    kind: UnitKind,
    code: str,
    name: str,
    parent: Unit | None,
    valid_from: date,
    by: Person | None,
    municipalities: Sequence[str] = (),
    language_form: LanguageForm = LanguageForm.NEUTRAL,
) -> Unit:
    """Make a unit below its parent (None only for the country) that covers the municipalities with these codes."""
    with writing(by=by, why="unit founded"):
        values = Unit(kind=kind, code=code, name=name, valid_from=valid_from, language_form=language_form)
        unit: Unit = (
            Unit.objects.add_child(parent, instance=values) if parent else Unit.objects.add_root(instance=values)
        )
        UnitArea.objects.bulk_create(UnitArea(unit=unit, municipality_code=each) for each in municipalities)
    return unit


def cover_part(*, unit: Unit, municipality_code: str, basic_units: Sequence[str], by: Person | None) -> UnitArea:
    """Let the unit cover part of a municipality: the basic units (grunnkrets) with these codes of eight digits."""
    with writing(by=by, why="area covered"):
        area, _ = UnitArea.objects.update_or_create(
            unit=unit, municipality_code=municipality_code, defaults={"basic_units": sorted(basic_units)}
        )
    return area


def name_unit(*, unit: Unit, language: str, name: str, valid_from: date, by: Person | None) -> UnitName:
    """Give the unit an official name in a further language, beside ``Unit.name``."""
    with writing(by=by, why="unit named"):
        return UnitName.objects.create(unit=unit, language=language, name=name, valid_from=valid_from)


def cover_postal_codes(*, unit: Unit, first: str, last: str, by: Person | None) -> UnitPostalCodes:
    """Let members with postal codes from ``first`` to ``last`` (both included) belong to the unit.

    Only needed where several branches share a municipality: postal codes go before municipalities.
    """
    with writing(by=by, why="postal codes covered"):
        codes, _ = UnitPostalCodes.objects.update_or_create(unit=unit, first=first, defaults={"last": last})
    return codes


def free_code(*, above: Unit, name: str) -> str:
    """Return a code that no unit has, made of the code of the unit above and the new unit's name."""
    plain = slugify(name.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a"))[:24] or "gruppe"
    base = f"{above.code[:14]}-{plain}"
    taken = set(Unit.objects.filter(code__startswith=base).values_list("code", flat=True))
    number = 2
    code = base
    while code in taken:
        code = f"{base}-{number}"
        number += 1
    return code
