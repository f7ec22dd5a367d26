"""The forms of call campaigns: starting one, adding a caller, and what came of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.calling.campaign_services import Brief, CampaignTalk
from gjennomslag.calling.choices import Answer, CampaignTopic
from gjennomslag.calling.forms import OUTCOMES, CallBackForm
from gjennomslag.core.forms import DayInput
from gjennomslag.core.norwegian import sort_key
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.choices import ContactOutcome
from gjennomslag.organisation.forms import cleaned_email, cleaned_phone
from gjennomslag.organisation.models import Interest, Person, Unit
from gjennomslag.organisation.queries.search import search_people
from gjennomslag.organisation.rules import SEE_MEMBERS
from gjennomslag.organisation.scope import Scope
from gjennomslag.organisation.services.people import Details

EVERYONE = "everyone"
LONGEST = timedelta(days=366)


class CampaignForm(forms.Form):
    """What the campaign is called, whom it reaches, what is asked, and its limits."""

    title = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example “Everyone to the doors in May”."))
    topic = forms.ChoiceField(label=_("What it is about"), choices=CampaignTopic.choices, widget=forms.RadioSelect)
    segment = forms.ChoiceField(label=_("Whom to call"), help_text=_("A segment, or everyone."))
    questions = forms.MultipleChoiceField(
        label=_("What to ask whether they can help with"),
        help_text=_("A yes is noted on the member. Nothing is asked about what anybody thinks."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    script = forms.CharField(
        label=_("What to say"),
        help_text=_("Short. What it is about, when and where, and what happens next."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    goal = forms.IntegerField(
        label=_("How many to reach"), help_text=_("Empty: everyone."), min_value=1, max_value=1_000_000, required=False
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput)
    cooldown_days = forms.IntegerField(
        label=_("Days of rest"),
        help_text=_("Nobody is called who has been called in so many days, by whichever level."),
        min_value=0,
        max_value=365,
        initial=30,
    )
    attempts = forms.IntegerField(label=_("Tries for each member"), min_value=1, max_value=5, initial=3)

    def __init__(
        self, *args: Any, segments: Sequence[Segment], words: Sequence[Interest], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._segments = {str(each.pk): each for each in segments}
        self._today = today
        language = get_language() or "nb"
        names = [(key, each.name) for key, each in self._segments.items()]
        self._choose("segment", [(EVERYONE, _("All members")), *names])
        self._choose("questions", [(word.code, word.name_in(language)) for word in words])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse days that are over or turned round."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and not first <= last <= first + LONGEST:
            self.add_error("ends_on", _("The last day comes after the first, and within a year."))
        elif last and last < self._today:
            self.add_error("ends_on", _("This day is over."))
        return cleaned

    def brief(self) -> Brief:
        """Return what was filled in. To be called once the form is valid."""
        cleaned = dict(self.cleaned_data)
        segment = self._segments.get(cleaned.pop("segment"))
        cleaned["topic"] = CampaignTopic(cleaned["topic"])
        return Brief(definition=segment.definition if segment else {}, **cleaned)


class CallerForm(forms.Form):
    """Who is to call: a member, found by name, number or mail address."""

    who = forms.CharField(
        label=_("Add a caller"),
        help_text=_("Name, member number or mail address. The caller sees one member at a time."),
        max_length=100,
    )

    def __init__(self, *args: Any, unit: Unit, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unit, self._scope, self._today = unit, scope, today

    def clean_who(self) -> Person:
        """Find the one member who fits."""
        written = self.cleaned_data["who"]
        people = search_people(written, self._scope, SEE_MEMBERS, self._today, within=self._unit).people
        exact = [person for person in people if sort_key(person.full_name) == sort_key(written)]
        fitting = exact or people
        if not fitting:
            raise forms.ValidationError(_("No member fits. Check how it is spelt."))
        if len(fitting) > 1:
            raise forms.ValidationError(_("Several members fit. Write the member number or the mail address."))
        return fitting[0]


class CampaignCallForm(CallBackForm):
    """What came of a call in a campaign, in the order of the talk."""

    outcome = forms.ChoiceField(
        label=_("Did you reach them?"),
        choices=[(each.value, each.label) for each in OUTCOMES],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    may_call_again = forms.BooleanField(label=_("We may call again"), required=False)

    def __init__(self, *args: Any, person: Person, words: Sequence[Interest], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"phone": person.phone, "email": person.email or "", "may_call_again": True})
        super().__init__(*args, **kwargs)
        self._person, self._words = person, words
        language = get_language() or "nb"
        for word in words:
            self.fields[f"help-{word.code}"] = forms.ChoiceField(
                label=word.name_in(language), choices=Answer.choices, required=False, widget=forms.RadioSelect
            )
        helps = [f"help-{word.code}" for word in words]
        self.order_fields(["outcome", "call_back_on", "call_back_at", *helps, "note", "phone", "email"])

    def clean_phone(self) -> str:
        """Keep one form of telephone numbers."""
        return cleaned_phone(self.cleaned_data["phone"], self._person.phone)

    def clean_email(self) -> str | None:
        """Keep one form of mail addresses, and refuse one that somebody else has."""
        return cleaned_email(self.cleaned_data["email"], self._person)

    def clean(self) -> dict[str, Any]:
        """Ask for what they answered, of somebody who was reached."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == ContactOutcome.REACHED:
            for word in self._words:
                if not cleaned.get(f"help-{word.code}"):
                    self.add_error(f"help-{word.code}", _("Ask, and tick what they answer."))
        return cleaned

    def talk(self) -> CampaignTalk:
        """Return what came of the call. To be called once the form is valid."""
        cleaned = self.cleaned_data
        outcome = ContactOutcome(cleaned["outcome"])
        if outcome != ContactOutcome.REACHED:
            return CampaignTalk(outcome, note=cleaned["note"], try_again_at=cleaned.get("try_again_at"))
        return CampaignTalk(
            outcome,
            note=cleaned["note"],
            answers={word.code: Answer(cleaned[f"help-{word.code}"]) for word in self._words},
            details=Details(phone=cleaned["phone"], email=cleaned["email"]),
            may_call_again=cleaned["may_call_again"],
        )
