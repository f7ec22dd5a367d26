"""Gives every request its scope, computed once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from gjennomslag.organisation.models import Person
from gjennomslag.organisation.scope import Scope, scope_of


class PersonRequest(HttpRequest):
    """A request as our views see it: the signed-in person and what that person may do."""

    user: Person
    scope: Scope


class RequestScope:
    """Adds ``request.scope``; one query the first time it is asked, none when it is not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ours = cast(PersonRequest, request)
        ours.scope = cast(Scope, SimpleLazyObject(lambda: scope_of(ours.user)))
        return self.get_response(request)
