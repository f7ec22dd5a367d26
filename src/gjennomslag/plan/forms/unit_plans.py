"""The forms of a unit's own plan: its aims and measures, its adoption, reports about it, and the template."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import display
from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.models import Office
from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.forms import ActForm, PaperField
from gjennomslag.plan.models import PlanItem
from gjennomslag.plan.services.unit_plans import Adoption, Measure

EARLIEST_YEAR = 2020


class OwnActForm(ActForm):
    """What was done for a measure of the unit's own, and which items of the plan above it counts for as well."""

    serves = forms.MultipleChoiceField(
        label=_("Count it for these lines of the party's plan as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, serves: Iterable[PlanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["assessment"]
        choices = [(str(item.pk), str(item)) for item in serves]
        self.fields["serves"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["serves"]


class AimForm(forms.Form):
    """What a unit itself wants to achieve under a goal."""

    aim = forms.CharField(
        label=_("What do we want to achieve here?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that everyone understands, with a number if you can."),
    )


class MeasureForm(forms.Form):
    """A measure of the unit's own: what, in which order, who sees to it, by when, and what it makes concrete."""

    title = forms.CharField(
        label=_("What will we do?"), max_length=200, help_text=_("Begin with a verb: “Knock on 400 doors in May”.")
    )
    priority = forms.TypedChoiceField(
        label=_("How important is it?"), choices=MeasurePriority.choices, coerce=int, widget=forms.RadioSelect
    )
    office = forms.ChoiceField(
        label=_("Who sees to it?"),
        required=False,
        help_text=_("An office, not a name: then the plan still holds when somebody else takes over."),
    )
    deadline = forms.DateField(label=_("By when?"), widget=DayInput)
    supports = forms.MultipleChoiceField(
        label=_("Which lines of the party's plan does it make concrete?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, offices: Iterable[Office], supports: Iterable[PlanItem], last: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.items = {str(item.pk): item for item in supports}
        self.last = last
        language = get_language() or "nb"
        names = [(key, office.name_in(language)) for key, office in self.offices.items()]
        self.fields["office"].choices = [("", _("The whole board")), *names]  # type: ignore[attr-defined]
        self.fields["supports"].choices = [(key, str(item)) for key, item in self.items.items()]  # type: ignore[attr-defined]

    def clean_deadline(self) -> date:
        """Refuse days after the end of the plan above."""
        day: date = self.cleaned_data["deadline"]
        if day > self.last or day.year < EARLIEST_YEAR:
            raise forms.ValidationError(
                _("Choose a day up to %(last)s, when the party's plan ends.") % {"last": display.day(self.last)}
            )
        return day

    def measure(self, goal: PlanItem) -> Measure:
        """Return the measure that was filled in. The form must be valid."""
        values = self.cleaned_data
        return Measure(
            goal,
            values["title"],
            MeasurePriority(values["priority"]),
            self.offices.get(values["office"]),
            values["deadline"],
            [self.items[key] for key in values["supports"]],
        )


class AdoptForm(forms.Form):
    """Who adopted the plan and when, the minutes, and whether other units may see the measures."""

    day = forms.DateField(label=_("When was it adopted?"), widget=DayInput)
    adopter = forms.ChoiceField(label=_("Who adopted it?"), choices=Adopter.choices, widget=forms.RadioSelect)
    minutes = forms.CharField(
        label=_("What the minutes say"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Paste the decision, give a link or a file: one of them."),
    )
    link = forms.URLField(label=_("Link to the minutes"), required=False, assume_scheme="https")
    file = PaperField(label=_("The minutes as a file"))
    sharing = forms.ChoiceField(
        label=_("May other units see your measures as examples?"), choices=Sharing.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_day(self) -> date:
        """Refuse days before the version it takes the place of, and days that have not come."""
        day: date = self.cleaned_data["day"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s.")
                % {"first": display.day(self.first), "last": display.day(self.last)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the minutes in one form or another."""
        values = super().clean() or {}
        if not self.errors and not (values.get("minutes") or values.get("link") or values.get("file")):
            raise forms.ValidationError(_("Give the minutes: a text, a link or a file."))
        return values

    def adoption(self) -> Adoption:
        """Return the adoption that was filled in. The form must be valid."""
        values = self.cleaned_data
        return Adoption(values["day"], Adopter(values["adopter"]), values["minutes"], values["link"], values["file"])


class TemplateForm(forms.Form):
    """What the centre gives units to start from: for each goal some guidance and suggested measures, one a line."""

    def __init__(self, *args: Any, goals: Iterable[PlanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for goal in self.goals:
            self.fields[f"guidance_{goal.pk}"] = forms.CharField(
                label=_("%(goal)s: what to think about") % {"goal": goal},
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"suggestions_{goal.pk}"] = forms.CharField(
                label=_("%(goal)s: measures to choose from, one on each line") % {"goal": goal},
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an empty template."""
        values = super().clean() or {}
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(_("Write something for at least one goal."))
        return values

    def by_goal(self) -> dict[str, dict[str, Any]]:
        """Return guidance and suggestions by the key of each goal. The form must be valid."""
        return {
            goal.key: {
                "guidance": self.cleaned_data[f"guidance_{goal.pk}"],
                "suggestions": [
                    line.strip()[:200]
                    for line in self.cleaned_data[f"suggestions_{goal.pk}"].splitlines()
                    if line.strip()
                ],
            }
            for goal in self.goals
        }
