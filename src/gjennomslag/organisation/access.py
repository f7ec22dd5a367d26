"""Views about a unit: the address names the unit, and the view names the capability one needs there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase

from gjennomslag.core.access import Access, View, grant
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.scope import visible_or_404

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
