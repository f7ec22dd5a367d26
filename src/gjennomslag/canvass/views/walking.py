"""The canvasser's app: opened from a link or QR code, without an account. What it works with comes from ``sync``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gjennomslag.canvass.app_files import worker_script
from gjennomslag.canvass.links import link_id_in
from gjennomslag.canvass.queries.walks import link_with
from gjennomslag.canvass.rules import link_is_running
from gjennomslag.core.access import public


@public("The signed token in the address is the key; without a running link the answer is 410.")
@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open the app with the link behind the ``#``, where it stays in the browser; say so if the link has ended."""
    link_id = link_id_in(token)
    link = link_with(link_id) if link_id is not None else None
    if link is None or not link_is_running(link, timezone.now()):
        return render(request, "canvass/link_ended.html", status=410)
    return redirect(f"{reverse('canvass:walk')}#{token}")


@public("The app itself: the same for everyone, and nothing in it is about a turf or a person.")
@require_GET
def walk(request: HttpRequest) -> HttpResponse:
    """Show the app's page, which its service worker keeps."""
    response = HttpResponse(_page())
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page() -> str:
    return render_to_string("canvass/field.html")


@public("The app's service worker: the same for everyone.")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker, asked for anew each time so that a new version is found."""
    response = HttpResponse(worker_script(_page()), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = reverse("canvass:walk")
    return response


@public("How the app looks on a home screen: the same for everyone.")
@require_GET
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest, which lets the app be put on the home screen."""
    address = reverse("canvass:walk")
    manifest = {
        "name": "Gjennomslag",
        "short_name": "Gjennomslag",
        "id": address,
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "icons": [{"src": static("core/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
