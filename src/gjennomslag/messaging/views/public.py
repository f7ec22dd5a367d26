"""What is reached without signing in: the link to unsubscribe, and what a mail provider tells us."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gjennomslag.core.access import public
from gjennomslag.messaging.providers import event_view
from gjennomslag.messaging.services.unsubscribing import unsubscribe
from gjennomslag.messaging.tokens import unsubscription_in


@public("The signed token stood in a letter to the one who unsubscribes; the page shows no name.")
@csrf_exempt
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, and unsubscribe on a POST: from this page, or from a mail reader's own button (RFC 8058).

    Opening the page alone changes nothing, since mail scanners open every link.
    """
    wish = unsubscription_in(token)
    if wish is None:
        return render(request, "messaging/unsubscribe_unknown.html", status=410)
    context = {"topic": wish.topic.label, "channel": wish.channel.label, "done": False}
    if request.method == "POST":
        context["everything"] = "everything" in request.POST
        context["done"] = unsubscribe(wish=wish, at=timezone.now(), everything="everything" in request.POST)
        if not context["done"]:
            return render(request, "messaging/unsubscribe_unknown.html", status=410)
    return render(request, "messaging/unsubscribe.html", context)


@public("Guarded by the secret that the provider was given (ANYMAIL_WEBHOOK_SECRET); 404 where no provider is set up.")
@csrf_exempt
def provider_events(request: HttpRequest) -> HttpResponseBase:
    """Take in what the mail provider tells of letters: came back, refused, marked as unwanted."""
    view = event_view()
    if view is None:
        raise Http404
    return view(request)
