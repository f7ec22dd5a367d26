"""Rules and numbers in plain words, for people who have never seen a plan file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Cover,
    Direction,
    EachTime,
    Every,
    Form,
    Fresh,
    Gate,
    InPeriod,
    Once,
    PerYear,
    Span,
    Standing,
    Trend,
    Within,
    YearlyTarget,
)
from gjennomslag.core.display import number, percent
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.choices import Status
from gjennomslag.plan.evidence import Evidence
from gjennomslag.plan.queries.judging import StatusRow

GROUPS = {
    Status.MET: "well",
    Status.MET_LATE: "well",
    Status.SELF_ASSESSED: "well",
    Status.ON_TRACK: "well",
    Status.DUE_SOON: "soon",
    Status.OVERDUE: "behind",
    Status.MISSED: "behind",
    Status.NOT_DUE: "waiting",
    Status.NO_DATA: "unknown",
}
"""Statuses that say the same to somebody who only glances: going well, soon due, behind, waiting, unknown."""


def rule_in_words(form: Form) -> str:
    """Say what a form asks for."""
    return _WORDS[type(form)](form)


def _every(span: Span, count: int) -> str:
    words = {
        Span.MONTH: ngettext("Every month", "%(count)s times every month", count),
        Span.QUARTER: ngettext("Every quarter", "%(count)s times every quarter", count),
        Span.HALF_YEAR: ngettext("Every half-year", "%(count)s times every half-year", count),
        Span.YEAR: ngettext("Every year", "%(count)s times every year", count),
    }
    return words[span] % {"count": count}


def _times_a_year(count: int) -> str:
    return ngettext("Once a year", "%(count)s times a year", count) % {"count": count}


def _between(form: Between) -> str:
    if form.as_many_as_possible:
        return _("As much as we can")
    return ngettext("Once", "%(count)s times", form.count) % {"count": form.count}


def _within(form: Within) -> str:
    if form.months:
        return ngettext("Within %(count)s month", "Within %(count)s months", form.months) % {"count": form.months}
    return ngettext("Within %(count)s day", "Within %(count)s days", form.days) % {"count": form.days}


def _trend(form: Trend) -> str:
    words = _("More than in %(year)s") if form.direction is Direction.UP else _("Less than in %(year)s")
    return words % {"year": form.baseline}


def _in_period(form: InPeriod) -> str:
    return ngettext("Once in the period", "%(count)s times in the period", form.count) % {"count": form.count}


def _share(form: Cover | Gate) -> str:
    return _("At least %(share)s") % {"share": percent(form.share)}


_WORDS: dict[type, Callable[[Any], str]] = {
    Every: lambda form: _every(form.span, form.count),
    PerYear: lambda form: _times_a_year(form.count),
    Anchored: lambda form: _times_a_year(1 + form.others),
    InPeriod: _in_period,
    Between: _between,
    Cover: _share,
    Gate: _share,
    Within: _within,
    Fresh: lambda form: _("Reviewed in the last %(count)s months") % {"count": form.months},
    Trend: _trend,
    Always: lambda _form: _("On every day"),
    EachTime: lambda _form: _("Every time"),
    YearlyTarget: lambda _form: _("Our number for the year"),
    Standing: lambda _form: _("Say how it stands every half-year"),
    Once: lambda _form: _("Once"),
}


def evidence_in_words(evidence: Evidence) -> str:
    """Name what is counted."""
    words = catalogue().indicators[evidence.part.key].words
    language = (get_language() or "nb").split("-")[0]
    return words.get(language, words["nb"])


def reading_in_words(row: StatusRow) -> str:
    """Say what was read: ``3 of 4 course sessions``, ``34 % (12 of 35) members called``."""
    counted = evidence_in_words(row.evidence)
    if row.status is Status.NO_DATA and not row.value and not row.late:
        return _("Not counted yet: %(what)s") % {"what": counted}
    values = {"value": number(row.value + row.late), "what": counted}
    if row.share is not None:
        values |= {"share": percent(row.share), "whole": number(row.whole)}
        return _("%(share)s (%(value)s of %(whole)s): %(what)s") % values
    if row.goal is not None:
        return _("%(value)s of %(goal)s: %(what)s") % (values | {"goal": number(row.goal)})
    return _("%(value)s: %(what)s") % values
