"""The form after the annual meeting: a box of names for each office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.display import day as written_day
from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.models import Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.named_people import Among, named_people
from gjennomslag.organisation.queries.vacancies import board_offices, holdings_of
from gjennomslag.organisation.scope import Scope
from gjennomslag.organisation.services.boards import NewBoard, TookUpLater, new_board

LONGEST_AGO = timedelta(days=366)
ROWS = 2


class BoardForm(forms.Form):
    """When the meeting was, until when people were elected, and a box for each office with a name on each line."""

    on = forms.DateField(
        label=_("Day of the annual meeting"), help_text=_("The new terms begin on this day."), widget=DayInput
    )
    until = forms.DateField(
        label=_("Elected until"),
        help_text=_("Leave empty for terms that run until the next meeting."),
        required=False,
        widget=DayInput,
    )

    def __init__(self, *args: Any, unit: Unit, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unit, self._scope, self._today = unit, scope, today
        self._offices = {f"office-{office.code}": office for office in board_offices(unit)}
        self._current = holdings_of([unit], today)
        self.board: NewBoard | None = None
        language = get_language() or "nb"
        for name, office in self._offices.items():
            names = [each.person.full_name for each in self._current if each.office_id == office.pk]
            self.fields[name] = forms.CharField(
                label=office.name_in(language),
                required=False,
                initial="\n".join(names),
                widget=forms.Textarea(attrs={"rows": max(ROWS, len(names) + 1)}),
            )

    def clean_on(self) -> date:
        """Take a meeting that has been, within the last year."""
        on: date = self.cleaned_data["on"]
        if not self._today - LONGEST_AGO < on <= self._today:
            raise forms.ValidationError(_("Write the day of a meeting that has been held, within the last year."))
        return on

    def clean(self) -> dict[str, Any]:
        """Find everyone who is named, and work out what changes."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        until, on = cleaned.get("until"), cleaned.get("on")
        if until and on and until <= on:
            self.add_error("until", _("Terms must end after they begin."))
        wanted = {office: self._people(name, cleaned.get(name, "")) for name, office in self._offices.items()}
        if not self.errors and on:
            self._work_out(on, until, wanted)
        return cleaned

    def _work_out(self, on: date, until: date | None, wanted: Mapping[Office, Sequence[Person]]) -> None:
        try:
            self.board = new_board(unit=self._unit, on=on, until=until, wanted=wanted)
        except TookUpLater as late:
            self.add_error("on", _took_up_later(late.holding))

    def _people(self, name: str, text: str) -> list[Person]:
        serving = [each.person for each in self._current]
        try:
            return named_people(text, Among(self._scope, self._unit, self._today, serving))
        except forms.ValidationError as faults:
            self.add_error(name, faults)
            return []


def _took_up_later(holding: OfficeHolding) -> str:
    text = _("%(name)s took up office on %(day)s. The meeting must have been later.")
    return str(text) % {"name": holding.person.full_name, "day": written_day(holding.valid_from)}
