"""One-click sign-in as invented people, in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gjennomslag.accounts.demo import demo_people
from gjennomslag.core.access import public


@public("Signs in as an invented person; answers 404 outside demo mode.")
@require_POST
def demo_sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo's person with this role."""
    if not settings.DEMO:
        raise Http404
    someone = next((each for each in demo_people() if each.role == role), None)
    if someone is None:
        raise Http404
    login(request, someone.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
