"""What a unit's walks are computed with: its pace, its barriers, its streets. Tabs between the three."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gjennomslag.organisation.models import Unit


def ground_tabs(unit: Unit, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the pages about pace, barriers and streets; ``current`` is the name of an address."""
    pages = {"pace": _("Pace"), "streets": _("Streets"), "barriers": _("Barriers")}
    return [
        {"url": reverse(f"canvass:{name}", args=[unit.code]), "label": label, "current": name == current}
        for name, label in pages.items()
    ]
