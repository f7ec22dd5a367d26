"""The forms of canvassing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gjennomslag.algorithms.routes import Pace
from gjennomslag.canvass.address_files.coordinates import DEGREES, to_metres
from gjennomslag.canvass.models import Drive, Turf, UnitPace
from gjennomslag.canvass.queries.coverage import Coverage
from gjennomslag.canvass.queries.finding import addresses_like
from gjennomslag.canvass.queries.paces import Done
from gjennomslag.canvass.queries.turf_doors import doors_meant
from gjennomslag.canvass.services.turfs import NamedPlace
from gjennomslag.core.display import duration
from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.models import Unit
from gjennomslag.voices.models import Question

LARGEST_UPLOAD = 500_000_000


def area_label(coverage: Coverage) -> str:
    """Return the area's name with its doors and when it was last visited, in words."""
    doors = ngettext("%(count)d door", "%(count)d doors", coverage.area.doors) % {"count": coverage.area.doors}
    return f"{coverage.area.name} ({doors}, {last_visit_in_words(coverage)})"


def last_visit_in_words(coverage: Coverage) -> str:
    """Say when the area was last visited: the month, or never."""
    if coverage.last is None:
        return _("never visited")
    return _("visited in %(month)s") % {"month": date_format(coverage.last, "F Y")}


class DriveForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a drive needs: when, where, how large the turfs are, and what to say."""

    basic_units = forms.MultipleChoiceField(
        label=gettext_lazy("Where will you knock?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one area.")},
    )

    question = forms.ModelChoiceField(
        label=gettext_lazy("What will you ask?"),
        queryset=Question.objects.none(),
        required=False,
        empty_label=gettext_lazy("No question; just count conversations"),
        help_text=gettext_lazy("Answers are counted for a whole area, never for a door."),
    )

    class Meta:
        model = Drive
        fields = [
            "title",
            "starts_on",
            "ends_on",
            "basic_units",
            "skips_talked",
            "pairs",
            "hours",
            "doors_per_turf",
            "introduction",
            "script",
        ]
        labels = {
            "title": gettext_lazy("Name of the drive"),
            "starts_on": gettext_lazy("First day"),
            "ends_on": gettext_lazy("Last day"),
            "skips_talked": gettext_lazy("Leave out doors where you have already talked with somebody"),
            "pairs": gettext_lazy("How many pairs come each time?"),
            "hours": gettext_lazy("Hours each pair has"),
            "doors_per_turf": gettext_lazy("Doors in each turf"),
            "introduction": gettext_lazy("First words at the door"),
            "script": gettext_lazy("Talking points"),
        }
        help_texts = {
            "skips_talked": gettext_lazy("We remember it for 30 days after a drive. Then we only know the area."),
            "pairs": gettext_lazy("Two people are a pair. Then we can say how many afternoons it takes."),
            "hours": gettext_lazy("We cut turfs that a pair finishes in this time."),
            "doors_per_turf": gettext_lazy("Leave it empty to cut by time. A number here goes before the hours."),
            "introduction": gettext_lazy("Such as: Hi, we are from the local branch. What matters most to you here?"),
        }
        widgets = {"starts_on": DayInput, "ends_on": DayInput, "introduction": forms.Textarea(attrs={"rows": 3})}

    field_order = [
        "title",
        "starts_on",
        "ends_on",
        "basic_units",
        "skips_talked",
        "pairs",
        "hours",
        "doors_per_turf",
        "question",
        "introduction",
        "script",
    ]

    def __init__(self, *args: Any, areas: Sequence[Coverage], questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["question"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = Question.objects.filter(pk__in=[question.pk for question in questions])
        chosen = self.fields["basic_units"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(each.area.code, area_label(each)) for each in areas]

    def clean(self) -> dict[str, Any]:
        """Refuse a drive that ends before it starts."""
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Choose a later day."))
        return values


class CrewForm(forms.Form):
    """How many come, and for how long: what a number of afternoons depends on."""

    USUAL: ClassVar[dict[str, Any]] = {"pairs": 4, "hours": Decimal(3)}

    pairs = forms.IntegerField(
        label=gettext_lazy("Pairs each time"), min_value=1, max_value=500, initial=USUAL["pairs"]
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours each pair has"),
        min_value=Decimal("0.5"),
        max_value=Decimal(12),
        decimal_places=1,
        initial=USUAL["hours"],
    )


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


class BarriersForm(forms.Form):
    """A GeoJSON file of lines."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file with lines"),
        help_text=gettext_lazy("Rivers, railways and main roads, in degrees (WGS 84). At most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> tuple[str, str]:
        """Return the name and the text of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > 20_000_000:
            raise forms.ValidationError(_("The file is larger than 20 MB. Cut out the area you need."))
        try:
            return sent.name, sent.read().decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(_("This is not GeoJSON. Export the lines as GeoJSON and try again.")) from fault


class StreetsForm(forms.Form):
    """An extract of OpenStreetMap. What is in it is read afterwards, in the background."""

    file = forms.FileField(
        label=gettext_lazy("File from OpenStreetMap"),
        help_text=gettext_lazy("Its name ends in .osm.pbf. At most 500 MB."),
        widget=forms.FileInput(attrs={"accept": ".pbf"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file larger than a county's, and one that is something else by its name."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 500 MB. Cut out your municipality, for instance at extract.bbbike.org.")
            )
        if not str(upload.name).lower().endswith(".pbf"):
            raise forms.ValidationError(
                _("This is not an .osm.pbf file. Choose the format «Protocolbuffer (PBF)» when you download it.")
            )
        return upload


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
    place = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    move = forms.BooleanField(required=False)
    anew = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addresses = self.fields["address"]
        assert isinstance(addresses, forms.TypedMultipleChoiceField)
        addresses.choices = _posted_ids(self, "address")

    def order(self) -> list[int]:
        """Return the addresses in the order that is wanted."""
        values = self.cleaned_data
        order: list[int] = list(values["address"])
        which = values["up"] or values["down"] or (values["which"] if values["move"] else None)
        if which not in order:
            return order
        here = order.index(which)
        wanted = {values["up"]: here - 1, values["down"]: here + 1}.get(which, (values["place"] or here + 1) - 1)
        order.insert(max(0, min(wanted, len(order) - 1)), order.pop(here))
        return order


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


class AddressFileForm(forms.Form):
    """A file from Kartverket. What is in it is checked afterwards, in the background."""

    file = forms.FileField(
        label=gettext_lazy("File from Kartverket"),
        help_text=gettext_lazy("A zip or CSV file, at most 500 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,.csv"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file larger than any county's."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is too large. Choose the file of one municipality."))
        return upload


class WishSearchForm(forms.Form):
    """The address where somebody has asked us not to knock."""

    address = forms.CharField(
        label=gettext_lazy("Find a door"),
        help_text=gettext_lazy(
            "Write the beginning of the address, such as the street. Here you lift a wish that was noted by mistake, or"
            " that no longer holds because somebody has moved."
        ),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
