"""Areas in words."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.canvass.queries.coverage import Coverage


def area_label(coverage: Coverage) -> str:
    """Return the area's name with its doors and when it was last visited, in words."""
    doors = ngettext("%(count)d door", "%(count)d doors", coverage.area.doors) % {"count": coverage.area.doors}
    return f"{coverage.area.name} ({doors}, {last_visit_in_words(coverage)})"


def last_visit_in_words(coverage: Coverage) -> str:
    """Say when the area was last visited: the month, or never."""
    if coverage.last is None:
        return _("never visited")
    return _("visited in %(month)s") % {"month": date_format(coverage.last, "F Y")}
