"""The members of a unit: the list, search, and one person's page."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.forms import PurposeForm, SearchForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.access import lists_of, lists_waiting, readings_of
from gjennomslag.organisation.queries.duplicates import neighbours_of
from gjennomslag.organisation.queries.people import members_of, record_of, visible_person
from gjennomslag.organisation.queries.search import search_people
from gjennomslag.organisation.rules import APPROVE_LISTS, EDIT_MEMBERS, EXPORT_MEMBERS, IMPORT_MEMBERS, SEE_MEMBERS
from gjennomslag.organisation.services.access import record_access

ROWS_A_PAGE = 50
PURPOSE = "organisation.purpose"


def trail_to_members(unit: Unit) -> tuple[str, str]:
    """Return the step of the breadcrumb that leads to the unit's members."""
    return reverse("organisation:members", args=[unit.code]), _("Members")


def trail_to_person(unit: Unit, person: Person) -> list[tuple[str, str]]:
    """Return the steps of the breadcrumb that lead to a person's page."""
    page = reverse("organisation:person", args=[unit.code, person.register_id])
    return [trail_to_members(unit), (page, person.full_name)]


@in_unit(SEE_MEMBERS)
def members(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the unit's own members, and find people in it and below it.

    What is looked for is posted: names stand in no address and in no log.
    """
    day = clock.today()
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = search_people(form.cleaned_data["text"], request.scope, SEE_MEMBERS, day, within=unit)
    page = Paginator(members_of(unit, day), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "found": found,
        "page": page,
        "may_export": request.scope.covers(unit, EXPORT_MEMBERS),
        "own_lists": lists_of(request.user, unit),
        "waiting": lists_waiting(request.scope, APPROVE_LISTS, unit),
        "may_edit": request.scope.covers(unit, EDIT_MEMBERS),
        "may_import": request.scope.covers(unit, IMPORT_MEMBERS),
    }
    return render_unit(request, unit, "organisation/members.html", context, here=_("Members"))


@in_unit(SEE_MEMBERS)
def person(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Show a person's page once the reader has said what for; every reading leaves a row in the log."""
    day = clock.today()
    someone = visible_person(request.scope, SEE_MEMBERS, unit, person, day)
    trail = [trail_to_members(unit)]
    purpose = str(request.session.get(PURPOSE, ""))
    if purpose not in Purpose.values and someone != request.user:
        context: dict[str, object] = {"form": PurposeForm(), "person": someone}
        return render_unit(request, unit, "organisation/purpose.html", context, trail=trail, here=_("What for?"))
    record = record_of(someone, day)
    if someone != request.user:
        record_access(
            reader=request.user, unit=unit, kind=AccessKind.PAGE, purpose=Purpose(purpose), people=[someone.pk]
        )
    context = {
        "record": record,
        "purpose": Purpose(purpose).label if purpose in Purpose.values else "",
        "readings": readings_of(someone),
        "may_edit": request.scope.covers(unit, EDIT_MEMBERS),
        "neighbours": neighbours_of(someone, request.scope, EDIT_MEMBERS, day),
    }
    return render_unit(request, unit, "organisation/person.html", context, trail=trail, here=someone.full_name)


@in_unit(SEE_MEMBERS)
@require_POST
def state_purpose(request: PersonRequest, unit: Unit, person: UUID) -> HttpResponse:
    """Keep what the reader opens records for until they sign out or say something else, and go on to the person."""
    form = PurposeForm(request.POST)
    someone = visible_person(request.scope, SEE_MEMBERS, unit, person, clock.today())
    if not form.is_valid():
        if "change" in request.POST:
            request.session.pop(PURPOSE, None)
            return redirect("organisation:person", unit.code, someone.register_id)
        context = {"form": form, "person": someone}
        trail = [trail_to_members(unit)]
        return render_unit(
            request, unit, "organisation/purpose.html", context, trail=trail, here=_("What for?"), status=422
        )
    request.session[PURPOSE] = form.cleaned_data["purpose"]
    return redirect("organisation:person", unit.code, someone.register_id)
