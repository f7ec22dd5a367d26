"""The forms with which members change how they are reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.forms import cleaned_phone
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.rules import normal_email


class ReachedForm(forms.Form):
    """The member's own telephone and mail address. Whether somebody else has the address is not said."""

    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("You sign in with it. To a new address we send a code first."),
        max_length=Person._meta.get_field("email").max_length,
        error_messages={"required": _("Write a mail address: without one you cannot sign in.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"], self.initial["email"] = person.phone, person.email

    def clean_phone(self) -> str:
        """Keep one form of telephone numbers."""
        return cleaned_phone(self.cleaned_data["phone"], self.initial["phone"])

    def clean_email(self) -> str:
        """Keep one form of mail addresses."""
        return normal_email(self.cleaned_data["email"]) or ""


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
