"""What is said about those who are elected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import display
from gjennomslag.core.forms import DayInput
from gjennomslag.elected.choices import IN_A_MUNICIPALITY, SEATS, Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.elected.queries import bodies_of, municipalities_of, term_of
from gjennomslag.elected.rules import LONGEST_TERM
from gjennomslag.elected.services import Seat
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.named_people import Among, named_people
from gjennomslag.organisation.scope import Scope

ROWS = 5


class SeatForm(forms.Form):
    """What somebody is, where, and from when until when. Only what the unit has to choose between is asked."""

    seat = forms.ChoiceField(label=_("Elected as"))
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    district = forms.CharField(
        label=_("District"), help_text=_("Only for a district council."), max_length=60, required=False
    )
    valid_from = forms.DateField(label=_("From"), widget=DayInput)
    valid_until = forms.DateField(label=_("To"), help_text=_("The last day of the term."), widget=DayInput)

    def __init__(self, *args: Any, unit: Unit, today: date, mandate: Mandate | None = None, **kwargs: Any) -> None:
        self._bodies = bodies_of(unit)
        if mandate is not None and mandate.body not in self._bodies:
            self._bodies.append(Body(mandate.body))
        self._places = municipalities_of(unit)
        kwargs["initial"] = self._start(today) if mandate is None else self._standing(mandate)
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            (body.label, [(f"{body}:{office}", label) for office, label in SEATS[body].items()])
            for body in self._bodies
        ]
        self._ask_where()

    def _start(self, today: date) -> dict[str, Any]:
        term = term_of(self._bodies[0], today) if self._bodies else None
        return dict(zip(("valid_from", "valid_until"), term, strict=True)) if term else {}

    def _standing(self, mandate: Mandate) -> dict[str, Any]:
        if mandate.municipality_code and mandate.municipality_code not in dict(self._places):
            self._places.append((mandate.municipality_code, mandate.where))
        return {
            "seat": f"{mandate.body}:{mandate.office}",
            "municipality": mandate.municipality_code,
            "district": mandate.district,
            "valid_from": mandate.valid_from,
            "valid_until": mandate.valid_until,
        }

    def _ask_where(self) -> None:
        if Body.DISTRICT_COUNCIL not in self._bodies:
            del self.fields["district"]
        if len(self._places) == 1 or not set(IN_A_MUNICIPALITY) & set(self._bodies):
            del self.fields["municipality"]
            return
        self.fields["municipality"].choices = [("", _("Choose")), *self._places]  # type: ignore[attr-defined]
        if not set(self._bodies) <= set(IN_A_MUNICIPALITY):
            self.fields["municipality"].help_text = _("Only for a municipal council or a district council.")

    def clean(self) -> dict[str, Any]:
        """Ask for the place where the body has one, and for a term that can be."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The term ends before it begins."))
        elif first and last and last - first > LONGEST_TERM:
            self.add_error("valid_until", _("That is more than five years. Check the years."))
        body = values.get("seat", "").partition(":")[0]
        if body in IN_A_MUNICIPALITY and "municipality" in self.fields and not values.get("municipality"):
            self.add_error("municipality", _("Choose the municipality."))
        if body == Body.DISTRICT_COUNCIL and not values.get("district", "").strip():
            self.add_error("district", _("Write which district it is."))
        return values

    @property
    def written(self) -> Seat:
        """Return what was filled in, of a valid form."""
        data = self.cleaned_data
        body, _colon, office = data["seat"].partition(":")
        only = self._places[0][0] if len(self._places) == 1 else ""
        return Seat(
            body=Body(body),
            office=PublicOffice(office),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            municipality_code=data.get("municipality", "") or only,
            district=data.get("district", ""),
        )

    def refuse(self, mandates: Sequence[Mandate]) -> None:
        """Say who sits in the body at that time already."""
        text = _("%(name)s stands here already: %(title)s from %(first)s until %(last)s. Change that instead.")
        field = "people" if "people" in self.fields else "valid_from"
        for each in mandates:
            said = {"name": each.person.full_name, "title": each.title}
            days = {"first": display.day(each.valid_from), "last": display.day(each.valid_until)}
            self.add_error(field, forms.ValidationError(str(text) % (said | days)))


class ElectedForm(SeatForm):
    """Those who are elected to one and the same, a name on each line, and what they are elected to."""

    people = forms.CharField(
        label=_("Names"),
        help_text=_("One name on each line. They must be members here or in a unit below."),
        widget=forms.Textarea(attrs={"rows": ROWS}),
    )
    field_order = ("seat", "people", "municipality", "district", "valid_from", "valid_until")

    def __init__(self, *args: Any, unit: Unit, scope: Scope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, today=today, **kwargs)
        self._among = Among(scope, unit, today)

    def clean_people(self) -> list[Person]:
        """Find everyone who is named; each line that names nobody is told about."""
        return named_people(self.cleaned_data["people"], self._among)


class EndForm(forms.Form):
    """The last day."""

    on = forms.DateField(label=_("Last day"), widget=DayInput)
