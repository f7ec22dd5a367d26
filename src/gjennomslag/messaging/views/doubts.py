"""What a stop in the middle left in doubt: a person decides, name by name or for all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.core.display import number
from gjennomslag.messaging.queries.letters import figures_of, in_doubt
from gjennomslag.messaging.rules import WRITE
from gjennomslag.messaging.services.letters import let_be, send_again
from gjennomslag.messaging.views.letters import letter_of, trail_to
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.choices import AccessKind, Purpose
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.services.access import record_access


@in_unit(WRITE)
def doubts(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """List people of whom nobody knows whether they got the letter, and do with those ticked what is asked."""
    found = letter_of(unit, letter)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("person") if value.isdigit()]
        decide, words = (
            (send_again, _("%(number)s get the letter once more."))
            if "again" in request.POST
            else (let_be, _("%(number)s are left as they are."))
        )
        done = decide(letter=found, people=chosen, by=request.user, now=timezone.now())
        messages.success(request, words % {"number": number(done)})
        return redirect("messaging:doubts" if figures_of(found).in_doubt else "messaging:letter", unit.code, found.pk)
    people = in_doubt(found)
    record_access(
        reader=request.user,
        unit=unit,
        kind=AccessKind.LIST,
        purpose=Purpose.INVITE,
        people=[each.pk for each in people],
    )
    context = {"letter": found, "people": people, "in_doubt": figures_of(found).in_doubt}
    trail, here = trail_to(unit, found), _("In doubt")
    return render_unit(request, unit, "messaging/doubts.html", context, trail=trail, here=here)
