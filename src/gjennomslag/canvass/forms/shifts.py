"""Forms of shifts and of contact: planning a shift, saying that one comes, asking to be contacted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.models import Shift
from gjennomslag.core.forms import ClockInput, DayInput
from gjennomslag.organisation.forms import read_contact
from gjennomslag.organisation.models import Unit


class ShiftForm(forms.ModelForm):  # type: ignore[type-arg]
    """When and where people meet, and for how many there is room."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    begins = forms.TimeField(label=gettext_lazy("From"), widget=ClockInput)
    ends = forms.TimeField(label=gettext_lazy("To"), widget=ClockInput)

    class Meta:
        model = Shift
        fields = ["place", "capacity", "note"]
        help_texts = {
            "place": gettext_lazy("An address, or a place everybody finds."),
            "note": gettext_lazy("Such as: Take a charged phone and good shoes. There is coffee."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    field_order = ["day", "begins", "ends", "place", "capacity", "note"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if self.instance.pk:
            start, end = timezone.localtime(self.instance.starts_at), timezone.localtime(self.instance.ends_at)
            self.initial.update(day=start.date(), begins=start.time(), ends=end.time())

    def clean(self) -> dict[str, Any]:
        """Put day and times together; refuse a shift that is over before it begins, or has begun."""
        values = super().clean() or {}
        if self.errors:
            return values
        starts = timezone.make_aware(datetime.combine(values["day"], values["begins"]))
        ends = timezone.make_aware(datetime.combine(values["day"], values["ends"]))
        if ends <= starts:
            self.add_error("ends", _("The shift ends before it begins. Choose a later time."))
        if starts <= self.now:
            self.add_error("day", _("That time has passed. Choose a later one."))
        return values | {"starts_at": starts, "ends_at": ends}

    def shift_values(self) -> dict[str, Any]:
        """Return what ``services.shifts`` takes."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "place", "note", "capacity")}


class SignUpForm(forms.Form):
    """Somebody says that they come. Members who have signed in give neither name nor contact."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=gettext_lazy("E-mail or mobile number"),
        max_length=120,
        help_text=gettext_lazy("By e-mail comes a reminder, and a link for those who cannot come after all."),
    )
    first_time = forms.ChoiceField(
        label=gettext_lazy("Knocked on doors before?"),
        choices=[("no", gettext_lazy("Yes")), ("yes", gettext_lazy("No, this is the first time"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Nobody goes out alone the first time."),
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"], self.fields["contact"]

    def clean_contact(self) -> str:
        """Refuse what is neither an address nor a number."""
        text: str = self.cleaned_data["contact"]
        if not read_contact(text):
            raise forms.ValidationError(_("Write an e-mail address, or a telephone number with eight digits."))
        return text

    def sign_up_values(self) -> dict[str, Any]:
        """Return what ``services.shifts.sign_up`` takes."""
        values: dict[str, Any] = {"newcomer": self.cleaned_data["first_time"] == "yes"}
        if "name" in self.fields:
            values |= {"name": self.cleaned_data["name"]} | read_contact(self.cleaned_data["contact"])
        return values


class ContactForm(forms.Form):
    """Somebody asks to be contacted, and consents to it (privacy rule P8)."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(label=gettext_lazy("E-mail or mobile number"), max_length=120)
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("We may only keep this if you say yes to it.")}
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = _(
            "Yes, %(unit)s may keep my name and contact until they have been in touch."
        ) % {"unit": unit.name}

    clean_contact = SignUpForm.clean_contact

    def contact_values(self) -> dict[str, str]:
        """Return what ``services.contacts.ask_for_contact`` takes."""
        return {"name": self.cleaned_data["name"]} | read_contact(self.cleaned_data["contact"])


class PairForm(forms.Form):
    """With which pair somebody walks, and whether it is the first time."""

    pair = forms.IntegerField(required=False, min_value=1, max_value=250)
    newcomer = forms.BooleanField(required=False)
