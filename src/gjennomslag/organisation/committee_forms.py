"""The form for a committee: what it is, and who is on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.forms import DayInput
from gjennomslag.organisation.choices import CommitteeKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.named_people import Among, named_people, named_person
from gjennomslag.organisation.queries.committees import CommitteeRow
from gjennomslag.organisation.scope import Scope
from gjennomslag.organisation.services.committees import Written

ROWS = 6


class CommitteeForm(forms.Form):
    """Name, kind, task, first day, leader, and the others with a name on each line."""

    name = forms.CharField(label=_("Name of the committee"), max_length=80)
    kind = forms.ChoiceField(label=_("What kind of committee"), choices=CommitteeKind.choices)
    task = forms.CharField(
        label=_("What it is to do"),
        help_text=_("One or two sentences, so that everyone understands what they can come to it with."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_from = forms.DateField(label=_("Since"), widget=DayInput)
    leader = forms.CharField(label=_("Who leads it"), max_length=120, required=False)
    people = forms.CharField(
        label=_("The others on it"),
        help_text=_("One name on each line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": ROWS}),
    )

    def __init__(
        self, *args: Any, unit: Unit, scope: Scope, today: date, row: CommitteeRow | None = None, **kwargs: Any
    ) -> None:
        self._today = today
        serving = [] if row is None else [each.person for each in (row.leader, *row.others) if each is not None]
        self._among = Among(scope, unit, today, serving)
        kwargs["initial"] = _as_written(row, today)
        super().__init__(*args, **kwargs)

    def clean_valid_from(self) -> date:
        """Refuse days that have not come yet."""
        first: date = self.cleaned_data["valid_from"]
        if first > self._today:
            raise forms.ValidationError(_("The day has not come yet."))
        return first

    def clean_leader(self) -> Person | None:
        """Find who leads it."""
        text = self.cleaned_data["leader"].strip()
        return named_person(text, self._among) if text else None

    def clean_people(self) -> list[Person]:
        """Find everyone who is named; each line that names nobody is told about."""
        return named_people(self.cleaned_data["people"], self._among)

    @property
    def written(self) -> Written:
        """Return what was filled in, of a valid form."""
        data = self.cleaned_data
        return Written(
            name=data["name"],
            kind=CommitteeKind(data["kind"]),
            task=data["task"],
            valid_from=data["valid_from"],
            leader=data["leader"],
            people=data["people"],
        )


def _as_written(row: CommitteeRow | None, today: date) -> dict[str, Any]:
    if row is None:
        return {"valid_from": today, "kind": CommitteeKind.POLICY}
    committee = row.committee
    return {
        "name": committee.name,
        "kind": committee.kind,
        "task": committee.task,
        "valid_from": committee.valid_from,
        "leader": row.leader.person.full_name if row.leader is not None else "",
        "people": "\n".join(each.person.full_name for each in row.others),
    }
