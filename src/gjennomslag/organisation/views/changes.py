"""Changing what the register holds of a member: details, branch, leaving, contact and involvement."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import ContactKind, ContactOutcome, EndReason
from gjennomslag.organisation.forms import ContactForm, EndForm, InvolvementForm, PersonForm, TransferForm
from gjennomslag.organisation.health_forms import DuesForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Membership, Person, Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.offices import holds_office_beyond
from gjennomslag.organisation.queries.people import running_membership, visible_person
from gjennomslag.organisation.queries.units import units_to_belong_to
from gjennomslag.organisation.rules import EDIT_MEMBERS, SEE_MEMBERS
from gjennomslag.organisation.services import (
    change_person,
    leave_party,
    log_contact,
    note_involvement,
    pay_dues,
    transfer,
)
from gjennomslag.organisation.services.memberships import NotTransferable
from gjennomslag.organisation.views.members import trail_to_person


class Words(NamedTuple):
    """What a form's page is called, what its button says, and what stands above the form."""

    title: str
    button: str
    text: str = ""


def _form_page(request: PersonRequest, unit: Unit, someone: Person, form: forms.BaseForm, words: Words) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "person": someone, **words._asdict()}
    status = 422 if form.is_bound else 200
    trail = trail_to_person(unit, someone)
    return render_unit(
        request, unit, "organisation/person_form.html", context, trail=trail, here=words.title, status=status
    )


@in_unit(EDIT_MEMBERS)
def change(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Change a member's details."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    beyond = holds_office_beyond(someone, request.scope, EDIT_MEMBERS, day)
    form = PersonForm(request.POST or None, instance=someone, today=day, may_change_email=not beyond)
    if not form.is_valid():
        kept = _(
            "Only they or those above can change the e-mail address: it signs them in to an office beyond your unit."
        )
        words = Words(_("Change details"), _("Save"), kept if beyond else "")
        return _form_page(request, unit, someone, form, words)
    # The form has written on the object it was given; the service compares with what is stored.
    stored = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    changed = change_person(person=stored, by=request.user, **form.cleaned_data)
    messages.success(request, _("The details are saved.") if changed else _("Nothing was changed."))
    return redirect("organisation:person", unit.code, someone.register_id)


def _membership_in(request: PersonRequest, unit: Unit, someone: Person, day: date) -> Membership:
    membership = running_membership(request.scope, EDIT_MEMBERS, unit, someone, day)
    if membership is None:
        raise Http404
    return membership


@in_unit(EDIT_MEMBERS)
def move(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Move a membership to another branch; the clock of the welcome call goes with it."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    membership = _membership_in(request, unit, someone, day)
    units = {each.code: each for each in units_to_belong_to(day) if each.pk != membership.unit_id}
    form = TransferForm(request.POST or None, units=list(units.values()), initial={"on": day})
    text = _("%(name)s belongs to %(unit)s. The new branch gets everything, and the welcome call’s clock runs on.")
    words = text % {"name": someone.full_name, "unit": membership.unit.name}
    if not form.is_valid():
        return _form_page(request, unit, someone, form, Words(_("Move to another branch"), _("Move"), words))
    to = units[form.cleaned_data["to"]]
    try:
        transfer(membership=membership, to=to, on=form.cleaned_data["on"], by=request.user)
    except NotTransferable:
        raise Http404 from None
    messages.success(request, _("%(name)s now belongs to %(unit)s.") % {"name": someone.full_name, "unit": to.name})
    return redirect("organisation:members", unit.code)


@in_unit(EDIT_MEMBERS)
def end(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Note that a member leaves the party."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    _membership_in(request, unit, someone, day)
    form = EndForm(request.POST or None, initial={"on": day})
    words = _(
        "All memberships and offices end. Within a day everything held about %(name)s is erased, except offices held."
    ) % {"name": someone.full_name}
    if not form.is_valid():
        return _form_page(request, unit, someone, form, Words(_("Leaves the party"), _("End the membership"), words))
    leave_party(person=someone, on=form.cleaned_data["on"], why=EndReason(form.cleaned_data["why"]), by=request.user)
    messages.success(request, _("%(name)s has left and is erased within a day.") % {"name": someone.full_name})
    return redirect("organisation:members", unit.code)


@in_unit(SEE_MEMBERS)
def contact(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Log that somebody contacted the member."""
    someone = visible_person(request.scope, SEE_MEMBERS, unit, person, clock.today())
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, unit, someone, form, Words(_("Log a contact"), _("Save")))
    log_contact(
        person=someone,
        unit=unit,
        kind=ContactKind(form.cleaned_data["kind"]),
        outcome=ContactOutcome(form.cleaned_data["outcome"]),
        note=form.cleaned_data["note"],
        by=request.user,
    )
    messages.success(request, _("The contact is logged."))
    return redirect("organisation:person", unit.code, someone.register_id)


@in_unit(EDIT_MEMBERS)
def involve(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Note how much a member wants to take part, and with what."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    form = InvolvementForm(request.POST or None, person=someone)
    if not form.is_valid():
        return _form_page(request, unit, someone, form, Words(_("Wants to take part"), _("Save")))
    note_involvement(person=someone, by=request.user, on=day, wishes=form.written)
    messages.success(request, _("What %(name)s wants to take part in is saved.") % {"name": someone.full_name})
    return redirect("organisation:person", unit.code, someone.register_id)


@in_unit(EDIT_MEMBERS)
def dues(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Note that the member has paid the dues of a year."""
    day = clock.today()
    someone = visible_person(request.scope, EDIT_MEMBERS, unit, person, day)
    form = DuesForm(request.POST or None, today=day)
    if not form.is_valid():
        words = _("Rights last until 1 July of the year after. Who joined in November or December pays for next year.")
        return _form_page(request, unit, someone, form, Words(_("Dues"), _("Note as paid"), words))
    pay_dues(person=someone, year=form.cleaned_data["year"], paid_on=form.cleaned_data["paid_on"], by=request.user)
    messages.success(request, _("The dues for %(year)s are noted.") % {"year": form.cleaned_data["year"]})
    return redirect("organisation:person", unit.code, someone.register_id)
