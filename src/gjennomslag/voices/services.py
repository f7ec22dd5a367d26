"""Writes about themes, questions, areas and collections. What people said comes in through ``recording``."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import NamedTuple

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gjennomslag.algorithms.merging import merge_in_order
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import SMALLEST_AREA, AnswerArea, Collection, Question, Theme

MOST_THEMES = 40


class BasicUnit(NamedTuple):
    """A basic unit (grunnkrets) as the address register has it, and the households in it."""

    code: str
    name: str
    households: int


def install_themes(*, unit: Unit, by: Person | None) -> Question:
    """Install or update the themes and the question every installation starts with, and return the question.

    ``unit`` is the top of the party's tree. Themes of the party's own have other codes and are not touched; where
    the party already has a question it is left as it is and returned.
    """
    text = (files("gjennomslag.voices") / "data" / "themes.yaml").read_text("utf-8")
    entries = yaml.safe_load(text)
    with writing(by=by, why="themes installed"):
        themes = [
            Theme.objects.update_or_create(
                unit=unit,
                code=entry["code"],
                defaults={"name_nb": entry["nb"], "name_nn": entry["nn"], "name_en": entry["en"], "order": order},
            )[0]
            for order, entry in enumerate(entries["themes"])
        ]
        existing = Question.objects.filter(unit=unit).first()
        return existing or ask_question(unit=unit, text=entries["question"], themes=themes, by=by)


def ask_question(*, unit: Unit, text: Mapping[str, str], themes: Sequence[Theme], by: Person | None) -> Question:
    """Make a question with its text per language (``nb`` is needed) and the themes it offers."""
    if not 2 <= len(themes) <= MOST_THEMES:
        raise ValidationError(_("A question offers between 2 and %(most)d themes.") % {"most": MOST_THEMES})
    with writing(by=by, why="question made"):
        question = Question.objects.create(
            unit=unit, text_nb=text["nb"], text_nn=text.get("nn", ""), text_en=text.get("en", "")
        )
        question.themes.set(themes)
    return question


def define_areas(*, unit: Unit, basic_units: Sequence[BasicUnit], by: Person | None) -> list[AnswerArea]:
    """Divide the basic units into areas of at least 50 households and return the areas.

    Small ones are joined with their neighbours in code order. An area that comes out the same as before stays the
    same; the others are retired and keep their numbers. Raises ``ValidationError`` where all together have fewer
    than 50 households: then nothing people say can be counted there.
    """
    ordered = sorted(basic_units)
    groups = merge_in_order([each.households for each in ordered], SMALLEST_AREA)
    if not groups:
        raise ValidationError(
            _("Answers are counted for areas of at least %(least)d households; there are only %(found)d here.")
            % {"least": SMALLEST_AREA, "found": sum(each.households for each in ordered)}
        )
    with writing(by=by, why="areas for answers defined"):
        present = {tuple(area.basic_units): area for area in AnswerArea.objects.filter(unit=unit, retired=False)}
        wanted = [_area_of(unit, [ordered[index] for index in group]) for group in groups]
        kept = {tuple(area.basic_units) for area in wanted}
        gone = [area.pk for codes, area in present.items() if codes not in kept]
        AnswerArea.objects.filter(pk__in=gone).update(retired=True)
        return [_keep_or_make(area, present.get(tuple(area.basic_units))) for area in wanted]


def _area_of(unit: Unit, basic_units: Sequence[BasicUnit]) -> AnswerArea:
    names = ", ".join(dict.fromkeys(each.name for each in basic_units if each.name))
    return AnswerArea(
        unit=unit,
        code=basic_units[0].code,
        name=textwrap.shorten(names or basic_units[0].code, 120, placeholder=" …"),
        households=sum(each.households for each in basic_units),
        basic_units=[each.code for each in basic_units],
    )


def _keep_or_make(area: AnswerArea, present: AnswerArea | None) -> AnswerArea:
    if present is not None:
        area.pk = present.pk
    area.save(force_update=present is not None)
    return area


def open_collection(*, unit: Unit, question: Question, title: str, on: date, by: Person | None) -> Collection:
    """Start asking the question in the unit."""
    with writing(by=by, why="collection opened"):
        return Collection.objects.create(unit=unit, question=question, title=title, opened_on=on)


def change_collection(*, collection: Collection, title: str, on: date, by: Person | None) -> None:
    """Give the collection another title and first day; answers stay in the weeks they were counted in."""
    with writing(by=by, why="collection changed"):
        collection.title, collection.opened_on = title, on
        collection.save(update_fields=["title", "opened_on"])


def drop_collection(*, collection: Collection, by: Person | None) -> None:
    """Delete a collection that nobody has answered; raises ``ProtectedError`` where somebody has."""
    with writing(by=by, why="collection dropped"):
        collection.delete()
