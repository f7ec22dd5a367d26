from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from gjennomslag.voices.models import AnswerArea, Question, Theme
from gjennomslag.voices.queries import areas_by_basic_unit, questions_for, themes_offered
from gjennomslag.voices.services import BasicUnit, ask_question, define_areas, install_themes
from tests.party import Party


def test_installing_themes_twice_changes_nothing(party: Party) -> None:
    first = install_themes(unit=party.country, by=None)
    before = list(Theme.objects.values())
    assert install_themes(unit=party.country, by=None) == first
    assert list(Theme.objects.values()) == before
    assert Question.objects.count() == 1


def test_installed_themes_have_names_in_all_languages(party: Party) -> None:
    themes = themes_offered(install_themes(unit=party.country, by=None))
    assert [theme for theme in themes if not (theme.name_nb and theme.name_nn and theme.name_en)] == []
    assert len({theme.name_nb for theme in themes}) == len(themes) == 19


def test_a_unit_may_ask_its_own_questions_and_those_from_above(party: Party) -> None:
    top = install_themes(unit=party.country, by=None)
    themes = themes_offered(top)
    own = ask_question(unit=party.branch, text={"nb": "Trenger vi svømmehall?"}, themes=themes[:2], by=party.turid)
    assert questions_for(party.branch) == [own, top]
    assert questions_for(party.sibling) == [top]


def test_a_question_offers_at_least_two_themes(party: Party) -> None:
    themes = themes_offered(install_themes(unit=party.country, by=None))
    with pytest.raises(ValidationError):
        ask_question(unit=party.branch, text={"nb": "Hva?"}, themes=themes[:1], by=None)


UNITS = [
    BasicUnit("34200103", "Vestby", 30),
    BasicUnit("34200101", "Sentrum", 80),
    BasicUnit("34200102", "Nordby", 25),
    BasicUnit("34200104", "Sørby", 10),
]


def test_small_basic_units_are_joined_with_neighbours_in_code_order(party: Party) -> None:
    areas = define_areas(unit=party.branch, basic_units=UNITS, by=None)
    assert [(area.code, area.name, area.households, area.basic_units) for area in areas] == [
        ("34200101", "Sentrum", 80, ["34200101"]),
        ("34200102", "Nordby, Vestby, Sørby", 65, ["34200102", "34200103", "34200104"]),
    ]
    assert areas_by_basic_unit(party.branch)["34200104"] == areas[1]


def test_defining_the_same_areas_again_keeps_them(party: Party) -> None:
    areas = define_areas(unit=party.branch, basic_units=UNITS, by=None)
    grown = [each._replace(households=each.households + 1) for each in UNITS]
    again = define_areas(unit=party.branch, basic_units=grown, by=None)
    assert [area.pk for area in again] == [area.pk for area in areas]
    assert list(AnswerArea.objects.values_list("households", flat=True)) == [81, 68]


def test_an_area_that_would_change_is_retired_and_keeps_its_numbers(party: Party) -> None:
    before = define_areas(unit=party.branch, basic_units=UNITS, by=None)
    after = define_areas(unit=party.branch, basic_units=[*UNITS, BasicUnit("34200105", "Ny", 70)], by=None)
    assert [area.basic_units for area in after] == [
        ["34200101"],
        ["34200102", "34200103"],
        ["34200104", "34200105"],
    ]
    assert after[0] == before[0]
    assert list(AnswerArea.objects.filter(retired=True)) == [before[1]]


def test_fewer_than_fifty_households_cannot_be_counted(party: Party) -> None:
    with pytest.raises(ValidationError) as refused:
        define_areas(unit=party.branch, basic_units=[BasicUnit("34200101", "Sentrum", 49)], by=None)
    assert "49" in refused.value.message
    assert AnswerArea.objects.count() == 0
