"""Every view says who may reach it; a view that does not say is not served.

``organisation.access`` adds the third kind, a capability in the unit that the address names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeAlias

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

View: TypeAlias = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may reach a view: everyone, everyone who has signed in, or holders of a capability in the unit.

    ``why`` says, for public views, what guards them instead (a token, nothing secret …).
    """

    kind: Literal["public", "signed-in", "unit"]
    capability: str = ""
    why: str = ""


def grant(view: View, access: Access) -> View:
    """Mark the view with its access."""
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(view: View) -> Access | None:
    """Return the access a view has been marked with, or None."""
    access = getattr(view, "access", None)
    return access if isinstance(access, Access) else None


def public(why: str) -> Callable[[View], View]:
    """Let everyone reach the view; ``why`` says why that is right."""

    def decorate(view: View) -> View:
        return grant(view, Access("public", why=why))

    return decorate


def signed_in(view: View) -> View:
    """Let everyone who has signed in reach the view."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return grant(guarded, Access("signed-in"))
