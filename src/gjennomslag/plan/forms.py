"""The forms of the plan room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.plan.choices import Basis

LARGEST = 100_000_000


class CommitForm(forms.Form):
    """A unit's own number for a year."""

    number = forms.IntegerField(label=_("Our own number"), min_value=0, max_value=LARGEST)


class ShareForm(forms.Form):
    """A number to share out, and what by."""

    number = forms.IntegerField(label=_("Number to share out"), min_value=0, max_value=LARGEST)
    basis = forms.ChoiceField(label=_("Share out by"), choices=Basis.choices, widget=forms.RadioSelect)


class ReviseForm(forms.Form):
    """New numbers for some years of a sheet, and why. Years left empty keep theirs."""

    reason = forms.CharField(label=_("Why, and who decided it"), max_length=200)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(years)
        for year in self.years:
            self.fields[f"year_{year}"] = forms.IntegerField(
                label=_("New number for %(year)s") % {"year": year}, min_value=0, max_value=LARGEST, required=False
            )
        self.order_fields([*(f"year_{year}" for year in self.years), "reason"])

    def clean(self) -> dict[str, Any]:
        """Refuse a revision that changes nothing."""
        values = super().clean() or {}
        if not self.errors and not self.numbers():
            raise forms.ValidationError(_("Give at least one year a new number."))
        return values

    def numbers(self) -> dict[int, int]:
        """Return the years that were given a number."""
        numbers = {year: self.cleaned_data.get(f"year_{year}") for year in self.years}
        return {year: number for year, number in numbers.items() if number is not None}
