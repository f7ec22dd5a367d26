"""The record of processing (GDPR article 30) and the annex of a DPIA, made from what the code declares (rule M7)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.processing import record_of_processing
from gjennomslag.organisation.rules import SEE_PROCESSING


@in_unit(SEE_PROCESSING)
def processing(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show for each purpose its basis, data, time limit and recipients, and every field."""
    context = {"processing": record_of_processing()}
    return render_unit(request, unit, "organisation/processing.html", context, here=_("Record of processing"))
