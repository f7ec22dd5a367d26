"""Reads of what people care about. Every number here is published (P6); sums are sums of published numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from gjennomslag.algorithms.publication import SMALLEST_GROUP, Shown, ShownAs, ShownTheme
from gjennomslag.organisation.models import Unit
from gjennomslag.voices.choices import ShownAsChoice
from gjennomslag.voices.models import (
    AnswerArea,
    PublishedState,
    PublishedTheme,
    Question,
    Quote,
    Theme,
    WaitingQuote,
    WeekTally,
)
from gjennomslag.voices.sealing import open_quote, open_tally

# A grouped row: ``theme_id``, and what ``_SUMS`` adds.
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """How many of the answers shown name a theme. Where some areas show only a bound, ``share`` is a lower one."""

    theme: str
    answers: int
    of: int
    exact: int
    over: int
    under: int

    @property
    def share(self) -> float:
        """Return the share of the answers, between 0 and 1."""
        return self.answers / self.of

    @property
    def bound(self) -> str:
        """Return how the share may be written: ``exact``, ``over`` (90 %), ``under`` (10 %) or ``about``."""
        kinds = {"exact": self.exact, "over": self.over, "under": self.under}
        present = [kind for kind, number in kinds.items() if number]
        return present[0] if len(present) == 1 else "about"


@dataclass(frozen=True, slots=True)
class PlaceThemes:
    """A unit or an area with the number of answers shown and its themes, the most named first."""

    name: str
    code: str
    answers: int
    themes: Sequence[ThemeShare]


@dataclass(frozen=True, slots=True)
class QuoteInQueue:
    """A waiting quote, opened for the moderator."""

    quote: WaitingQuote
    theme: str
    text: str


def shown_now(question: int, area: AnswerArea, year: int) -> Shown | None:
    """Return the published state of the question in the area and year, or None."""
    state = PublishedState.objects.filter(question_id=question, area=area, year=year).first()
    if state is None:
        return None
    themes = {each.theme_id: ShownTheme(each.answers, ShownAs(each.shown_as)) for each in state.themes.all()}
    return Shown(state.answers, themes)


def questions_for(unit: Unit) -> list[Question]:
    """Return the questions that may be asked in the unit: its own and those of the units above."""
    above = [unit.path[: unit.steplen * level] for level in range(1, unit.depth + 1)]
    return list(Question.objects.filter(unit__path__in=above, retired=False).order_by("-unit__path", "pk"))


def themes_offered(question: Question) -> list[Theme]:
    """Return the themes one can choose among for the question, in order."""
    return list(question.themes.filter(retired=False))


def areas_by_basic_unit(unit: Unit) -> Mapping[str, AnswerArea]:
    """Return the unit's area for each basic unit's code."""
    areas = AnswerArea.objects.filter(unit=unit, retired=False).select_related("unit")
    return {code: area for area in areas for code in area.basic_units}


def answers_of(unit: Unit, year: int) -> int:
    """Return how many answers are shown for the unit and all below it in the year."""
    states = PublishedState.objects.filter(area__unit__path__startswith=unit.path, year=year)
    return states.aggregate(total=Sum("answers"))["total"] or 0


def themes_of(unit: Unit, year: int) -> list[ThemeShare]:
    """Return what people in the unit and all below it care about in the year (of ISO weeks), most named first."""
    rows = _themes_below(unit, year).values("theme_id").annotate(**_SUMS)
    return _shares(rows, _names(row["theme_id"] for row in rows))


def themes_by_child(unit: Unit, children: Sequence[Unit], year: int) -> list[PlaceThemes]:
    """Return the same for each unit directly below, those without anything shown included."""
    width = unit.steplen * (unit.depth + 1)
    branch = Substr("state__area__unit__path", 1, width)
    rows = list(_themes_below(unit, year).annotate(branch=branch).values("branch", "theme_id").annotate(**_SUMS))
    states = PublishedState.objects.filter(area__unit__path__startswith=unit.path, year=year)
    totals = dict(
        states.annotate(branch=Substr("area__unit__path", 1, width)).values_list("branch").annotate(Sum("answers"))
    )
    names = _names(row["theme_id"] for row in rows)
    by_branch: dict[str, list[Row]] = {}
    for row in rows:
        by_branch.setdefault(row["branch"], []).append(row)
    return [
        PlaceThemes(child.name, child.code, totals.get(child.path, 0), _shares(by_branch.get(child.path, ()), names))
        for child in children
    ]


def themes_by_area(unit: Unit, year: int) -> list[PlaceThemes]:
    """Return the same for each of the unit's own areas, those in which too few have answered included."""
    areas = AnswerArea.objects.filter(Q(retired=False) | Q(published_states__year=year), unit=unit).distinct()
    rows = list(
        PublishedTheme.objects.filter(state__area__unit=unit, state__year=year)
        .values("theme_id", area=F("state__area_id"))
        .annotate(**_SUMS)
    )
    totals = dict(
        PublishedState.objects.filter(area__unit=unit, year=year).values_list("area_id").annotate(Sum("answers"))
    )
    names = _names(row["theme_id"] for row in rows)
    by_area: dict[int, list[Row]] = {}
    for row in rows:
        by_area.setdefault(row["area"], []).append(row)
    return [
        PlaceThemes(area.name, area.code, totals.get(area.pk, 0), _shares(by_area.get(area.pk, ()), names))
        for area in areas
    ]


def years_shown(unit: Unit) -> list[int]:
    """Return the years for which something is shown for the unit or below it, the latest first."""
    states = PublishedState.objects.filter(area__unit__path__startswith=unit.path)
    return list(states.order_by("-year").values_list("year", flat=True).distinct())


def quotes_of(unit: Unit, year: int, most: int = 30) -> list[Quote]:
    """Return approved quotes from the unit and below, the latest weeks first."""
    quotes = Quote.objects.filter(area__unit__path__startswith=unit.path, year=year)
    return list(quotes.select_related("theme", "area").order_by("-week_number", "pk")[:most])


def waiting_quotes(unit: Unit) -> list[QuoteInQueue]:
    """Return the quotes from the unit's own areas and below that may be moderated.

    A quote waits until ten answers lie behind its area and week, so that not even the moderator can tell at which
    door it was said.
    """
    waiting = WaitingQuote.objects.filter(area__unit__path__startswith=unit.path).select_related("area")
    ready = _weeks_with_enough(waiting)
    opened = [
        (quote, *open_quote(quote.sealed_quote))
        for quote in waiting.order_by("year", "week_number", "pk")
        if (quote.area_id, quote.year, quote.week_number) in ready
    ]
    names = _names(theme for _quote, theme, _text in opened)
    return [QuoteInQueue(quote, names.get(theme, _("Other")), text) for quote, theme, text in opened]


def _weeks_with_enough(waiting: Iterable[WaitingQuote]) -> set[tuple[int, int, int]]:
    areas = {quote.area_id for quote in waiting}
    answers: dict[tuple[int, int, int], int] = {}
    for tally in WeekTally.objects.filter(area_id__in=areas):
        key = (tally.area_id, tally.year, tally.week_number)
        answers[key] = answers.get(key, 0) + open_tally(tally.sealed_tally).answers
    return {key for key, number in answers.items() if number >= SMALLEST_GROUP}


_SUMS = {
    "named": Sum("answers"),
    "of": Sum("state__answers"),
    "exact": Count("pk", filter=Q(shown_as=ShownAsChoice.EXACT)),
    "over": Count("pk", filter=Q(shown_as=ShownAsChoice.OVER)),
    "under": Count("pk", filter=Q(shown_as=ShownAsChoice.UNDER)),
}


def _themes_below(unit: Unit, year: int) -> QuerySet[PublishedTheme]:
    return PublishedTheme.objects.filter(state__area__unit__path__startswith=unit.path, state__year=year)


def _names(themes: Iterable[int]) -> dict[int, str]:
    return {theme.pk: str(theme) for theme in Theme.objects.filter(pk__in=set(themes))}


def _shares(rows: Iterable[Row], names: Mapping[int, str]) -> list[ThemeShare]:
    shares = [
        ThemeShare(names[row["theme_id"]], row["named"], row["of"], row["exact"], row["over"], row["under"])
        for row in rows
    ]
    return sorted(shares, key=lambda share: (-share.share, share.theme))
