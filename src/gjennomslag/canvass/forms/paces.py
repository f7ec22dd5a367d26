"""How fast pairs work: what a unit starts from, and how long it really took."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gjennomslag.canvass.models import Outing, UnitPace
from gjennomslag.canvass.models.rates import RATES
from gjennomslag.canvass.rules import is_far_off
from gjennomslag.core.display import duration


class PaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The pace a unit starts from."""

    class Meta:
        model = UnitPace
        fields = RATES
        localized_fields = RATES
        widgets = dict.fromkeys(RATES, forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        labels = {
            "minutes_per_door": gettext_lazy("Minutes at each door"),
            "minutes_per_floor": gettext_lazy("Minutes for each floor in a block"),
            "metres_per_minute": gettext_lazy("Metres walked in a minute"),
        }
        help_texts = {
            "minutes_per_door": gettext_lazy("The mean of doors that open and doors that do not."),
            "minutes_per_floor": gettext_lazy("One floor up and down again."),
            "metres_per_minute": gettext_lazy(
                "Along the streets where your branch has them, else in a straight line from address to address."
            ),
        }


class HoursForm(forms.Form):
    """For how long the pairs were out in each turf that was walked. Every answer may be left out.

    Hours far from what was expected are asked about once: they are taken when somebody says that they are right,
    and what they said stays ticked while something else is corrected.
    """

    def __init__(self, *args: Any, outings: Sequence[Outing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outings = outings
        for each in outings:
            doors = ngettext("%(count)d door", "%(count)d doors", each.doors) % {"count": each.doors}
            expected = duration(each.expected_minutes * 60)
            self.fields[_field_of(each)] = forms.DecimalField(
                label=_("Turf %(number)d: hours out, all pairs together") % {"number": each.turf_number},
                help_text=_("%(doors)s knocked on. We expected about %(time)s.") % {"doors": doors, "time": expected},
                initial=Decimal(f"{each.minutes / 60:.2f}".rstrip("0").rstrip(".")) if each.minutes else None,
                required=False,
                localize=True,
                min_value=Decimal("0.1"),
                max_value=Decimal(200),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask back where hours are far from what was expected."""
        values = super().clean() or {}
        for outing in self.outings:
            hours = values.get(_field_of(outing))
            outing.minutes = round(hours * 60) if hours else 0
        far_off = [outing for outing in self.outings if outing.minutes and is_far_off(outing)]
        if far_off:
            self.fields["sure"] = forms.BooleanField(label=_("The hours are right as they are"), required=False)
        if far_off and "sure" not in self.data:
            words = _("You wrote %(time)s. We expected about %(expected)s. Correct it, or say below that it is right.")
            for outing in far_off:
                times = {"time": duration(outing.minutes * 60), "expected": duration(outing.expected_minutes * 60)}
                self.add_error(_field_of(outing), words % times)
        return values

    def minutes(self) -> dict[int, int]:
        """Return the minutes for the turfs that were answered, by turf number."""
        return {outing.turf_number: outing.minutes for outing in self.outings if outing.minutes}


def _field_of(outing: Outing) -> str:
    return f"turf-{outing.turf_number}"
