"""The form for typing in a walk list: one choice for each door, and sums for what people care about."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.choices import DoorMark
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.queries.walks import Stop, WalkDoor
from gjennomslag.canvass.services.paper import TypedTally
from gjennomslag.canvass.sheet_codes import read_code
from gjennomslag.core.forms import DayInput
from gjennomslag.voices.models import AnswerArea, Theme

KEYS: Mapping[str, DoorMark] = {
    "1": DoorMark.NO_ANSWER,
    "2": DoorMark.NO_ACCESS,
    "3": DoorMark.DONE,
    "4": DoorMark.DO_NOT_KNOCK,
    "0": DoorMark.NOT_VISITED,
}
"""What each key records. Zero takes back what is recorded of the day."""
MOST_ANSWERS = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """One key at one door."""

    key: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A door on the page: its field's name and its choices."""

    door: WalkDoor
    name: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class AreaFields:
    """The fields for the answers of one area."""

    area: AnswerArea
    answers: forms.BoundField
    themes: Sequence[forms.BoundField]


class SheetForm(forms.Form):
    """What stands on a walk list: the day, the sheet's code, a mark for each door, and the sums of the strokes."""

    day = forms.DateField(label=gettext_lazy("Which day were they out?"), widget=DayInput)
    code = forms.CharField(
        label=gettext_lazy("The sheet's code"),
        required=False,
        max_length=12,
        help_text=gettext_lazy("Six signs below the square code. Needed where there are answers."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    page = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        drive: Drive,
        today: date,
        stops: Sequence[Stop],
        areas: Sequence[AnswerArea],
        themes: Sequence[Theme],
        code: str = "",
    ) -> None:
        super().__init__(data, initial={"day": today, "page": uuid.uuid4(), "code": code})
        self.drive, self.today, self.stops, self.areas, self.themes = drive, today, stops, areas, themes
        marks = [("", ""), *((mark.value, mark.label) for mark in KEYS.values())]
        for stop in stops:
            for door in stop.doors:
                self.fields[_door_field(door)] = forms.ChoiceField(choices=marks, required=False)
        for area in areas if themes else []:
            self.fields[_area_field(area)] = _sum_field(_("Conversations in which somebody answered"))
            for theme in themes:
                self.fields[_theme_field(area, theme)] = _sum_field(str(theme))

    def rows(self) -> Iterator[tuple[Stop, list[DoorRow]]]:
        """Return the addresses in walking order, each with its doors' choices."""
        for stop in self.stops:
            yield stop, [self._row(door) for door in stop.doors]

    def _row(self, door: WalkDoor) -> DoorRow:
        name = _door_field(door)
        chosen = self.data.get(name, "") if self.is_bound else ""
        offered = [key for key in KEYS if key != "0" or door.day is not None]
        choices = [Choice(key, KEYS[key].value, str(KEYS[key].label), chosen == KEYS[key].value) for key in offered]
        return DoorRow(door, name, choices)

    def area_fields(self) -> Iterator[AreaFields]:
        """Return the fields for answers, area by area."""
        for area in self.areas if self.themes else []:
            yield AreaFields(area, self[_area_field(area)], [self[_theme_field(area, theme)] for theme in self.themes])

    def clean_day(self) -> date:
        """Refuse a day on which nobody can have been out in the drive."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        if day < self.drive.starts_on:
            raise forms.ValidationError(_("The drive had not begun on that day."))
        return day

    def clean_code(self) -> str:
        """Return the code, or refuse one that is read wrong."""
        text = self.cleaned_data["code"]
        if not text:
            return ""
        code = read_code(text)
        if code is None:
            raise forms.ValidationError(_("This is not a sheet's code. Look once more; it is six letters and digits."))
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse an empty sheet, answers without a code, and a theme named more often than there are answers."""
        values = super().clean() or {}
        if self.errors:
            return values
        tallies = self.tallies()
        if not self.marks() and not tallies:
            raise forms.ValidationError(_("Nothing is typed in yet. Choose what happened at least at one door."))
        if tallies and not values.get("code"):
            self.add_error("code", _("Write the sheet's code, so that its answers are counted only once."))
        for tally in tallies:
            if any(answers > tally.answers for answers in tally.themes.values()):
                name = f"answers-{tally.area}"
                self.add_error(name, _("A theme is named more often than there are answers. Count the strokes again."))
        return values

    def marks(self) -> dict[int, DoorMark]:
        """Return what was chosen, by door."""
        doors = [door for stop in self.stops for door in stop.doors]
        given = {door.door.pk: self.cleaned_data.get(_door_field(door), "") for door in doors}
        return {door: DoorMark(mark) for door, mark in given.items() if mark}

    def tallies(self) -> list[TypedTally]:
        """Return the sums of the areas in which anything was counted."""
        return [tally for tally in map(self._tally, self.areas if self.themes else []) if tally.answers or tally.themes]

    def _tally(self, area: AnswerArea) -> TypedTally:
        given = {theme.pk: self.cleaned_data.get(_theme_field(area, theme)) for theme in self.themes}
        themes = {theme: number for theme, number in given.items() if number}
        return TypedTally(area.pk, self.cleaned_data.get(_area_field(area)) or 0, themes)


def _door_field(door: WalkDoor) -> str:
    return f"door-{door.door.pk}"


def _area_field(area: AnswerArea) -> str:
    return f"answers-{area.pk}"


def _theme_field(area: AnswerArea, theme: Theme) -> str:
    return f"theme-{area.pk}-{theme.pk}"


def _sum_field(label: str) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_ANSWERS, widget=box)
