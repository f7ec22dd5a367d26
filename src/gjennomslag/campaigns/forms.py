"""The forms of campaigns and breakthroughs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gjennomslag.campaigns.choices import CampaignKind, Contributor, Minutes, Outcome, PolicyTheme, Region
from gjennomslag.campaigns.deeds import Deed
from gjennomslag.campaigns.models import Campaign
from gjennomslag.campaigns.queries.campaigns import campaigns_of, letters_asking, possible_contacts, themes_heard
from gjennomslag.core import clock
from gjennomslag.core.display import day, days
from gjennomslag.core.forms import DayInput, GivenFile
from gjennomslag.messaging.models import Letter
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import Theme

YEAR = timedelta(days=366)
LARGEST_FILE = 10_000_000
KINDS_OF_FILE = ["pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "png", "jpg", "jpeg", "svg", "txt"]


def _optional(choices: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("None in particular")), *choices]


class CampaignForm(forms.Form):
    """What we want to win, when, with whom and against whom."""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=CampaignKind.choices)
    wanted = forms.CharField(
        label=_("The breakthrough we want"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is different when we have won? To be written before the campaign begins."),
    )
    about = forms.CharField(
        label=_("About the campaign"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    opponents = forms.CharField(label=_("Who is against"), max_length=280, required=False)
    allies = forms.CharField(label=_("Who is with us"), max_length=280, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput, required=False, help_text=_("Empty: the same day, as for a marked day.")
    )
    theme = forms.ChoiceField(label=_("Track of policy"), choices=_optional(PolicyTheme.choices), required=False)
    heard = forms.ModelChoiceField(
        queryset=Theme.objects.none(),
        label=_("What people have told us about"),
        required=False,
        empty_label=_("None in particular"),
    )
    region = forms.ChoiceField(label=_("Part of the country"), choices=_optional(Region.choices), required=False)
    contributors = forms.MultipleChoiceField(
        label=_("Networks that take part"),
        choices=Contributor.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    major_event = forms.BooleanField(
        label=_("A major event, such as budget negotiations"),
        required=False,
        help_text=_("Then members are to be told how they can help."),
    )
    call_letter = forms.ModelChoiceField(
        queryset=Letter.objects.none(),
        label=_("Letter that calls for help"),
        required=False,
        empty_label=_("No letter yet"),
    )
    election = forms.IntegerField(
        label=_("Election year"), min_value=2025, max_value=2099, required=False, help_text=_("For an election plan.")
    )
    central_contact = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=_("Contact at head office"),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["heard"].queryset = themes_heard()
        fields["call_letter"].queryset = letters_asking(unit)
        fields["central_contact"].queryset = possible_contacts(clock.today())
        if unit.kind == UnitKind.NATIONAL:
            del self.fields["central_contact"]
        else:
            del self.fields["contributors"], self.fields["major_event"]

    def clean(self) -> dict[str, Any]:
        """Let a campaign without a last day end on its first, and ask for the year of an election plan."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("starts_on") and not values.get("ends_on"):
            values["ends_on"] = values["starts_on"]
        if values.get("starts_on") and values["ends_on"] < values["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        if values.get("kind") == CampaignKind.ELECTION_PLAN and not values.get("election"):
            self.add_error("election", _("Write the year of the election."))
        return values


class TaskForm(forms.Form):
    """Something a member can do."""

    title = forms.CharField(label=_("What to do"), max_length=120)
    minutes = forms.TypedChoiceField(label=_("How long it takes"), choices=Minutes.choices, coerce=int)
    how = forms.CharField(label=_("How"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    address = forms.URLField(
        label=_("Address"), max_length=400, required=False, assume_scheme="https", help_text=_("Where it is done.")
    )


class MaterialForm(forms.Form):
    """A link or a file to use."""

    title = forms.CharField(label=_("What it is"), max_length=120)
    address = forms.URLField(label=_("Address"), max_length=400, required=False, assume_scheme="https")
    file = GivenFile(label=_("File"), required=False, help_text=_("At most 10 MB."))

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and refuse files that are too large or of an unusual kind."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        file = values.get("file")
        if not values.get("address") and not file and not self.errors:
            raise ValidationError(_("Give an address or a file."))
        if file and file.size > LARGEST_FILE:
            self.add_error("file", _("The file is larger than 10 MB. Make it smaller, or give an address instead."))
        if file and file.name.rpartition(".")[2].lower() not in KINDS_OF_FILE:
            self.add_error("file", _("This kind of file is not taken. Use PDF, a document or a picture."))
        return values


class DayForm(forms.Form):
    """A day that matters: in the campaign, or within a year before or after it. Further away the year is a slip."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    title = forms.CharField(label=_("What happens"), max_length=120)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_day(self) -> date:
        """Refuse a day that is more than a year away from the campaign."""
        day: date = self.cleaned_data["day"]
        first, last = self.campaign.starts_on, self.campaign.ends_on
        if not first - YEAR <= day <= last + YEAR:
            words = gettext("This is more than a year away from the campaign (%(days)s). Correct the year.")
            raise ValidationError(words % {"days": days(first, last)})
        return day


class CheckInForm(forms.Form):
    """How the campaign goes."""

    text = forms.CharField(label=_("How does it go?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    needs_help = forms.BooleanField(label=_("We need help"), required=False)


class EvaluationForm(forms.Form):
    """How it went."""

    text = forms.CharField(
        label=_("How did it go, and what should the next one do?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class BreakthroughForm(forms.Form):
    """What was won, where, by whom, and what the organisation did."""

    title = forms.CharField(label=_("What was won, in short"), max_length=120)
    outcome = forms.ChoiceField(label=_("How it went"), choices=Outcome.choices)
    won_on = forms.DateField(label=_("Day"), widget=DayInput)
    what = forms.CharField(label=_("What is different now"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    place = forms.CharField(
        label=_("Where"), max_length=120, required=False, help_text=_("For example the municipal council.")
    )
    won_by = forms.CharField(label=_("By whom"), max_length=160, required=False)
    contribution = forms.CharField(
        label=_("What the organisation did"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example door-knocking, a stall, a letter to the editor, a motion."),
    )
    address = forms.URLField(
        label=_("Address"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("The decision, or the news."),
    )
    campaign = forms.ModelChoiceField(
        queryset=Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("No campaign")
    )
    heard = forms.ModelChoiceField(
        queryset=Theme.objects.none(),
        label=_("What people have told us about"),
        required=False,
        empty_label=_("None in particular"),
    )
    deeds = forms.MultipleChoiceField(
        label=_("Activities that led to it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    public = forms.BooleanField(label=_("May stand on the public wall"), required=False, initial=True)

    def __init__(self, *args: Any, unit: Unit, deeds: Sequence[Deed] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["campaign"].queryset = campaigns_of(unit)
        fields["heard"].queryset = themes_heard()
        fields["deeds"].choices = [(each.key, f"{each.title}, {day(each.day)}") for each in deeds]
        if not deeds:
            del self.fields["deeds"]

    def clean_won_on(self) -> date:
        """Refuse a day that has not come."""
        won_on: date = self.cleaned_data["won_on"]
        if won_on > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return won_on
