"""Checks of a plan as a whole: names, links, windows and overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Cover,
    EachTime,
    Fresh,
    Gate,
    InPeriod,
    MonthDay,
    Once,
    Standing,
    Trend,
    Within,
    YearlyTarget,
    windows,
)
from gjennomslag.plan.catalogue import Catalogue, Name, catalogue
from gjennomslag.plan.document import EVERY_LEVEL, Binding, Item, PlanDocument
from gjennomslag.plan.evidence import Number
from gjennomslag.plan.faults import Fault, suggestion

Place: TypeAlias = tuple[int, str]
"""The line of a fault and the item it is in."""

_SHARES = (Within, EachTime, Cover, Gate, Fresh)
_STATES = (*_SHARES, Always, Standing, Trend, YearlyTarget)


def check_document(document: PlanDocument, faults: list[Fault]) -> None:
    """Add every fault of the whole plan to ``faults``."""
    names = catalogue()
    _check_ids(document, faults)
    _check_targets(document, names, faults)
    goals = [item.key for item in document.items if item.kind == "goal"]
    keys = {item.key for item in document.items}
    for item in document.items:
        _check_item(item, document, goals, keys, faults)
        for binding in item.bindings:
            _check_names(item, binding, names, faults)
            _check_windows(item, binding, document, faults)
        _check_overlaps(item, document, faults)
    _check_circles(document, faults)


def _check_ids(document: PlanDocument, faults: list[Fault]) -> None:
    first: dict[str, int] = {}
    for item in document.items:
        if item.key in first:
            faults.append(Fault(item.line, "duplicate-id", item.key, {"value": item.key, "first": first[item.key]}))
        first.setdefault(item.key, item.line)


def _check_targets(document: PlanDocument, names: Catalogue, faults: list[Fault]) -> None:
    keys = {item.key for item in document.items}
    for series in document.targets:
        place = (series.line, series.indicator)
        if series.indicator and series.indicator not in names.indicators:
            faults.append(_unknown(place, "unknown-indicator", series.indicator, names.indicators))
        if series.item and series.item not in keys:
            faults.append(Fault(series.line, "unknown-item", series.indicator, {"value": series.item}))
        wrong = sorted(set(document.period.years) ^ set(series.national))
        if wrong:
            faults.append(Fault(series.line, "target-years", series.indicator, {"years": ", ".join(map(str, wrong))}))


def _check_item(item: Item, document: PlanDocument, goals: list[str], keys: set[str], faults: list[Fault]) -> None:
    for level in item.levels:
        if level not in document.levels and level != EVERY_LEVEL:
            known = ", ".join([*document.levels, EVERY_LEVEL])
            faults.append(Fault(item.line, "unknown-level", item.key, {"value": level, "known": known}))
    if item.goal and item.goal not in goals:
        details = {"value": item.goal, "known": ", ".join(goals)}
        faults.append(Fault(item.line, "unknown-goal", item.key, details))
    unknown = [link for link in item.follows if link not in keys]
    faults.extend(Fault(item.line, "unknown-item", item.key, {"value": link}) for link in unknown)
    if not item.bindings and not item.follows and item.kind not in {"goal", "intro"}:
        faults.append(Fault(item.line, "rule-missing", item.key))


def _check_names(item: Item, binding: Binding, names: Catalogue, faults: list[Fault]) -> None:
    form = binding.rule.form
    for number in binding.evidence.numbers:
        _check_number(item, binding, number, names, faults)
    if isinstance(form, _SHARES) and binding.evidence.whole is None:
        faults.append(Fault(binding.line, "needs-a-whole", item.key))
    trigger = getattr(form, "trigger", None) or (form.event if isinstance(form, Anchored) else None)
    if trigger and trigger not in names.triggers:
        faults.append(_unknown((binding.line, item.key), "unknown-trigger", trigger, names.triggers))
    if isinstance(form, Gate) and form.action not in names.actions:
        faults.append(_unknown((binding.line, item.key), "unknown-action", form.action, names.actions))


def _check_number(item: Item, binding: Binding, number: Number, names: Catalogue, faults: list[Fault]) -> None:
    known = names.indicators.get(number.key)
    if known is None:
        faults.append(_unknown((binding.line, item.key), "unknown-indicator", number.key, names.indicators))
        return
    for name, _value in number.parameters:
        if name not in known.parameters:
            details = {"key": number.key, "name": name, "known": ", ".join(sorted(known.parameters)) or "–"}
            faults.append(Fault(binding.line, "unknown-indicator-parameter", item.key, details))


def _unknown(place: Place, code: str, key: str, known: Mapping[str, Name]) -> Fault:
    line, where = place
    return Fault(line, code, where, {"key": key, "suggestion": suggestion(key, known)})


def _check_windows(item: Item, binding: Binding, document: PlanDocument, faults: list[Fault]) -> None:
    form = binding.rule.form
    if isinstance(form, Between | Cover) and _backwards(form.first, form.last):
        faults.append(Fault(binding.line, "window-backwards", item.key))
    elif isinstance(form, Trend) and form.baseline not in document.period.years:
        faults.append(Fault(binding.line, "baseline-outside", item.key, {"year": form.baseline}))
    elif not windows(form, document.period, document.calendar) or _due_after(form, document.period.last):
        faults.append(Fault(binding.line, "window-outside", item.key))


def _backwards(first: object, last: object) -> bool:
    if isinstance(first, date) and isinstance(last, date):
        return last < first
    if isinstance(first, MonthDay) and isinstance(last, MonthDay):
        return (last.month, last.day) < (first.month, first.day)
    return False


def _due_after(form: object, last: date) -> bool:
    due = form.by if isinstance(form, Once | InPeriod) else None
    return due is not None and due > last


def _check_overlaps(item: Item, document: PlanDocument, faults: list[Fault]) -> None:
    counted = [binding for binding in item.bindings if not isinstance(binding.rule.form, _STATES)]
    for index, one in enumerate(counted):
        for other in counted[index + 1 :]:
            same = one.evidence == other.evidence and one.rule.subject == other.rule.subject
            if same and _windows_meet(one, other, document):
                faults.append(Fault(other.line, "overlapping-rules", item.key, {"first": one.line}))


def _windows_meet(one: Binding, other: Binding, document: PlanDocument) -> bool:
    first = windows(one.rule.form, document.period, document.calendar)
    second = windows(other.rule.form, document.period, document.calendar)
    return any(a.first <= b.last and b.first <= a.last for a in first for b in second)


def _check_circles(document: PlanDocument, faults: list[Fault]) -> None:
    links = {item.key: item.follows for item in document.items}
    reported: set[frozenset[str]] = set()
    for item in document.items:
        chain = _circle(item.key, links)
        if chain and frozenset(chain) not in reported:
            reported.add(frozenset(chain))
            faults.append(Fault(item.line, "cyclic-link", item.key, {"chain": " → ".join([*chain, chain[0]])}))


def _circle(start: str, links: Mapping[str, Iterable[str]]) -> list[str]:
    """A chain of links that leads from ``start`` back to it, or nothing."""
    trails = [[start]]
    seen = set()
    while trails:
        trail = trails.pop()
        for following in links.get(trail[-1], ()):
            if following == start:
                return trail
            if following not in seen:
                seen.add(following)
                trails.append([*trail, following])
    return []
