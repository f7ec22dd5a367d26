"""The form in which members are chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.messaging.filters import Definition, all_filters
from gjennomslag.organisation.models import Unit


class ChoiceForm(forms.Form):
    """One field for each filter. Those with nothing to choose between are left out."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in all_filters():
            field = each.field(unit)
            if list(getattr(field, "choices", [None])):
                self.fields[each.key] = field

    def definition(self) -> Definition:
        """Return the answers; what is not answered is absent. To be called once the form is valid."""
        keys = {each.key for each in all_filters()}
        answers = ((key, value) for key, value in self.cleaned_data.items() if key in keys)
        return {key: value for key, value in answers if value not in (None, "", [])}


class SegmentForm(ChoiceForm):
    """A segment: its name, who may use it, and the filters."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example “Can stand on a stall”."))
    below = forms.BooleanField(
        label=_("The units below may use it too"),
        help_text=_("Each of them sees its own members only."),
        required=False,
    )

    def __init__(self, *args: Any, unit: Unit, has_below: bool, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        if not has_below:
            del self.fields["below"]
