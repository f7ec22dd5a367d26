"""What people told the branches in the invented party: more about hospitals in the north, about rents in Oslo."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from gjennomslag.algorithms.publication import Tally
from gjennomslag.config.demo.year import basic_units_of
from gjennomslag.core.clock import week_of
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Unit
from gjennomslag.voices.models import AnswerArea, Collection, Question, Theme
from gjennomslag.voices.recording import QuoteDraft, close_collection, record_session_tally
from gjennomslag.voices.services import BasicUnit, define_areas, install_themes, open_collection

AREA_NAMES = ("Sentrum", "Nordsida", "Sørsida", "Skolekretsen", "Stasjonsbyen", "Åsen", "Elvebakken", "Brygga")
# How often a theme is named, in an answer in a hundred, and how much more often in some counties.
OFTEN = {
    "housing": 16,
    "prices-and-power": 30,
    "health": 26,
    "elderly-care": 20,
    "school": 18,
    "kindergarten": 7,
    "young-people": 12,
    "public-transport": 15,
    "roads-and-traffic": 14,
    "work": 11,
    "inequality": 16,
    "tax": 8,
    "climate-and-nature": 13,
    "local-development": 12,
    "integration": 7,
    "safety": 8,
    "culture": 6,
    "peace": 7,
    "other": 5,
}
MORE_OFTEN = {
    "oslo": {"housing": 2.6, "public-transport": 1.3, "roads-and-traffic": 0.6},
    "nordland": {"health": 1.9, "roads-and-traffic": 1.4, "peace": 1.5},
    "troms": {"health": 1.8, "peace": 1.7, "roads-and-traffic": 1.3},
    "finnmark": {"health": 2.1, "peace": 1.9, "work": 1.3},
    "innlandet": {"health": 1.7, "public-transport": 1.3},
    "vestland": {"roads-and-traffic": 1.5, "climate-and-nature": 1.4},
    "rogaland": {"work": 1.4, "tax": 1.3},
}


def draw_tally(themes: Mapping[str, Theme], answers: int, county: str, chance: random.Random) -> Tally:
    """Draw what so many people named."""
    factors = MORE_OFTEN.get(county, {})
    named: dict[int, int] = {}
    for code, theme in themes.items():
        share = min(OFTEN.get(code, 5) * factors.get(code, 1) / 100, 0.85)
        named[theme.pk] = sum(chance.random() < share for _ in range(answers))
    return Tally(answers, named)


def listen_everywhere(
    units: Mapping[str, Unit], parents: Mapping[str, str], today: date, chance: random.Random, *, without: str
) -> Question:
    """Install the themes, let some branches ask the question this year (never ``without``); return the question."""
    question = install_themes(unit=units["landet"], by=None)
    themes = {theme.code: theme for theme in question.themes.all()}
    days = [day for day in (date(today.year, 5, 20), date(today.year, 9, 23)) if day <= today]
    for code, unit in units.items():
        asks = chance.random() < 0.6 and unit.kind == UnitKind.LOCAL and code != without
        if not asks or not days:
            continue
        collection = open_collection(unit=unit, question=question, title="Lytterunden", on=days[0], by=None)
        for area in _areas(unit, chance):
            for day in chance.sample(days, chance.randint(1, len(days))):
                tally = draw_tally(themes, chance.randint(8, 60), parents[code], chance)
                count_session(collection, area, day, tally, chance)
        close_collection(collection=collection, on=days[-1], by=None)
    return question


def count_session(
    collection: Collection,
    area: AnswerArea,
    day: date,
    tally: Tally,
    chance: random.Random,
    *,
    quotes: Sequence[QuoteDraft] = (),
) -> None:
    """Count one closed session with its quotes."""
    record_session_tally(
        collection=collection,
        area=area,
        week=week_of(day),
        session=UUID(int=chance.getrandbits(128), version=4),
        revision=1,
        tally=tally,
        closed=True,
        quotes=quotes,
    )


def _areas(unit: Unit, chance: random.Random) -> list[AnswerArea]:
    codes, names = chance.sample(basic_units_of(unit), 3), chance.sample(AREA_NAMES, 3)
    areas = [BasicUnit(code, name, chance.randint(80, 600)) for code, name in zip(codes, names, strict=True)]
    return define_areas(unit=unit, basic_units=areas, by=None)
