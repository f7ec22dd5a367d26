"""What a drive is, and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.area_texts import area_label
from gjennomslag.canvass.models import Drive
from gjennomslag.canvass.queries.coverage import Coverage
from gjennomslag.canvass.rules import LONGEST_DRIVE
from gjennomslag.core.forms import DayInput
from gjennomslag.voices.models import Question

_USUAL_HOURS = Decimal(3)


def _hours(**more: Any) -> forms.DecimalField:
    """Return the field that asks for how long a pair is out; the model alone would complain of digits, not of hours."""
    return forms.DecimalField(
        label=gettext_lazy("Hours each pair has"),
        min_value=Decimal("0.5"),
        max_value=Decimal(12),
        decimal_places=1,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        initial=_USUAL_HOURS,
        **more,
    )


class _DriveForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a drive is, beside its areas: when, how large the turfs are, and what to say."""

    question = forms.ModelChoiceField(
        label=gettext_lazy("What will you ask?"),
        queryset=Question.objects.none(),
        required=False,
        empty_label=gettext_lazy("No question; just count conversations"),
        help_text=gettext_lazy("Answers are counted for a whole area, never for a door."),
    )

    hours = _hours(help_text=gettext_lazy("We cut turfs that a pair finishes in this time."))

    class Meta:
        model = Drive
        fields = [
            "title",
            "starts_on",
            "ends_on",
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
            "doors_per_turf": gettext_lazy("Doors in each turf"),
            "introduction": gettext_lazy("First words at the door"),
            "script": gettext_lazy("Talking points"),
        }
        help_texts = {
            "skips_talked": gettext_lazy("We remember it for 30 days after a drive. Then we only know the area."),
            "pairs": gettext_lazy("Two people are a pair. Then we can say how many afternoons it takes."),
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

    def __init__(self, *args: Any, today: date, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        asked = self.fields["question"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = Question.objects.filter(pk__in=[question.pk for question in questions])

    def clean(self) -> dict[str, Any]:
        """Refuse a drive that ends before it starts, is over already, or would keep what is noted at doors for long."""
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first. Choose a later day."))
        elif last and last < self.today and "ends_on" in self.changed_data:
            self.add_error("ends_on", _("The last day has passed. Choose a later day."))
        elif first and last and last - first > LONGEST_DRIVE and {"starts_on", "ends_on"} & set(self.changed_data):
            words = _("A drive lasts half a year at most. Choose an earlier day, or start a new drive.")
            self.add_error("ends_on", words)
        return values


class DriveForm(_DriveForm):
    """What a new drive needs."""

    basic_units = forms.MultipleChoiceField(
        label=gettext_lazy("Where will you knock?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one area.")},
    )

    def __init__(self, *args: Any, areas: Sequence[Coverage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["basic_units"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(each.area.code, area_label(each)) for each in areas]


class ChangeDriveForm(_DriveForm):
    """What can be changed of a drive: all but its areas, and its first day and what it asks while nobody has begun.

    A first day that moved along would let the last one move for ever, and what is noted at doors stay as long (P4).
    """

    def __init__(self, *args: Any, untouched: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["question"] = self.instance.question
        if not untouched:
            for name in ("starts_on", "question"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("You have begun, so this stays as it is.")


class CrewForm(forms.Form):
    """How many come, and for how long: what a number of afternoons depends on."""

    USUAL: ClassVar[dict[str, Any]] = {"pairs": 4, "hours": _USUAL_HOURS}

    pairs = forms.IntegerField(
        label=gettext_lazy("Pairs each time"), min_value=1, max_value=500, initial=USUAL["pairs"]
    )
    hours = _hours()
