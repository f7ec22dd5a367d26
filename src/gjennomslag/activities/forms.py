"""What leaders say about an activity, and what those who come say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.activities.audiences import rule_of
from gjennomslag.activities.choices import Invited, Mode
from gjennomslag.activities.models import Activity, ActivityTemplate, Part
from gjennomslag.activities.repeating import Repeat
from gjennomslag.activities.services.activities import Facts
from gjennomslag.activities.services.places import Guest
from gjennomslag.core.display import span
from gjennomslag.core.forms import ClockInput, DayInput
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.forms import read_contact
from gjennomslag.organisation.models import Person
from gjennomslag.plan.models import PlanItem

MOST_TIMES = 26
_EMPTY = {
    "segment": gettext_lazy("No segment"),
    "goal_item": gettext_lazy("None of these"),
    "contact": gettext_lazy("Nobody yet"),
}
_WITHOUT = {
    "audience": gettext_lazy("Nobody in particular"),
    "host": gettext_lazy("The unit itself"),
    "together_with": gettext_lazy("Nobody else"),
    "contact_by": gettext_lazy("The name alone"),
}
LONGEST = timedelta(days=31)
FARTHEST = timedelta(days=5 * 366)


class ActivityForm(forms.ModelForm):  # type: ignore[type-arg]
    """An activity. What is asked first is enough; the rest comes from the template and can be changed."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    begins = forms.TimeField(label=gettext_lazy("From"), widget=ClockInput)
    ends = forms.TimeField(label=gettext_lazy("To"), widget=ClockInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Only where it lasts several days."),
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("Repeat"),
        choices=[("", gettext_lazy("Once only")), *Repeat.choices],
        required=False,
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times in all"), min_value=2, max_value=MOST_TIMES, required=False
    )
    video_link = forms.URLField(
        label=gettext_lazy("Link to the video meeting"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Only those who say yes get to see it."),
    )
    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    following = forms.BooleanField(label=gettext_lazy("Change those that follow in the series too"), required=False)

    FIRST = ("title", "day", "begins", "ends", "mode", "place", "video_link", "goal", "goal_item", "invited", "segment")
    REST = (
        "summary", "ask", "capacity", "participatory", "last_day", "repeat", "times", "contact", "contact_by",
        "audience", "host", "together_with", "code_of_conduct", "thanks",
    )  # fmt: skip
    field_order = (*FIRST, *REST, "following")

    class Meta:
        model = Activity
        fields = [
            "title", "mode", "place", "video_link", "goal", "goal_item", "invited", "segment", "summary", "ask",
            "capacity", "participatory", "contact", "contact_by", "audience", "host", "together_with",
            "code_of_conduct", "thanks",
        ]  # fmt: skip
        labels = {
            "goal_item": gettext_lazy("Goal in the party’s plan"),
            "segment": gettext_lazy("Segment"),
            "contact": gettext_lazy("Contact person"),
        }
        help_texts = {
            "place": gettext_lazy("An address, or a place everybody finds."),
            "capacity": gettext_lazy("Empty means as many as want. When it is full, people get on a waiting list."),
            "participatory": gettext_lazy(
                "They do something themselves, such as knocking on doors or standing on a stall."
            ),
            "code_of_conduct": gettext_lazy("They stand on the page."),
            "segment": gettext_lazy("Only where a segment of the members is invited."),
            "thanks": gettext_lazy("It is sent the day after, with what comes next."),
            "contact_by": gettext_lazy("Ask first. On an open activity everyone sees it."),
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 4}), "thanks": forms.Textarea(attrs={"rows": 2})}

    def __init__(
        self,
        *args: Any,
        now: datetime,
        segments: Sequence[Segment],
        goals: Sequence[PlanItem],
        contacts: Sequence[Person],
        template: ActivityTemplate | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.template, self.times_stand_elsewhere = now, template, False
        by_rule = rule_of(self.instance.audience) is not None
        self._limit("segment", segments, kept=by_rule)
        if by_rule and "segment" in self.fields:
            everyone = _("%(audience)s, as the register has them") % {"audience": self.instance.get_audience_display()}
            self.fields["segment"].empty_label = everyone  # type: ignore[attr-defined]
        self._limit("goal_item", goals)
        self._limit("contact", contacts)
        for name, words in _WITHOUT.items():
            self.fields[name].choices = [("", words), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        for name in ("mode", "invited"):
            chosen = [choice for choice in self.fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            self.fields[name].choices = chosen  # type: ignore[attr-defined]
        self._ask_for_a_place()
        self._say_what_the_goal_is_for()
        if self.instance.pk:
            self._show_times()
            del self.fields["repeat"], self.fields["times"], self.fields["page"]
        self.initial["page"] = uuid4()
        if not (self.instance.pk and self.instance.series):
            del self.fields["following"]

    def _limit(self, name: str, rows: Sequence[Any], *, kept: bool = False) -> None:
        """Offer these rows, and the one that stands already. Where there is none, ask only if it is to be ``kept``."""
        standing = getattr(self.instance, f"{name}_id")
        field = self.fields[name]
        model = field.queryset.model  # type: ignore[attr-defined]
        field.queryset = model._default_manager.filter(pk__in=[*(row.pk for row in rows), standing])  # type: ignore[attr-defined]
        field.empty_label = _EMPTY[name]  # type: ignore[attr-defined]
        if not rows and standing is None and not kept:
            del self.fields[name]

    def _ask_for_a_place(self) -> None:
        """Ask for the place unless people meet on video alone."""
        place = self.fields["place"]
        place.required = self["mode"].value() in {Mode.IN_PERSON, Mode.BOTH}
        place.error_messages["required"] = _("Where do people meet?")

    def _say_what_the_goal_is_for(self) -> None:
        asked = self.template.said("goal") if self.template else ""
        self.fields["goal"].help_text = asked or _("What shall this bring us closer to? One sentence.")

    def _show_times(self) -> None:
        start, end = timezone.localtime(self.instance.starts_at), timezone.localtime(self.instance.ends_at)
        self.initial.update(day=start.date(), begins=start.time(), ends=end.time())
        if end.date() != start.date():
            self.initial["last_day"] = end.date()
        if self.instance.parts.exists():
            for name in ("day", "begins", "ends", "last_day"):
                self.fields[name].disabled = True
            self.times_stand_elsewhere = True

    @property
    def first(self) -> list[forms.BoundField]:
        """Return the fields that are asked first."""
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Return the fields that may be left as they are."""
        return [self[name] for name in self.REST if name in self.fields]

    @property
    def following_in_series(self) -> forms.BoundField | None:
        """Return the field that asks about the rest of the series, where there is one."""
        return self["following"] if "following" in self.fields else None

    @property
    def rest_is_faulty(self) -> bool:
        """Say whether something must be put right among the rest, where the last day is too."""
        return any(field.errors for field in [self["ends"], *self.rest])

    def clean(self) -> dict[str, Any]:
        """Put days and times together; refuse what cannot be."""
        values = super().clean() or {}
        if not {"day", "begins", "ends"} <= set(values):
            return values
        starts, ends = self._times(values)
        if ends <= starts:
            self.add_error("ends", _("It ends before it begins. Choose a later time, or a last day."))
        elif ends - starts > LONGEST:
            self.add_error("last_day", _("It can last a month at most. Repeat it, or plan several."))
        if ends <= self.now and "day" not in self._disabled():
            self.add_error("day", _("That time has passed. Choose a later one."))
        elif starts > self.now + FARTHEST:
            self.add_error("day", _("That is more than five years ahead. Is the year right?"))
        self._check_repeating(values)
        chosen = values.get("segment") or rule_of(values.get("audience", "")) is not None
        if values.get("invited") == Invited.SEGMENT and not chosen:
            self.add_error("invited", _("Choose which segment, or make one under Segments first."))
        return values | {"starts_at": starts, "ends_at": ends}

    def _disabled(self) -> set[str]:
        return {name for name, field in self.fields.items() if field.disabled}

    def _times(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        if "day" in self._disabled():
            return self.instance.starts_at, self.instance.ends_at
        first, last = values["day"], values.get("last_day") or values["day"]
        return _moment(first, values["begins"]), _moment(last, values["ends"])

    def _check_repeating(self, values: dict[str, Any]) -> None:
        if values.get("repeat") and not values.get("times") and "times" not in self.errors:
            self.add_error("times", _("Say how many times in all, the first one included."))
        if values.get("times") and not values.get("repeat"):
            self.add_error("repeat", _("Choose how often it is repeated, or leave the number of times empty."))

    def facts(self) -> Facts:
        """Return what ``services.activities`` takes."""
        names = [name for name in (*self.Meta.fields, "starts_at", "ends_at") if name in self.cleaned_data]
        facts: Facts = {name: self.cleaned_data[name] for name in names}  # type: ignore[assignment]
        if facts.get("invited") != Invited.SEGMENT:
            facts["segment"] = None
        if facts.get("mode") == Mode.IN_PERSON:
            facts["video_link"] = ""
        if facts.get("mode") == Mode.ONLINE:
            facts["place"] = ""
        return facts

    def repeating(self) -> tuple[Repeat | None, int]:
        """Return how often it is repeated, and how many times in all."""
        asked = self.cleaned_data.get("repeat")
        return (Repeat(asked), self.cleaned_data["times"]) if asked else (None, 1)


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """A day or a shift of the activity. An end that is earlier than the beginning is on the day after."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    begins = forms.TimeField(label=gettext_lazy("From"), widget=ClockInput)
    ends = forms.TimeField(label=gettext_lazy("To"), widget=ClockInput)

    class Meta:
        model = Part
        fields = ["title", "capacity"]
        help_texts = {"title": gettext_lazy("Such as: First evening, or: Stall at the station.")}

    field_order = ["day", "begins", "ends", "title", "capacity"]

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity

    def clean(self) -> dict[str, Any]:
        """Put day and times together."""
        values = super().clean() or {}
        if not {"day", "begins", "ends"} <= set(values):
            return values
        past_midnight = values["ends"] < values["begins"]
        self.instance.starts_at = _moment(values["day"], values["begins"])
        self.instance.ends_at = _moment(values["day"] + timedelta(days=past_midnight), values["ends"])
        starts, ends = self._span()
        if self.instance.ends_at <= self.instance.starts_at:
            self.add_error("ends", _("It ends as it begins. Choose a later time."))
        elif ends - starts > LONGEST:
            self.add_error("day", _("An activity can last a month at most. Plan this as one of its own."))
        return values

    def _span(self) -> tuple[datetime, datetime]:
        return (
            min(self.activity.starts_at, self.instance.starts_at),
            max(self.activity.ends_at, self.instance.ends_at),
        )

    @property
    def longer(self) -> str:
        """Return in words how long the activity then lasts; nothing where this lies within its time."""
        starts, ends = self._span()
        return "" if (starts, ends) == (self.activity.starts_at, self.activity.ends_at) else span(starts, ends)

    def validate_constraints(self) -> None:
        """Leave the order of the times to ``clean``, which says it at the field."""


class CancelForm(forms.Form):
    """Why an activity does not take place."""

    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        help_text=gettext_lazy(
            "Those who come get this sentence. For example: The hall has a leak. We find a new day."
        ),
    )
    following = forms.BooleanField(label=gettext_lazy("Cancel those that follow in the series too"), required=False)

    def __init__(self, *args: Any, series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not series:
            del self.fields["following"]


class AnswerForm(forms.Form):
    """Somebody says yes. Members who are known give neither name nor contact."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=gettext_lazy("E-mail or mobile number"),
        max_length=120,
        help_text=gettext_lazy("You get a reminder there, and a link for those who cannot come after all."),
    )
    first_time = forms.BooleanField(label=gettext_lazy("It is my first time with you"), required=False)
    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("When do you come?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick one shift or more.")},
    )

    def __init__(self, *args: Any, known: bool, parts: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"], self.fields["contact"], self.fields["first_time"]
        if parts:
            self.fields["parts"].choices = list(parts)  # type: ignore[attr-defined]
        else:
            del self.fields["parts"]

    def clean_contact(self) -> str:
        """Refuse what is neither an address nor a number."""
        text: str = self.cleaned_data["contact"]
        if not read_contact(text):
            raise forms.ValidationError(_("Write an e-mail address, or a telephone number with eight digits."))
        return text

    def guest(self) -> Guest:
        """Return who it is, where they are not known."""
        return Guest(self.cleaned_data["name"], **read_contact(self.cleaned_data["contact"]))

    def chosen(self) -> list[int]:
        """Return the ids of the chosen shifts."""
        return list(self.cleaned_data.get("parts", []))


class AddedForm(AnswerForm):
    """Somebody else has said yes, and whoever leads the activity writes it down."""

    def __init__(self, *args: Any, parts: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, known=False, parts=parts, **kwargs)
        self.fields["contact"].help_text = _("They get a reminder there, and a link in case they cannot come.")
        self.fields["first_time"].label = _("It is their first time with us")
        if parts:
            self.fields["parts"].label = _("When do they come?")


class HeadcountForm(forms.Form):
    """How many took part."""

    number = forms.IntegerField(
        label=gettext_lazy("How many took part?"), min_value=0, max_value=1_000_000, required=False
    )
