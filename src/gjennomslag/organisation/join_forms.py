"""The public form on which people join."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.display import day as written_day
from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.choices import Channel, Involvement
from gjennomslag.organisation.forms import OLDEST, InvolvementForm, cleaned_phone
from gjennomslag.organisation.geography import institution_choices, postal_codes
from gjennomslag.organisation.joining import SHORTEST, Shown, shown_in
from gjennomslag.organisation.models import ConsentText, Unit
from gjennomslag.organisation.queries.people import TOPICS
from gjennomslag.organisation.queries.units import branches_for_home, unit_above_home
from gjennomslag.organisation.rules import normal_email, old_enough, old_enough_on
from gjennomslag.organisation.services.joining import Application
from gjennomslag.organisation.services.people import Details

DO_NOT_KNOW = "do-not-know"
_WORDS = {"autocapitalize": "words"}


def _text(label: Any, length: int, autocomplete: str, **attributes: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attributes})
    return forms.CharField(label=label, max_length=length, widget=widget)


class JoinForm(InvolvementForm):
    """Who wants to join, where they live, how they are reached, and what they want to take part in.

    ``website`` is for machines alone: people do not see it. ``shown`` says when the form was shown, and with which
    words of the consent. ``branch`` is asked for only where several branches share the postal code's municipality.
    """

    first_name = _text(_("First name"), 80, "given-name", **_WORDS)
    last_name = _text(_("Last name"), 80, "family-name", **_WORDS)
    birth_date = forms.DateField(
        label=_("Born"),
        help_text=_("You must be 15 years or older."),
        widget=DayInput(attrs={"autocomplete": "bday"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("We call to welcome you. Write telephone or e-mail, or both."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    street_address = forms.CharField(
        label=_("Home address"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        help_text=_("It decides which branch you belong to."),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    branch = forms.ChoiceField(label=_("Branch"), required=False, widget=forms.RadioSelect)
    studies_at = forms.ChoiceField(
        label=_("Where do you study?"),
        help_text=_(
            "If you do, the student branch there can invite you and have you as a member too. Leave it empty otherwise."
        ),
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label=_("What may we contact you about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=_("How may we contact you about it?"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField()
    website = forms.CharField(required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        *("first_name", "last_name", "birth_date", "phone", "email", "street_address", "postal_code", "branch"),
        *("involvement", "interests", "skills", "studies_at", "topics", "channels", "consent"),
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        now: datetime,
        consent: ConsentText,
        texts: Sequence[ConsentText],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._now, self._text = today, now, consent
        self.fields["involvement"].required = False
        self.fields["consent"].label = consent.text
        self._choose("topics", [(text.topic, text.text) for text in texts])
        self._choose("studies_at", institution_choices())
        self._choose("branch", [])
        if self.is_bound and len(self.branches) > 1:
            names = [(unit.code, unit.name) for unit in self.branches]
            self._choose("branch", [*names, (DO_NOT_KNOW, _("I do not know"))])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @cached_property
    def branches(self) -> list[Unit]:
        """Return the branches that somebody with the postal code that was written may belong to."""
        return branches_for_home(str(self.data.get("postal_code", "")).replace(" ", ""), self._today)

    @property
    def by_machine(self) -> bool:
        """Say whether something stands in the field that people do not see."""
        return bool(self.data.get("website"))

    @cached_property
    def _shown(self) -> Shown | None:
        return shown_in(str(self.data.get("shown", "")), self._now)

    @property
    def shown_in_time(self) -> bool:
        """Say whether the form was shown by us, lately, and with the words that are in force."""
        return self._shown is not None and self._shown.text == self._text.pk

    def clean_birth_date(self) -> date:
        """Refuse those who are too young, with the day from which they may join, and days nobody was born on."""
        born: date = self.cleaned_data["birth_date"]
        if not self._today.year - OLDEST <= born.year or born > self._today:
            raise forms.ValidationError(_("Is this right? Write the day you were born."))
        if not old_enough(born, self._today):
            first = written_day(old_enough_on(born))
            raise forms.ValidationError(
                _("You can join from %(day)s, when you turn 15. Welcome then!") % {"day": first}
            )
        return born

    def clean_phone(self) -> str:
        """Keep one form of telephone numbers."""
        return cleaned_phone(self.cleaned_data["phone"], "")

    def clean_email(self) -> str | None:
        """Keep one form of mail addresses. That somebody has it already is not said here, to nobody."""
        return normal_email(self.cleaned_data["email"])

    def clean_postal_code(self) -> str:
        """Refuse a postal code that does not exist."""
        code: str = self.cleaned_data["postal_code"].replace(" ", "")
        if code not in postal_codes():
            raise forms.ValidationError(_("There is no such postal code. It has four digits, such as 0181."))
        return code

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach them, for the branch where it is not clear, and for time to read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"phone", "email"} & set(self.errors) and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Write telephone or e-mail, so that we can welcome you."))
        if len(self.branches) > 1 and not cleaned.get("branch") and "branch" not in self.errors:
            self.add_error("branch", _("Several branches share this place. Choose the one nearest to you."))
        if cleaned.get("topics") and not cleaned.get("channels") and "channels" not in self.errors:
            self.add_error("channels", _("Choose how, or take away the ticks above."))
        if not self.shown_in_time:
            self.add_error(None, _("The page has been open for a long time. Read it once more, and send it again."))
        elif self._shown is not None and self._now - self._shown.at < SHORTEST:
            self.add_error(None, _("That was quick. Wait a few seconds, and send it again."))
        return cleaned

    def application(self, language: str) -> Application:
        """Return what was filled in. To be called once the form is valid."""
        cleaned = self.cleaned_data
        details = Details(
            first_name=cleaned["first_name"].strip(),
            last_name=cleaned["last_name"].strip(),
            birth_date=cleaned["birth_date"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            street_address=cleaned["street_address"].strip(),
            postal_code=cleaned["postal_code"],
            language=language,
            studies_at=cleaned["studies_at"],
        )
        return Application(
            details=details,
            unit=self._unit(),
            text=self._text,
            involvement=Involvement(cleaned["involvement"]) if cleaned["involvement"] else None,
            interests=cleaned["interests"],
            skills=cleaned["skills"],
            topics=[topic for topic in TOPICS if topic in cleaned["topics"]],
            channels=[Channel(each) for each in cleaned["channels"]],
        )

    def _unit(self) -> Unit:
        if len(self.branches) == 1:
            return self.branches[0]
        chosen = {unit.code: unit for unit in self.branches}.get(self.cleaned_data["branch"])
        return chosen or unit_above_home(self.cleaned_data["postal_code"], self._today)
