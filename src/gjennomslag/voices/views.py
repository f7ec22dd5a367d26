"""What people care about, and the quotes that wait to be approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gjennomslag.core import clock
from gjennomslag.core.display import percent
from gjennomslag.organisation.access import in_unit
from gjennomslag.organisation.middleware import PersonRequest
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.pages import render_unit
from gjennomslag.organisation.queries import children_of
from gjennomslag.organisation.rules import SEE
from gjennomslag.voices.forms import QuoteForm
from gjennomslag.voices.queries import (
    PlaceThemes,
    QuoteInQueue,
    ThemeShare,
    answers_of,
    quotes_of,
    themes_by_area,
    themes_by_child,
    themes_of,
    waiting_quotes,
    years_shown,
)
from gjennomslag.voices.recording import approve_quote, delete_quote
from gjennomslag.voices.rules import MODERATE

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class ThemeBar:
    """A theme as it is drawn: its name, its share in words, and how far across the bar goes."""

    theme: str
    share: str
    across: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row of the table: an area, or a unit with the address of its own page."""

    place: PlaceThemes
    address: str
    most_named: Sequence[ThemeBar]


def bar_of(share: ThemeShare) -> ThemeBar:
    """Return the theme's bar, with the share written as the rule of publication lets it be."""
    words = {
        "exact": percent(share.share),
        "over": _("over %(share)s") % {"share": percent(0.9)},
        "under": _("under %(share)s") % {"share": percent(0.1)},
        "about": _("about %(share)s") % {"share": percent(share.share)},
    }
    return ThemeBar(share.theme, words[share.bound], f"{share.share * 100:.1f}%")


def rows_of(places: Sequence[PlaceThemes], view: str, year: int) -> list[PlaceRow]:
    """Return the table's rows; ``view`` is empty where places have no page of their own."""
    return [
        PlaceRow(
            place,
            f"{reverse(view, args=[place.code])}?year={year}" if view else "",
            [bar_of(share) for share in place.themes[:MOST_NAMED]],
        )
        for place in places
    ]


def year_asked_for(request: PersonRequest, years: Sequence[int]) -> int:
    """Return the year in the address, this year where there is none; a year without numbers is not found."""
    this_year = clock.week_of(clock.today()).year
    asked = request.GET.get("year", str(this_year))
    if asked not in {str(year) for year in (this_year, *years)}:
        raise Http404
    return int(asked)


@in_unit(SEE)
def themes(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show what people in the unit care about in a year: themes, areas or units below, and quotes."""
    years = years_shown(unit)
    year = year_asked_for(request, years)
    children = children_of(unit, clock.today())
    shares = themes_of(unit, year)
    context = {
        "year": year,
        "years": [
            {"url": f"?year={each}", "label": each, "current": each == year}
            for each in sorted({*years, year}, reverse=True)
        ],
        "answers": answers_of(unit, year),
        "bars": [bar_of(share) for share in shares if share.answers or share.under],
        "unnamed": [share.theme for share in shares if not (share.answers or share.under)],
        "areas": rows_of(themes_by_area(unit, year), "", year),
        "units": rows_of(themes_by_child(unit, children, year), "voices:themes", year),
        "quotes": quotes_of(unit, year),
    }
    return render_unit(request, unit, "voices/themes.html", context, here=_("What people care about"))


@in_unit(MODERATE)
def quotes(request: PersonRequest, unit: Unit) -> HttpResponse:
    """Show the quotes that wait for the unit's moderators."""
    return _queue(request, unit)


def _queue(request: PersonRequest, unit: Unit, faulty: dict[UUID, QuoteForm] | None = None) -> HttpResponse:
    forms = faulty or {}
    queue = [
        (each, forms.get(each.quote.pk) or QuoteForm(initial={"text": each.text}, auto_id=f"quote-{each.quote.pk}-%s"))
        for each in waiting_quotes(unit)
    ]
    context = {"queue": queue}
    status = 422 if faulty else 200
    return render_unit(request, unit, "voices/quotes.html", context, here=_("Quotes to approve"), status=status)


def _waiting(unit: Unit, quote: UUID) -> QuoteInQueue:
    """Return the quote if it waits in this unit, else raise Http404."""
    found = next((each for each in waiting_quotes(unit) if each.quote.pk == quote), None)
    if found is None:
        raise Http404
    return found


@in_unit(MODERATE)
@require_POST
def approve(request: PersonRequest, unit: Unit, quote: UUID) -> HttpResponse:
    """Let everyone read the quote."""
    waiting = _waiting(unit, quote)
    form = QuoteForm(request.POST, auto_id=f"quote-{quote}-%s")
    if not form.is_valid():
        return _queue(request, unit, {quote: form})
    approve_quote(quote=waiting.quote, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, _("The quote is approved and can be read by all members."))
    return redirect("voices:quotes", unit.code)


@in_unit(MODERATE)
@require_POST
def delete(request: PersonRequest, unit: Unit, quote: UUID) -> HttpResponse:
    """Remove the quote for good."""
    delete_quote(quote=_waiting(unit, quote).quote, by=request.user)
    messages.success(request, _("The quote is deleted."))
    return redirect("voices:quotes", unit.code)
