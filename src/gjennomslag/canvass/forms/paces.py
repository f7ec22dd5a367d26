"""How fast pairs work: what a unit starts from, and how long it really took."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.models import UnitPace
from gjennomslag.canvass.queries.paces import Done
from gjennomslag.core.display import duration


class PaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The pace a unit starts from."""

    class Meta:
        model = UnitPace
        fields = ["minutes_per_door", "minutes_per_floor", "metres_per_minute"]
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
    """For how long the pairs were out in each turf that was walked. Every answer may be left out."""

    def __init__(self, *args: Any, done: Sequence[Done], pace: Pace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turfs = [each.turf.number for each in done]
        for each in done:
            doors = ngettext("%(count)d door", "%(count)d doors", each.doors) % {"count": each.doors}
            expected = duration(each.expected_minutes(pace) * 60)
            self.fields[f"turf-{each.turf.number}"] = forms.DecimalField(
                label=_("Turf %(number)d: hours out, all pairs together") % {"number": each.turf.number},
                help_text=_("%(doors)s knocked on. We expected about %(time)s.") % {"doors": doors, "time": expected},
                required=False,
                localize=True,
                min_value=Decimal("0.1"),
                max_value=Decimal(200),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def minutes(self) -> dict[int, int]:
        """Return the minutes for the turfs that were answered, by turf number."""
        given = {number: self.cleaned_data.get(f"turf-{number}") for number in self.turfs}
        return {number: round(hours * 60) for number, hours in given.items() if hours}
