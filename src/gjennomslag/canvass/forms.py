"""The forms of canvassing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import Drive, Turf
from gjennomslag.canvass.queries.areas import Area
from gjennomslag.core.forms import DayInput
from gjennomslag.voices.models import Question


def area_label(area: Area) -> str:
    """Return the area's name with its doors, in words."""
    doors = ngettext("%(count)d door", "%(count)d doors", area.doors) % {"count": area.doors}
    return f"{area.name} ({doors})"


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
        fields = ["title", "starts_on", "ends_on", "basic_units", "doors_per_turf", "introduction", "script"]
        labels = {
            "title": gettext_lazy("Name of the drive"),
            "starts_on": gettext_lazy("First day"),
            "ends_on": gettext_lazy("Last day"),
            "doors_per_turf": gettext_lazy("Doors in each turf"),
            "introduction": gettext_lazy("First words at the door"),
            "script": gettext_lazy("Talking points"),
        }
        help_texts = {
            "doors_per_turf": gettext_lazy("A pair manages about 60 doors in an afternoon."),
            "introduction": gettext_lazy("Such as: Hi, we are from the local branch. What matters most to you here?"),
        }
        widgets = {"starts_on": DayInput, "ends_on": DayInput, "introduction": forms.Textarea(attrs={"rows": 3})}

    field_order = [
        "title",
        "starts_on",
        "ends_on",
        "basic_units",
        "doors_per_turf",
        "question",
        "introduction",
        "script",
    ]

    def __init__(self, *args: Any, areas: Sequence[Area], questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["question"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = Question.objects.filter(pk__in=[question.pk for question in questions])
        chosen = self.fields["basic_units"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(area.code, area_label(area)) for area in areas]

    def clean(self) -> dict[str, Any]:
        """Refuse a drive that ends before it starts."""
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Choose a later day."))
        return values


class MoveDoorsForm(forms.Form):
    """Doors chosen in a turf, and the turf they move to (empty: a new one)."""

    doors = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose the doors you want to move.")}
    )
    to = forms.ModelChoiceField(queryset=Turf.objects.none(), required=False)

    def __init__(self, *args: Any, turf: Turf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doors, to = self.fields["doors"], self.fields["to"]
        assert isinstance(doors, forms.TypedMultipleChoiceField)
        assert isinstance(to, forms.ModelChoiceField)
        doors.choices = [(key, key) for key in turf.stops.values_list("door", flat=True)]
        to.queryset = Turf.objects.filter(drive=turf.drive).exclude(pk=turf.pk)


class VisitForm(forms.Form):
    """What happened at a door."""

    state = forms.ChoiceField(choices=DoorState.choices)
