"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gjennomslag.core.menu import personal_links


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site-wide values: demo mode, the top menu, and the tiles that maps may use."""
    return {"demo": settings.DEMO, "personal_links": personal_links(), "map_tiles": settings.MAP_TILES}
