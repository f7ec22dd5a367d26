"""The forms in which letters are written and sent off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import ClockInput, DayInput
from gjennomslag.messaging.choices import LETTER_TOPICS, Archive, BlockKind, LetterKind, Medium, Network
from gjennomslag.messaging.merging import check_fields, forbid_fields
from gjennomslag.messaging.models import Letter, Segment
from gjennomslag.messaging.offers import Offer
from gjennomslag.messaging.queries.segments import segments_for
from gjennomslag.messaging.services.offering import words_of
from gjennomslag.organisation.choices import Topic
from gjennomslag.organisation.models import Unit

LONGEST_WORD = 300


def check_text(text: str) -> None:
    """Raise ``ValidationError`` for unknown fields in braces, and for words so long that mail cannot carry them."""
    check_fields(text)
    if any(len(word) > LONGEST_WORD for word in text.split()):
        raise ValidationError(_("One of the words is far too long. Use a button for long addresses."))


class LetterForm(forms.Form):
    """What a letter is about and whom it is for. The medium is chosen once, when the letter is begun."""

    subject_nb = forms.CharField(
        label=_("Subject"), max_length=120, validators=[forbid_fields], help_text=_("Bokmål. Say what it is about.")
    )
    subject_nn = forms.CharField(
        label=_("Subject in nynorsk"),
        max_length=120,
        required=False,
        validators=[forbid_fields],
        help_text=_("For members who have chosen nynorsk. Without it they get bokmål."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=LetterKind.choices)
    topic = forms.ChoiceField(
        label=_("Topic"),
        choices=[("", _("No topic")), *((each.value, each.label) for each in LETTER_TOPICS)],
        error_messages={"required": _("Choose a topic.")},
        help_text=_("Only those who have said yes to the topic get it. A necessary notice has no topic."),
    )
    network = forms.ChoiceField(
        label=_("Network"),
        choices=[("", _("No network")), *Network.choices],
        required=False,
        help_text=_("Only for what goes to a network."),
    )
    segment = forms.ModelChoiceField(
        queryset=Segment.objects.none(), label=_("To"), required=False, empty_label=_("All members")
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"), required=False, help_text=_("The address that readers’ answers reach.")
    )
    archived = forms.ChoiceField(label=_("In the archive for all members"), choices=Archive.choices)

    def __init__(self, *args: Any, unit: Unit, medium: Medium, offers: Sequence[Offer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = self["kind"].value() != LetterKind.NOTICE
        segment: Any = self.fields["segment"]
        segment.queryset = segments_for(unit)
        if medium == Medium.SMS:
            del self.fields["reply_to"], self.fields["archived"]
            self.fields["subject_nb"].help_text = _("For you and your list of letters. It is not in the SMS.")
            del self.fields["subject_nn"]
            for name, label in (("text_nb", _("Text")), ("text_nn", _("Text in nynorsk"))):
                self.fields[name] = forms.CharField(
                    label=label,
                    max_length=600,
                    required=name == "text_nb",
                    validators=[check_text],
                    widget=forms.Textarea(attrs={"rows": 4}),
                    help_text=_("{fornavn} becomes the first name, and {lag} the branch.") if name == "text_nb" else "",
                )
            if offers:
                self.fields["offer"] = _offer_field(offers, _("No activity"))
                self.fields["offer"].help_text = _("Each reader gets a link of their own, and answers with one tap.")

    def clean(self) -> dict[str, Any]:
        """Ask for a network where the letter goes to one, and say whether it stands in the archive."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("kind") == LetterKind.NETWORK and not values.get("network"):
            self.add_error("network", _("Choose the network."))
        if "archived" in values:
            values["archived"] = _is_archived(values["archived"], values.get("segment"), values.get("kind", ""))
        return values


def _is_archived(asked: str, segment: Segment | int | None, kind: str) -> bool:
    """Say whether all members can read it: as asked; else where all got it, and what representatives got (G4.S9)."""
    for_all = segment is None or kind == LetterKind.REPRESENTATIVES
    return asked == Archive.YES or (asked == Archive.AS_SENT and for_all)


def archive_choice(letter: Letter) -> Archive:
    """Return the choice that has led to what the letter has."""
    if letter.archived == _is_archived(Archive.AS_SENT, letter.segment_id, letter.kind):
        return Archive.AS_SENT
    return Archive.YES if letter.archived else Archive.NO


def _offer_field(offers: Sequence[Offer], without: str | Promise) -> forms.ChoiceField:
    choices = [("", without), *((each.key, f"{each.title}, {each.detail_nb}") for each in offers)]
    return forms.ChoiceField(label=_("Activity"), choices=choices, required=False)


class BlockForm(forms.Form):
    """One block, with the fields that its kind has."""

    text_nb = forms.CharField(max_length=4000, validators=[check_text])
    text_nn = forms.CharField(max_length=4000, validators=[check_text], required=False, label=_("The same in nynorsk"))

    def __init__(self, *args: Any, kind: BlockKind, offers: Sequence[Offer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {each.key: each for each in offers}
        self.fields["text_nb"].label = _LABELS[kind]
        if kind in {BlockKind.PARAGRAPH, BlockKind.QUOTE}:
            for name, rows in (("text_nb", 8), ("text_nn", 5)):
                self.fields[name].widget = forms.Textarea(attrs={"rows": rows})
        if kind == BlockKind.PARAGRAPH:
            self.fields["text_nb"].help_text = _(
                "{fornavn} becomes the first name, and {lag} the branch. An empty line begins a new paragraph."
            )
        if kind in _DETAILS:
            for name, required in (("detail_nb", kind == BlockKind.ACTIVITY), ("detail_nn", False)):
                self.fields[name] = forms.CharField(
                    label=_DETAILS[kind] if name == "detail_nb" else _("The same in nynorsk"),
                    max_length=160,
                    required=required,
                    validators=[check_text],
                )
        if kind in {BlockKind.BUTTON, BlockKind.PICTURE, BlockKind.ACTIVITY}:
            self.fields["address"] = forms.URLField(
                label=_("Address"),
                max_length=400,
                assume_scheme="https",
                required=kind != BlockKind.ACTIVITY,
                help_text=_("Begins with https://"),
            )
        if kind == BlockKind.ACTIVITY:
            self._let_pick(offers)

    def _let_pick(self, offers: Sequence[Offer]) -> None:
        """Let an activity be picked, and typed only where it is none of the unit's."""
        if not offers:
            self.fields["text_nb"].help_text = _("Plan the activity first, and you can choose it here.")
            return
        self.fields["offer"] = _offer_field(offers, _("Another one, which I write below"))
        self.fields["offer"].help_text = _(
            "Time and place come along, and follow if they change before the letter goes."
            " Each reader answers with one tap."
        )
        for name in ("text_nb", "detail_nb"):
            self.fields[name].required = False
        self.order_fields(["offer"])

    def clean(self) -> dict[str, Any]:
        """Let the activity that was picked say what it is; ask for words where none was."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "offer" not in self.fields:
            return values
        if values.get("offer"):
            return values | words_of(self.offers[values["offer"]])
        for name in ("text_nb", "detail_nb"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("Choose an activity above, or write this yourself."))
        return values


_LABELS = {
    BlockKind.HEADING: _("Heading"),
    BlockKind.PARAGRAPH: _("Text"),
    BlockKind.BUTTON: _("Words on the button"),
    BlockKind.PICTURE: _("What the picture shows"),
    BlockKind.ACTIVITY: _("Name of the activity"),
    BlockKind.QUOTE: _("What was said"),
}
_DETAILS = {BlockKind.ACTIVITY: _("When and where"), BlockKind.QUOTE: _("Who said it")}


class SendForm(forms.Form):
    """When the letter is sent: now, or on a day at a time."""

    day = forms.DateField(label=_("Day"), required=False, widget=DayInput, help_text=_("Empty: now."))
    clock = forms.TimeField(label=_("Time"), required=False, widget=ClockInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a time without a day, and a moment that has passed."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("clock") and not values.get("day"):
            self.add_error("day", _("Choose the day as well."))
        moment = self._chosen(values)
        if moment is not None and moment < timezone.now():
            self.add_error("day", _("This time has passed. Choose a later one."))
        return values

    @staticmethod
    def _chosen(values: dict[str, Any]) -> datetime | None:
        if not values.get("day"):
            return None
        return timezone.make_aware(datetime.combine(values["day"], values.get("clock") or time(12)))

    def moment(self) -> datetime:
        """Return the moment chosen, noon where only the day is; now where none is. To be called once it is valid."""
        return self._chosen(self.cleaned_data) or timezone.now()


FIRST_VALUES: dict[str, Any] = {"kind": LetterKind.NEWS, "topic": Topic.NEWS, "archived": Archive.AS_SENT}
