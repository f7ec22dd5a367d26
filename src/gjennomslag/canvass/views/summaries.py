"""What a drive came to, to show at the next meeting and to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gjennomslag.canvass.queries.paces import comparison_of
from gjennomslag.canvass.queries.summaries import summary_of
from gjennomslag.canvass.rules import LEAD
from gjennomslag.canvass.views.drives import drive_in, trail_to_drive
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.voices.views import MOST_NAMED, bar_of


@in_unit(LEAD)
def summary(request: PersonRequest, unit: Unit, drive: int) -> HttpResponse:
    """Show the drive's summary."""
    found = drive_in(request, unit, drive)
    summed = summary_of(found, timezone.now())
    themes = [(place, [bar_of(share) for share in place.themes[:MOST_NAMED]]) for place in summed.themes]
    context = {"drive": found, "summary": summed, "themes": themes, "comparison": comparison_of(found)}
    trail, here = trail_to_drive(unit, found), _("Summary")
    return render_unit(request, unit, "canvass/summary.html", context, trail=trail, here=here)
