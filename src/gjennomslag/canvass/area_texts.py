"""Areas in words."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gjennomslag.canvass.queries.coverage import Coverage
from gjennomslag.core.display import percent


def area_label(coverage: Coverage) -> str:
    """Return the area's name with its doors, when it was last visited and how much of it in a year, in words."""
    doors = ngettext("%(count)d door", "%(count)d doors", coverage.area.doors) % {"count": coverage.area.doors}
    return f"{coverage.area.name} ({doors}, {last_visit_in_words(coverage)})"


def last_visit_in_words(coverage: Coverage) -> str:
    """Say when the area was last visited, the month or never, and how much of it in twelve months."""
    if coverage.last is None:
        return _("never visited")
    month = {"month": date_format(coverage.last, "F Y")}
    if not coverage.doors:
        return _("visited in %(month)s") % month
    return _("visited in %(month)s, %(share)s of it in a year") % (month | {"share": percent(coverage.share)})
