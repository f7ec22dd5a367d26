"""Where walks begin and end."""

from __future__ import annotations

from typing import Any

import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.address_files.coordinates import DEGREES, to_metres
from gjennomslag.canvass.queries.finding import addresses_like
from gjennomslag.canvass.services.turfs import NamedPlace
from gjennomslag.organisation.models import Unit


class PlacesForm(forms.Form):
    """Where walks begin and where people meet afterwards: an address, or a point picked on the map, or nothing."""

    start = forms.CharField(label=gettext_lazy("Walks begin at"), required=False, max_length=120)
    start_at = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    meeting = forms.CharField(label=gettext_lazy("People meet afterwards at"), required=False, max_length=120)
    meeting_at = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, finder: str, **kwargs: Any) -> None:
        """Take the address that offers what could be meant while somebody writes."""
        super().__init__(*args, **kwargs)
        self.unit = unit
        for name in ("start", "meeting"):
            self.fields[name].help_text = _("Write an address. Leave it empty to begin or end anywhere.")
            self.fields[name].widget.attrs |= {
                "list": f"found-{name}",
                "autocomplete": "off",
                "hx-get": finder,
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#found-{name}",
            }

    def clean(self) -> dict[str, Any]:
        """Find the places: ``NamedPlace`` or None for each."""
        values = super().clean() or {}
        for name in ("start", "meeting"):
            values[name] = self._place(name, values.get(name, ""), values.get(f"{name}_at", ""))
        return values

    def _place(self, name: str, words: str, at: str) -> NamedPlace | None:
        """Return the point that was picked on the map, else the address that is written so, else None with a fault.

        A point that was there before counts only as long as nobody writes another name.
        """
        if not words:
            return None
        stale = at == self.initial.get(f"{name}_at") and words != self.initial.get(name)
        if at and not stale:
            return self._picked(name, words, at)
        found = addresses_like(self.unit, words)
        if len(found) == 1:
            return NamedPlace(found[0].text, found[0].east, found[0].north)
        if found:
            several = ", ".join(each.text for each in found)
            self.add_error(
                name, _("Several addresses begin so. Write one of them in full: %(several)s") % {"several": several}
            )
        else:
            self.add_error(name, _("We know no such address here. Check the spelling, or pick the place on the map."))
        return None

    def _picked(self, name: str, words: str, at: str) -> NamedPlace | None:
        try:
            longitude, latitude = (float(part) for part in at.split(","))
            east, north = to_metres(np.array([longitude]), np.array([latitude]), DEGREES)
            if not (np.isfinite(east).all() and np.isfinite(north).all()):
                raise ValueError
        except ValueError:
            self.add_error(name, _("The place on the map could not be read. Pick it anew."))
            return None
        return NamedPlace(words, float(east[0]), float(north[0]))
