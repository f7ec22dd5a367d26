"""The forms of the register."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.choices import (
    LANGUAGES_OF_MEMBERS,
    ContactKind,
    ContactOutcome,
    EndReason,
    InterestKind,
    Involvement,
    Purpose,
)
from gjennomslag.organisation.geography import institution_choices
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.queries.people import interests_of_kind
from gjennomslag.organisation.rules import normal_email, normal_phone
from gjennomslag.organisation.services.people import Wishes

OLDEST = 120
_IDENTITY_NUMBER = re.compile(r"\d[\d\s]{9,}\d")


class SearchForm(forms.Form):
    """What to look for."""

    text = forms.CharField(
        label=_("Find a member"),
        help_text=_("Name, telephone, mail address, member number, postal code or branch."),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class PurposeForm(forms.Form):
    """Why somebody opens a record or takes out a list (rule M5)."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose.choices, widget=forms.RadioSelect)


def cleaned_email(written: str, person: Person) -> str | None:
    """Return the mail address in the form in which it is kept. Raises ``ValidationError`` for somebody else's."""
    email = normal_email(written)
    if email and Person.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise forms.ValidationError(_("Somebody else in the register has this mail address."))
    return email


def cleaned_phone(written: str, kept: str) -> str:
    """Return the telephone number in the form in which it is kept. Raises ``ValidationError`` for what is no number.

    What stands in the register already (``kept``) is not questioned.
    """
    phone = kept if written == kept else normal_phone(written)
    if phone is None:
        raise forms.ValidationError(_("This is no telephone number. Write it with its country code."))
    return phone


def read_contact(text: str) -> dict[str, str]:
    """Return the e-mail address (``email``) or the telephone number (``phone``) that the text is, or nothing."""
    if "@" in text:
        try:
            return {"email": normal_email(forms.EmailField().clean(text)) or ""}
        except forms.ValidationError:
            return {}
    phone = normal_phone(text)
    return {"phone": phone} if phone else {}


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the register holds of a person."""

    class Meta:
        model = Person
        fields = [
            *("first_name", "last_name", "email", "phone", "birth_date", "language"),
            *("street_address", "postal_code", "postal_place", "studies_at"),
        ]
        labels = {
            "first_name": _("First name"),
            "last_name": _("Last name"),
            "email": _("E-mail"),
            "phone": _("Telephone"),
            "birth_date": _("Born"),
            "language": _("Language"),
            "street_address": _("Home address"),
            "postal_code": _("Postal code"),
            "postal_place": _("Place"),
            "studies_at": _("Studies at"),
        }
        widgets = {"birth_date": DayInput}

    def __init__(self, *args: Any, today: date, may_change_email: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if not may_change_email:
            del self.fields["email"]
        # Numbers as people write them may be longer than as they are kept.
        self.fields["phone"] = forms.CharField(
            label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=LANGUAGES_OF_MEMBERS)
        self.fields["studies_at"] = forms.ChoiceField(
            label=_("Studies at"), choices=institution_choices(self.instance.studies_at), required=False
        )

    def clean_email(self) -> str | None:
        """Keep one form of mail addresses, and refuse one that somebody else has."""
        return cleaned_email(self.cleaned_data["email"], self.instance)

    def clean_phone(self) -> str:
        """Keep one form of telephone numbers."""
        return cleaned_phone(self.cleaned_data["phone"], self.initial.get("phone", ""))

    def clean_birth_date(self) -> date | None:
        """Refuse days that nobody alive was born on."""
        born: date | None = self.cleaned_data["birth_date"]
        if born and not self._today.year - OLDEST <= born.year <= self._today.year:
            raise forms.ValidationError(_("Nobody in the register was born then."))
        return born


def _unit_choices(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [("", ""), *((unit.code, f"{unit.name} ({unit.get_kind_display()})") for unit in units)]


class StudiesForm(forms.Form):
    """Where the member studies, as they say themselves."""

    studies_at = forms.ChoiceField(label=_("Where you study"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("studies_at", person.studies_at)
        field = self.fields["studies_at"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = institution_choices(person.studies_at)


class TransferForm(forms.Form):
    """Where a membership moves, and from which day."""

    to = forms.ChoiceField(label=_("Move to"))
    on = forms.DateField(label=_("From"), widget=DayInput)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ChoiceField(label=_("Move to"), choices=_unit_choices(units))


class EndForm(forms.Form):
    """Why and when somebody leaves the party."""

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[(each.value, each.label) for each in (EndReason.RESIGNED, EndReason.DIED, EndReason.OTHER)],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("From"), widget=DayInput)


class ContactForm(forms.Form):
    """What came of contacting a member."""

    kind = forms.ChoiceField(label=_("How"), choices=ContactKind.choices)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=ContactOutcome.choices)
    note = forms.CharField(
        label=_("Note for the next one"),
        help_text=_("Short. Nothing about health or about other people. The member can read it."),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        """Refuse what looks like an identity number (rule P10)."""
        note: str = self.cleaned_data["note"]
        if _IDENTITY_NUMBER.search(note):
            raise forms.ValidationError(_("Leave out long numbers. Telephone numbers belong to the member’s details."))
        return note


class InvolvementForm(forms.Form):
    """How much a member wants to take part, and with what. What the person has said before is filled in."""

    involvement = forms.ChoiceField(
        label=_("How much do you want to take part?"), choices=Involvement.choices, widget=forms.RadioSelect
    )
    interests = forms.MultipleChoiceField(label=_("Can help with"), required=False, widget=forms.CheckboxSelectMultiple)
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            said = {"involvement": person.involvement, "interests": person.interests, "skills": person.skills}
            kwargs["initial"] = said | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        language = get_language() or "nb"
        for name, kind in (("interests", InterestKind.HELP), ("skills", InterestKind.SKILL)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(word.code, word.name_in(language)) for word in interests_of_kind(kind)]

    @property
    def written(self) -> Wishes:
        """Return what was filled in, of a valid form in which they say how much they want to take part."""
        data = self.cleaned_data
        return Wishes(Involvement(data["involvement"]), data["interests"], data["skills"])
