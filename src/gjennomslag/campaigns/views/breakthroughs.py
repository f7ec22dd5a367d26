"""The pages of breakthroughs: registered by those who lead, read by members, and by everyone where the unit wants."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.campaigns.deeds import deeds_with, held_by
from gjennomslag.campaigns.forms import BreakthroughForm
from gjennomslag.campaigns.models import Breakthrough
from gjennomslag.campaigns.queries.breakthroughs import breakthroughs_of, is_open, told, wall_of
from gjennomslag.campaigns.rules import LEAD
from gjennomslag.campaigns.services.breakthroughs import remove_breakthrough, save_breakthrough, set_wall
from gjennomslag.core import clock
from gjennomslag.core.access import public
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE

AT_ONCE = 30


def _own(unit: Unit, pk: int) -> Breakthrough:
    found = breakthroughs_of(unit).filter(unit=unit, pk=pk).first()
    if found is None:
        raise Http404
    return found


@in_unit(SEE)
def breakthroughs(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List what the unit and the units below it have won."""
    page = Paginator(breakthroughs_of(unit), AT_ONCE).get_page(request.GET.get("page"))
    may_lead = request.scope.covers(unit, LEAD)
    context = {"page": page, "rows": told(page, to_everyone=not may_lead), "may_lead": may_lead, "open": is_open(unit)}
    return render_unit(request, unit, "campaigns/breakthroughs.html", context, here=_("Breakthroughs"))


@in_unit(LEAD)
def new_breakthrough(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Register a breakthrough."""
    return _edit(request, unit, None)


@in_unit(LEAD)
def change_breakthrough(request: PersonRequest, unit: Unit, breakthrough: int) -> HttpResponse:
    """Change a breakthrough of the unit's own."""
    return _edit(request, unit, _own(unit, breakthrough))


def _edit(request: PersonRequest, unit: Unit, breakthrough: Breakthrough | None) -> HttpResponse:
    initial = {"won_on": clock.today(), "campaign": request.GET.get("campaign")}
    if breakthrough is not None:
        initial = {each.name: getattr(breakthrough, each.attname) for each in Breakthrough._meta.concrete_fields}
    deeds = {each.key: each for each in held_by(unit, timezone.now())} | dict(
        deeds_with(breakthrough.deeds if breakthrough else ())
    )
    data = request.POST if request.method == "POST" else None
    form = BreakthroughForm(data, unit=unit, deeds=list(deeds.values()), initial=initial)
    back = reverse("campaigns:breakthroughs", args=[unit.code])
    if request.method == "POST" and form.is_valid():
        save_breakthrough(unit=unit, by=request.user, breakthrough=breakthrough, **form.cleaned_data)
        messages.success(request, _("The breakthrough is saved."))
        return redirect(back)
    context = {"form": form, "back": back, "breakthrough": breakthrough}
    here = _("New breakthrough") if breakthrough is None else breakthrough.title
    trail, status = [(back, _("Breakthroughs"))], 422 if form.errors else 200
    return render_unit(request, unit, "campaigns/edit.html", context, trail=trail, here=here, status=status)


@in_unit(LEAD)
@require_POST
def remove(request: PersonRequest, unit: Unit, breakthrough: int) -> HttpResponse:
    """Take back a breakthrough registered by mistake."""
    remove_breakthrough(breakthrough=_own(unit, breakthrough), by=request.user)
    messages.success(request, _("The breakthrough is taken back."))
    return redirect("campaigns:breakthroughs", unit.code)


@in_unit(LEAD)
@require_POST
def wall_setting(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Open the wall to everyone, or close it."""
    set_wall(unit=unit, open_to_all="open" in request.POST, by=request.user)
    return redirect("campaigns:breakthroughs", unit.code)


@public("Shows what the unit has chosen to tell everyone; 404 where it has not opened its wall.")
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit's breakthroughs to everyone."""
    found = wall_of(code)
    if found is None:
        raise Http404
    unit, won = found
    page = Paginator(won, AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "campaigns/wall.html", {"unit": unit, "page": page, "rows": told(page, to_everyone=True)})
