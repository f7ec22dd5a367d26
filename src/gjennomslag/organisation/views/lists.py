"""Taking out lists of members, and the second person's yes to long ones (rule M5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.core.tables import write_xlsx
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import Purpose
from gjennomslag.organisation.forms import PurposeForm
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import BulkRequest, Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries.people import list_rows, member_ids
from gjennomslag.organisation.rules import APPROVE_LISTS, EXPORT_MEMBERS, statutes
from gjennomslag.organisation.scope import visible_or_404
from gjennomslag.organisation.services.access import (
    NotYours,
    SecondPersonNeeded,
    answer_list,
    ask_for_list,
    fetch_list,
    take_out_list,
)
from gjennomslag.organisation.views.members import trail_to_members

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_of(unit: Unit, ids: Sequence[int]) -> HttpResponse:
    """Return the list as a sheet. It is made now and kept nowhere."""
    head = (
        *(_("Member number"), _("First name"), _("Last name"), _("E-mail"), _("Telephone")),
        *(_("Home address"), _("Postal code"), _("Place"), _("Branch"), _("Member since"), _("Paid for")),
    )
    day = clock.today()
    body = write_xlsx({_("Members"): [head, *list_rows(ids, day)]})
    name = f"{unit.code}-{day.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=XLSX, headers=headers)


@in_unit(EXPORT_MEMBERS)
def take_out(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Ask what for, and give the list; ask a second person where it is long."""
    ids = member_ids(request.scope, EXPORT_MEMBERS, unit, clock.today())
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "number": len(ids), "alone": statutes().alone_at_most}
        status = 422 if form.is_bound else 200
        trail = [trail_to_members(unit)]
        here = _("Take out a list")
        return render_unit(request, unit, "organisation/take_out.html", context, trail=trail, here=here, status=status)
    purpose = Purpose(form.cleaned_data["purpose"])
    try:
        take_out_list(reader=request.user, unit=unit, purpose=purpose, people=ids)
    except SecondPersonNeeded:
        ask_for_list(unit=unit, purpose=purpose, number=len(ids), by=request.user)
        messages.info(
            request, _("So many people at once need a second person’s yes. Whoever may give it sees your request.")
        )
        return redirect("organisation:members", unit.code)
    return sheet_of(unit, ids)


@in_unit(APPROVE_LISTS)
@require_POST
def answer(request: PersonRequest, unit: Unit, bulk_request: int) -> HttpResponse:
    """Say yes or no to somebody else's long list."""
    found = visible_or_404(BulkRequest.objects, request.scope, APPROVE_LISTS, pk=bulk_request)
    try:
        answer_list(request=found, approved=request.POST.get("answer") == "yes", by=request.user)
    except NotYours:
        messages.error(request, _("You cannot say yes to your own list."))
    else:
        messages.success(request, _("Your answer is noted."))
    return redirect("organisation:members", unit.code)


@in_unit(EXPORT_MEMBERS)
@require_POST
def fetch(request: PersonRequest, unit: Unit, bulk_request: int) -> HttpResponse:
    """Give the long list that a second person has said yes to, once."""
    found = visible_or_404(BulkRequest.objects, request.scope, EXPORT_MEMBERS, pk=bulk_request, unit=unit)
    ids = member_ids(request.scope, EXPORT_MEMBERS, unit, clock.today())
    try:
        given = fetch_list(request=found, people=ids, by=request.user, now=timezone.now())
    except NotYours:
        raise Http404 from None
    if not given:
        messages.error(request, _("The list has been fetched already, or the yes is more than a week old. Ask again."))
        return redirect("organisation:members", unit.code)
    return sheet_of(unit, ids)
