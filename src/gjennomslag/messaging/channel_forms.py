"""The form of an own channel."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import clock
from gjennomslag.core.forms import DayInput
from gjennomslag.messaging.choices import ChannelKind
from gjennomslag.messaging.queries.channels import possible_owners
from gjennomslag.organisation.models import Person, Unit


class ChannelForm(forms.Form):
    """What the channel is, where it is, who looks after it and when it was last used."""

    kind = forms.ChoiceField(label=_("Kind of channel"), choices=ChannelKind.choices)
    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.URLField(
        label=_("Address"), max_length=400, required=False, assume_scheme="https", help_text=_("Begins with https://")
    )
    owner = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=_("Looked after by"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Somebody with an office in the unit."),
    )
    last_used_on = forms.DateField(label=_("Last used"), required=False, widget=DayInput)
    followers = forms.IntegerField(
        label=_("Followers today"),
        min_value=0,
        max_value=100_000_000,
        required=False,
        help_text=_("As you read it there."),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = possible_owners(unit, clock.today())

    def clean_last_used_on(self) -> date | None:
        """Refuse a day that has not come."""
        day: date | None = self.cleaned_data["last_used_on"]
        if day is not None and day > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return day
