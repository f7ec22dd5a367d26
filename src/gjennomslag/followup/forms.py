"""The forms of the follow-up room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import DayInput
from gjennomslag.followup.choices import Asker, Matter, Occasion, Outcome, Topic, Way
from gjennomslag.followup.models import LONGEST
from gjennomslag.followup.services import Contact

NO_NAMES = _("Do not name people, and nothing about anyone’s health or private life.")
OLDEST = timedelta(days=730)


def long_text(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for some sentences, which asks not to name people."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, required=required, help_text=NO_NAMES)


class ContactForm(forms.Form):
    """When and how somebody was in touch with a unit, and what about. ``central`` asks what only head office does."""

    day = forms.DateField(label=_("When"), widget=DayInput)
    way = forms.ChoiceField(label=_("How"), choices=Way.choices, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("What it was about"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    occasion = forms.ChoiceField(
        label=_("If it was a visit: when did you come?"),
        choices=[("", _("It was no visit")), *Occasion.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    regional_team = forms.BooleanField(label=_("Somebody from the regional team was there"), required=False)
    note = long_text(_("What we agreed on"), required=False)

    def __init__(self, *args: Any, today: date, central: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": today, "occasion": ""})
        super().__init__(*args, **kwargs)
        self.today = today
        if not central:
            del self.fields["regional_team"]

    def clean_day(self) -> date:
        """Refuse days that have not come, and those too long ago to remember."""
        day: date = self.cleaned_data["day"]
        if not self.today - OLDEST <= day <= self.today:
            raise forms.ValidationError(_("Choose a day in the last two years, today at the latest."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the occasion of a visit."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("way") == Way.VISIT and not cleaned.get("occasion"):
            self.add_error("occasion", _("Choose whether you came to the annual meeting or on another day."))
        return cleaned

    def contact(self) -> Contact:
        """Return what was filled in. To be called once the form is valid."""
        cleaned = self.cleaned_data
        return Contact(
            day=cleaned["day"],
            way=Way(cleaned["way"]),
            topics=[Topic(topic) for topic in cleaned["topics"]],
            occasion=Occasion(cleaned["occasion"]) if cleaned["occasion"] else None,
            regional_team=cleaned.get("regional_team", False),
            note=cleaned["note"],
        )


class OfferForm(forms.Form):
    """Help that is offered to a unit."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)
    text = long_text(_("What you offer"))


class AskForm(forms.Form):
    """Help that a unit asks for, for itself or for one of its representatives."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)
    text = long_text(_("What you need"))
    for_representative = forms.BooleanField(
        label=_("It is for an elected representative"), required=False, widget=forms.CheckboxInput
    )
    matter = forms.ChoiceField(
        label=_("Which council is it before?"),
        choices=[("", _("None of them, or it is not for a representative")), *Matter.choices],
        required=False,
    )

    @property
    def for_whom(self) -> Asker | None:
        """For whom it is asked; None is the unit itself."""
        return Asker.REPRESENTATIVE if self.cleaned_data["for_representative"] else None

    @property
    def council(self) -> Matter | None:
        """Which council it is before."""
        chosen = self.cleaned_data["matter"]
        return Matter(chosen) if chosen else None


class AnswerForm(forms.Form):
    """The answer to a request or an offer."""

    text = long_text(_("Your answer"))


class SettleForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("How did it end?"), choices=Outcome.choices, widget=forms.RadioSelect)
