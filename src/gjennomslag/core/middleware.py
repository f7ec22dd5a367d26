"""What every request goes through: security headers, and no view that has not said who may reach it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

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
