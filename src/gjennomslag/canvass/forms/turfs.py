"""Changes of turfs, and of the order in which one is walked."""

from __future__ import annotations

from typing import Any

import numpy as np
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.address_files.coordinates import DEGREES, to_metres
from gjennomslag.canvass.models import Turf
from gjennomslag.canvass.queries.turf_doors import doors_meant


def _posted_ids(form: forms.Form, name: str) -> list[tuple[str, str]]:
    """Return the ids that were sent, as choices: the service looks at which of them are the turf's."""
    assert isinstance(form.data, QueryDict)
    return [(key, key) for key in form.data.getlist(name) if key.isdigit() and len(key) < 19]


class MoveDoorsForm(forms.Form):
    """Doors chosen in a turf, one by one or by street side, house or entrance, and where to (empty: a new turf)."""

    doors = forms.TypedMultipleChoiceField(coerce=int, required=False)
    group = forms.CharField(required=False, max_length=60)
    to = forms.ModelChoiceField(queryset=Turf.objects.none(), required=False)
    chosen: set[int]

    def __init__(self, *args: Any, turf: Turf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turf = turf
        doors, to = self.fields["doors"], self.fields["to"]
        assert isinstance(doors, forms.TypedMultipleChoiceField)
        assert isinstance(to, forms.ModelChoiceField)
        doors.choices = _posted_ids(self, "doors")
        to.queryset = Turf.objects.filter(drive=turf.drive).exclude(pk=turf.pk)

    def clean(self) -> dict[str, Any]:
        """Find the doors of the turf that are meant; refuse when there are none."""
        values = super().clean() or {}
        self.chosen = doors_meant(self.turf, values.get("doors", []), [values.get("group", "")])
        if not self.chosen and not self.errors:
            raise forms.ValidationError(_("Choose the doors you want to move."))
        return values


class OrderForm(forms.Form):
    """A turf's addresses (ids) in the order on the page, and what is to be done with it.

    ``up`` and ``down`` move one address by one place, ``which`` moves one to ``place`` (counted from 1), ``anew`` lets
    the system order the turf. Without any of these the order itself is what is wanted: addresses were dragged.
    """

    address = forms.TypedMultipleChoiceField(coerce=int, required=False)
    up = forms.IntegerField(required=False)
    down = forms.IntegerField(required=False)
    which = forms.IntegerField(required=False)
    place = forms.IntegerField(required=False)
    move = forms.BooleanField(required=False)
    anew = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addresses = self.fields["address"]
        assert isinstance(addresses, forms.TypedMultipleChoiceField)
        addresses.choices = _posted_ids(self, "address")

    def clean(self) -> dict[str, Any]:
        """Refuse a move to a place that the walk does not have."""
        values = super().clean() or {}
        last = len(values.get("address", []))
        if values.get("move") and not 1 <= (values.get("place") or 0) <= last:
            raise forms.ValidationError(_("Write a number from 1 to %(last)d."), params={"last": last})
        return values

    def order(self) -> list[int]:
        """Return the addresses in the order that is wanted."""
        values = self.cleaned_data
        order: list[int] = list(values["address"])
        which = values["up"] or values["down"] or (values["which"] if values["move"] else None)
        if which not in order:
            return order
        here = order.index(which)
        wanted = {values["up"]: here - 1, values["down"]: here + 1}.get(which, (values["place"] or 0) - 1)
        order.insert(max(0, wanted), order.pop(here))
        return order


class SplitForm(forms.Form):
    """After how many addresses a turf is split; without a number, half-way."""

    after = forms.IntegerField(required=False, min_value=1, max_value=100_000)


class LineForm(forms.Form):
    """A line drawn on the map: ``longitude,latitude`` in degrees for each point, with spaces between the points."""

    line = forms.CharField(max_length=20_000)

    def clean_line(self) -> list[tuple[float, float]]:
        """Return the points in metres (EPSG:25833)."""
        try:
            degrees = [[float(part) for part in point.split(",")] for point in self.cleaned_data["line"].split()]
            east, north = np.array(degrees, dtype=np.float64).reshape(len(degrees), 2).T
            metres = np.column_stack(to_metres(east, north, DEGREES))
        except ValueError as fault:
            raise forms.ValidationError(_("The line could not be read. Draw it anew.")) from fault
        return [(float(east), float(north)) for east, north in metres]


class MergeForm(forms.Form):
    """The turf that is put together with this one."""

    other = forms.ModelChoiceField(
        queryset=Turf.objects.none(), error_messages={"required": gettext_lazy("Choose the other turf.")}
    )

    def __init__(self, *args: Any, turf: Turf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, forms.ModelChoiceField)
        other.queryset = Turf.objects.filter(drive=turf.drive).exclude(pk=turf.pk)
