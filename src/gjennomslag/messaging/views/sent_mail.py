"""In the demo: the mail and SMS that would have been sent, since nobody in the demo has a mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gjennomslag.core.access import public
from gjennomslag.messaging.sent_mail import Sent, one, recent
from gjennomslag.messaging.views.letters import in_frame

WHY = "Shows mail to invented people; answers 404 outside demo mode."


def _one(name: str) -> Sent:
    found = one(name) if settings.DEMO else None
    if found is None:
        raise Http404
    return found


@public(WHY)
def sent_mail(request: HttpRequest) -> HttpResponse:
    """List what was sent last."""
    if not settings.DEMO:
        raise Http404
    return render(request, "messaging/sent_mail.html", {"sent": recent()})


@public(WHY)
def sent_mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail or SMS."""
    return render(request, "messaging/sent_mail_page.html", {"sent": _one(name)})


@public(WHY)
def sent_mail_frame(request: HttpRequest, name: str) -> HttpResponse:
    """Show the mail's own page."""
    return in_frame(_one(name).page)
