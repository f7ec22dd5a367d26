"""The invented party's units stand in real municipalities."""

from __future__ import annotations

from collections import Counter

from gjennomslag.config.demo.units import basic_units_of_part, rows
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.geography import counties, municipalities


def test_there_is_one_country_with_all_counties_and_about_120_branches() -> None:
    kinds = Counter(row.kind for row in rows())
    assert kinds == {
        UnitKind.NATIONAL: 1,
        UnitKind.COUNTY: 15,
        UnitKind.LOCAL: 121,
        UnitKind.SUB_GROUP: 6,
        UnitKind.STUDENT: 9,
    }
    assert {row.name for row in rows() if row.kind == UnitKind.COUNTY} == {
        county.name for county in counties().values()
    }


def test_parents_come_before_children() -> None:
    seen = {""}
    for row in rows():
        assert row.parent in seen
        seen.add(row.code)


def test_a_branch_lies_in_its_county_and_no_place_is_covered_twice() -> None:
    names = {row.code: row.name for row in rows()}
    covered = [(code, names[row.parent]) for row in rows() for code in row.municipalities]
    assert max(Counter(code for code, _ in covered).values()) == 1
    wrong = [
        (code, county) for code, county in covered if counties()[municipalities()[code[:4]].county_code].name != county
    ]
    assert wrong == []


def test_names_in_other_languages_are_the_official_ones() -> None:
    official = (
        " ".join(
            [each.official_name for each in municipalities().values()]
            + [each.official_name for each in counties().values()]
        )
        .replace(" - ", " ")
        .split()
    )
    used = {part for row in rows() for name in row.names.values() for part in name.split(" ja ")}
    assert used - set(official) == set()


def test_a_part_of_a_municipality_has_well_formed_basic_units() -> None:
    units = basic_units_of_part("0301/04")
    assert (units[0], units[-1], len(units)) == ("03010401", "03010412", 12)
