"""The archive: letters that every member can read again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.messaging.queries.letters import archive_of
from gjennomslag.messaging.rendering import Reader, parts_in
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.rules import SEE

AT_ONCE = 30


@in_unit(SEE)
def archive(request: PersonRequest, unit: Unit) -> HttpResponse:
    """List the letters that the unit and the units above it have sent to members."""
    page = Paginator(archive_of(unit), AT_ONCE).get_page(request.GET.get("page"))
    return render_unit(request, unit, "messaging/archive.html", {"page": page}, here=_("Letters to members"))


@in_unit(SEE)
def archived_letter(request: PersonRequest, unit: Unit, letter: int) -> HttpResponse:
    """Show one letter, with the name of the one who reads it."""
    found = archive_of(unit).filter(pk=letter).first()
    if found is None:
        raise Http404
    form = "nn" if request.user.language == "nn" else "nb"
    parts = parts_in(list(found.blocks.all()), form, Reader(request.user.first_name, unit.name))
    context = {"letter": found, "subject": found.subject_in(form), "parts": parts}
    trail = [(reverse("messaging:archive", args=[unit.code]), _("Letters to members"))]
    return render_unit(
        request, unit, "messaging/archived_letter.html", context, trail=trail, here=found.subject_in(form)
    )
