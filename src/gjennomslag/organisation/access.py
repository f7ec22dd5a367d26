"""Views about a unit: the address names the unit, and the view names the capability one needs there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

from gjennomslag.core.access import Access, View, access_of, grant
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import Scope, visible_or_404

Arguments = ParamSpec("Arguments")
UnitView = Callable[Concatenate[PersonRequest, Unit, Arguments], HttpResponseBase]


def in_unit(capability: str) -> Callable[[UnitView[Arguments]], View]:
    """Serve the view only to those who have the capability in the unit whose ``code`` is in the address.

    The view is called with the request, the unit and whatever else the address holds. Everyone else gets 404,
    as if the unit did not exist; people who have not signed in are sent to sign in.
    """

    def decorate(view: UnitView[Arguments]) -> View:
        @wraps(view)
        @login_required
        def guarded(request: PersonRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            unit: Unit = visible_or_404(Unit.objects, request.scope, capability, code=code)
            return view(request, unit, *args, **kwargs)

        return grant(guarded, Access("unit", capability))

    return decorate


def reachable(scope: Scope, addresses: Iterable[str]) -> set[str]:
    """Return those of the site's own addresses that the scope may open, told by the marks of their views.

    Says nothing of objects that an address names beside a unit: whoever lists them has chosen them already.
    """
    open_ones: set[str] = set()
    in_units: dict[str, list[tuple[str, str]]] = {}
    for address in set(addresses):
        try:
            match = resolve(address)
        except Resolver404:
            continue
        access = access_of(match.func)
        if access is None:
            continue
        if access.kind == "unit":
            in_units.setdefault(match.kwargs["code"], []).append((address, access.capability))
        elif access.kind == "public" or scope.member:
            open_ones.add(address)
    for unit in Unit.objects.filter(code__in=in_units):
        open_ones.update(address for address, needed in in_units[unit.code] if scope.covers(unit, needed))
    return open_ones
