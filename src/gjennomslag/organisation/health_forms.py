"""The forms of a branch's health and of members' dues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import DayInput

_YEARS_BACK = 3


class SubGroupForm(forms.Form):
    """What a sub-group is called, and where its members live."""

    name = forms.CharField(label=_("What shall it be called?"), max_length=120)
    postal_codes = forms.MultipleChoiceField(
        label=_("Where do its members live?"),
        help_text=_("The members stay members of the branch too."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["postal_codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, f"{code} {place} ({number})") for code, place, number in places]


class DuesForm(forms.Form):
    """For which year a member has paid, and when."""

    year = forms.TypedChoiceField(label=_("Paid for"), coerce=int)
    paid_on = forms.DateField(label=_("Paid on"), widget=DayInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        years = range(today.year + 1, today.year - _YEARS_BACK, -1)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(year, str(year)) for year in years]
        field.initial = today.year
        self.fields["paid_on"].initial = today

    def clean_paid_on(self) -> date:
        """Refuse days that have not come yet."""
        day: date = self.cleaned_data["paid_on"]
        if day > self._today:
            raise forms.ValidationError(_("The day has not come yet."))
        return day
