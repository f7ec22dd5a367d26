"""What every request goes through: security headers, no view that has not said who may reach it, and a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from gjennomslag.core.access import View, access_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Views of libraries cannot be marked; these namespaces and names guard themselves.
GUARDED_BY_LIBRARY = ("account_", "mfa_", "set_language")


def content_security_policy(tiles: str) -> str:
    """Return the policy: our own origin only, and the map tiles' host where one is configured."""
    host = f" https://{urlsplit(tiles).hostname}" if tiles else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src 'self' data: blob:{host}",
            f"connect-src 'self'{host}",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Sets the content security policy and the permissions policy on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = content_security_policy(settings.MAP_TILES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A page that shows a letter has a policy of its own, which allows less.
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
        return response


class DefaultDeny:
    """Refuses a view that has not said who may reach it (``core.access``)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        """Let the request through only when the view is marked or guards itself."""
        match = request.resolver_match
        name = (match.url_name or "") if match else ""
        if access_of(view) is None and not name.startswith(GUARDED_BY_LIBRARY):
            raise PermissionDenied


class BackToThePage:
    """Leads who opens an address that only takes what is sent to it back to the nearest page above it.

    A page with what was wrong in a form is drawn at the address the form was sent to, and is then reloaded, read in
    another language or opened from the history. What a script asks for, which is no page, still gets the 405.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if opened and isinstance(response, HttpResponseNotAllowed):
            return redirect(page_above(request.path))
        return response


def page_above(path: str) -> str:
    """Return the nearest address above the path that the site has; at last the front page."""
    above = path
    while above != "/":
        above = f"{above.rstrip('/').rpartition('/')[0]}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return above
