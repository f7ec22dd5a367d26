"""Head office brings in a plan: one that comes with the program, or a plan file of the party's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gjennomslag.core import clock
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.plan.faults import Fault, PlanFaultsError
from gjennomslag.plan.forms import LoadPlanForm
from gjennomslag.plan.rules import MANAGE
from gjennomslag.plan.services.plans import Loaded, PlanOfAnotherUnitError, load_plan
from gjennomslag.plan.views.targets import trail_to_targets


def _say_what_was_loaded(request: PersonRequest, loaded: Loaded) -> None:
    if loaded.changed:
        words = _("The plan is loaded as version %(number)d.") % {"number": loaded.version}
    else:
        words = _("You have this plan already. Nothing has been changed.")
    messages.success(request, words)


@in_unit(MANAGE)
def load(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Load a plan for the unit. A file with faults is refused whole, with the line and the remedy of each."""
    posted = request.method == "POST"
    form = LoadPlanForm(request.POST if posted else None, request.FILES if posted else None)
    faults: list[Fault] = []
    if posted and form.is_valid():
        try:
            loaded = load_plan(text=form.cleaned_data["text"], unit=unit, on=clock.today(), by=request.user)
        except PlanFaultsError as error:
            faults = list(error.faults)
        except PlanOfAnotherUnitError as error:
            form.add_error(None, _("This plan belongs to %(unit)s. Load it there.") % {"unit": error})
        else:
            _say_what_was_loaded(request, loaded)
            return redirect("plan:targets", unit.code)
    context = {
        "form": form,
        "faults": [(fault.line, fault.where, fault.message(_), fault.remedy(_)) for fault in faults],
    }
    status = 422 if faults or form.errors else 200
    return render_unit(
        request, unit, "plan/load.html", context, trail=[trail_to_targets(unit)], here=_("Load a plan"), status=status
    )
