"""The forms about student branches at universities and colleges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.models import Unit


def _past_day(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("The day has not come yet."))
    return day


class StudentBranchForm(forms.Form):
    """What a new student branch is called, since when it exists, and whether those who study there belong to it."""

    name = forms.CharField(label=_("Name of the student branch"), max_length=120)
    on = forms.DateField(label=_("Founded on"), widget=DayInput)
    with_students = forms.BooleanField(
        label=_("Those who have said that they study there become members of it"),
        help_text=_("They stay members of their own branch too."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_on(self) -> date:
        """Refuse days that have not come yet."""
        return _past_day(self.cleaned_data["on"], self._today)


class ServeForm(forms.Form):
    """Which student branch serves the institution already, and since when."""

    branch = forms.ChoiceField(label=_("Student branch"))
    since = forms.DateField(label=_("Since"), widget=DayInput)

    def __init__(self, *args: Any, branches: Sequence[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.code, each.name) for each in branches]

    def clean_since(self) -> date:
        """Refuse days that have not come yet."""
        return _past_day(self.cleaned_data["since"], self._today)
