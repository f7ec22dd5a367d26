"""The form that is filled in while one talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.models import Activity
from gjennomslag.calling.services import Talk
from gjennomslag.core.forms import ClockInput, DayInput
from gjennomslag.organisation.choices import ContactKind, ContactOutcome
from gjennomslag.organisation.forms import ContactForm, InvolvementForm, cleaned_email, cleaned_phone
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.services import Details

OUTCOMES = [each for each in ContactOutcome if each != ContactOutcome.SENT]
LATEST = timedelta(days=60)


class CallBackForm(forms.Form):
    """When somebody wants to be called back, and a note for whoever does."""

    call_back_on = forms.DateField(label=_("Call back on"), required=False, widget=DayInput)
    call_back_at = forms.TimeField(label=_("At"), required=False, widget=ClockInput)
    note = ContactForm.base_fields["note"]

    clean_note = ContactForm.clean_note

    def clean(self) -> dict[str, Any]:
        """Ask for a time where they want to be called back; it is then in ``try_again_at``."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == ContactOutcome.CALL_BACK and "call_back_on" not in self.errors:
            self._check_call_back(cleaned)
        return cleaned

    def _check_call_back(self, cleaned: dict[str, Any]) -> None:
        day, clock = cleaned.get("call_back_on"), cleaned.get("call_back_at")
        if day is None:
            self.add_error("call_back_on", _("Say when they want to be called."))
            return
        moment = timezone.make_aware(datetime.combine(day, clock or datetime.min.time().replace(hour=17)))
        now = timezone.now()
        if not now < moment < now + LATEST:
            self.add_error("call_back_on", _("Choose a time from now on and within two months."))
        cleaned["try_again_at"] = moment


class CallForm(CallBackForm, InvolvementForm):
    """What came of a call: in the order of the talk. Only the first question must be answered, unless one talked."""

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
    joins = forms.MultipleChoiceField(
        label=_("Signs up for"),
        help_text=_("They get a message with time and place."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("One of these is over, cancelled or changed. Look at the list again.")},
    )
    field_order = (
        *("outcome", "call_back_on", "call_back_at", "note", "involvement", "interests", "skills", "joins"),
        *("phone", "email", "may_call_again"),
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        offers: Sequence[Activity],
        **kwargs: Any,
    ) -> None:
        self._person = person
        self._offers = {str(each.pk): each for each in offers}
        kwargs["initial"] = {"phone": person.phone, "email": person.email or "", "may_call_again": True}
        super().__init__(*args, person=person, **kwargs)
        self.fields["involvement"].required = False
        self.fields["note"].label = _("Why they joined, and what the next one should know")
        if self._offers:
            joins = self.fields["joins"]
            assert isinstance(joins, forms.MultipleChoiceField)
            joins.choices = [(pk, f"{each.title}: {each.when}, {each.unit.name}") for pk, each in self._offers.items()]
        else:
            del self.fields["joins"]

    def clean_phone(self) -> str:
        """Keep one form of telephone numbers."""
        return cleaned_phone(self.cleaned_data["phone"], self._person.phone)

    def clean_email(self) -> str | None:
        """Keep one form of mail addresses, and refuse one that somebody else has."""
        return cleaned_email(self.cleaned_data["email"], self._person)

    def clean(self) -> dict[str, Any]:
        """Ask what somebody who was reached wants."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome == ContactOutcome.REACHED and not cleaned.get("involvement"):
            self.add_error("involvement", _("Ask, and tick what they answer."))
        return cleaned

    def talk(self) -> Talk:
        """Return what came of the call. To be called once the form is valid."""
        cleaned = self.cleaned_data
        outcome = ContactOutcome(cleaned["outcome"])
        if outcome != ContactOutcome.REACHED:
            return Talk(ContactKind.CALL, outcome, note=cleaned["note"], try_again_at=cleaned.get("try_again_at"))
        return Talk(
            ContactKind.CALL,
            outcome,
            note=cleaned["note"],
            details=Details(phone=cleaned["phone"], email=cleaned["email"]),
            wishes=self.written,
            may_call_again=cleaned["may_call_again"],
            joins=[self._offers[pk] for pk in cleaned.get("joins", [])],
        )


class AnotherWayForm(forms.Form):
    """How somebody who cannot be called was reached."""

    kind = forms.ChoiceField(
        label=_("How did you reach them?"),
        choices=[(each.value, each.label) for each in ContactKind if each != ContactKind.CALL],
        widget=forms.RadioSelect,
    )
    note = ContactForm.base_fields["note"]

    clean_note = ContactForm.clean_note

    def talk(self) -> Talk:
        """Return what was done. A visit and a meeting reach people; the rest is sent."""
        kind = ContactKind(self.cleaned_data["kind"])
        met = kind in {ContactKind.VISIT, ContactKind.MEETING}
        outcome = ContactOutcome.REACHED if met else ContactOutcome.SENT
        return Talk(kind, outcome, note=self.cleaned_data["note"])
