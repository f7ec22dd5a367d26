"""The content of a draft: plain values of the shape of a plan file, with days as texts.

Functions return new content and leave what they are given as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from gjennomslag.plan.document import EVERY_LEVEL, PlanDocument
from gjennomslag.plan.drafting import LETTERS, LEVEL_WORDS
from gjennomslag.plan.faults import Fault, PlanFaultsError
from gjennomslag.plan.loader import read_document
from gjennomslag.plan.source import Node, read_source

Content = dict[str, Any]
_UNFINISHED = "rule-missing"


def content_of(text: str) -> Content:
    """Return the content of a plan file in which only items may have faults.

    Raises ``PlanFaultsError`` with the faults of the rest, which a browser could not show beside an item.
    """
    document, faults = read_document(text)
    keys = {item.key for item in document.items} if document else set()
    outside = [fault for fault in faults if fault.where not in keys or fault.code == "duplicate-id"]
    if document is None or outside:
        raise PlanFaultsError(outside or faults)
    return deepcopy(plain_content(text))


@lru_cache(maxsize=32)
def plain_content(text: str) -> Content:
    """Return the content of a plan file without checking it. What is returned is shared: never change it in place."""
    # Read as the loader reads it: to YAML itself, the key `on` would be a yes.
    root = read_source(text, [])
    content: Content = _plain(root) if root else {}
    return content


def empty_content(*, key: str, title: str, language: str, first: date, last: date, today: date) -> Content:
    """Return a plan with the four usual levels and one goal to begin with."""
    return {
        "key": key,
        "title": {language: title},
        "languages": [language],
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "adopted": {"on": min(today, last).isoformat(), "by": {language: title}},
        "elections": [],
        "levels": {level: {language: words.get(language) or words["nb"]} for level, words in LEVEL_WORDS.items()},
        "items": [],
    }


def text_of_content(content: Content) -> str:
    """Write the content as a plan file."""
    plan = deepcopy(content)
    for mapping, name in _day_places(plan):
        mapping[name] = _as_day(mapping[name])
    return yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, width=110)


def _day_places(plan: Content) -> list[tuple[dict[str, Any], str]]:
    places = [(plan.get("period"), "from"), (plan.get("period"), "to"), (plan.get("adopted"), "on")]
    places += [(election, "on") for election in plan.get("elections") or []]
    return [(mapping, name) for mapping, name in places if isinstance(mapping, dict) and name in mapping]


def _as_day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _plain(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: _plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(each) for each in node.value]
    return node.value.isoformat() if isinstance(node.value, date) else node.value


def check(content: Content) -> tuple[PlanDocument | None, dict[str, list[Fault]], list[Fault]]:
    """Return the plan as far as it can be read, the faults by item, and those of no item."""
    document, faults = read_document(text_of_content(content))
    keys = {item["id"] for item in content["items"]}
    by_item: dict[str, list[Fault]] = defaultdict(list)
    others = []
    for fault in faults:
        if fault.where in keys:
            by_item[fault.where].append(fault)
        else:
            others.append(fault)
    return document, dict(by_item), others


def item_in(content: Content, key: str) -> dict[str, Any] | None:
    """Return the item with this id."""
    return next((item for item in content["items"] if item["id"] == key), None)


def goals_in(content: Content) -> list[dict[str, Any]]:
    """Return the goals, in order."""
    return [item for item in content["items"] if item["kind"] == "goal"]


def levels_of(item: Mapping[str, Any]) -> list[str]:
    """Return the item's levels, which a file may write as one text."""
    level = item.get("level", EVERY_LEVEL)
    return [level] if isinstance(level, str) else list(level)


def rules_of(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the item's rules, each sentence with one piece of evidence."""
    rules = item.get("rules") or {}
    return [
        (sentence, shown)
        for sentence, written in rules.items()
        for shown in (written if isinstance(written, list) else [written])
    ]


def with_rules(item: Mapping[str, Any], rules: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the item with these rules in the place of its own; evidence of the same sentence is gathered."""
    gathered: dict[str, list[str]] = {}
    for sentence, shown in rules:
        gathered.setdefault(sentence, []).append(shown)
    written = {sentence: shown[0] if len(shown) == 1 else shown for sentence, shown in gathered.items()}
    return {**item, "rules": written}


def put_item(content: Content, item: Mapping[str, Any]) -> Content:
    """Put the item in the place of the one with its id, or last under its goal where it is new."""
    items = list(content["items"])
    place = next((at for at, each in enumerate(items) if each["id"] == item["id"]), None)
    if place is not None:
        items[place] = dict(item)
    else:
        under = [at for at, each in enumerate(items) if item.get("goal") in {each["id"], each.get("goal")}]
        before = (under[-1] + 1) if item.get("goal") and under else len(items)
        items.insert(before if item["kind"] != "intro" else _after_intro(items), dict(item))
    return {**content, "items": items}


def _after_intro(items: Sequence[Mapping[str, Any]]) -> int:
    return next((at for at, each in enumerate(items) if each["kind"] != "intro"), len(items))


def remove_item(content: Content, key: str) -> Content:
    """Leave an item out, and a goal with everything under it."""
    return {**content, "items": [each for each in content["items"] if key not in {each["id"], each.get("goal")}]}


def move_item(content: Content, key: str, step: int) -> Content:
    """Let an item change places with the one before (−1) or after (1) it under the same goal; else change nothing."""
    items = list(content["items"])
    place = next(at for at, each in enumerate(items) if each["id"] == key)
    item = items[place]
    if item["kind"] == "goal":
        return content
    further = range(place + step, len(items) if step > 0 else -1, step)
    other = next(
        (at for at in further if items[at]["kind"] != "goal" and items[at].get("goal") == item.get("goal")), None
    )
    if other is not None:
        items[place], items[other] = items[other], items[place]
    return {**content, "items": items}


def new_key(content: Content, kind: str, goal: str, level: str) -> str:
    """Return an id that is not used yet, made as the shipped plan makes its own: ``G2``, ``G2.P1``, ``G2.L3``."""
    if kind == "goal":
        return _numbered("G", content)
    if kind == "intro" or not goal:
        return _numbered("I", content)
    letter = "P" if kind == "priority" else LETTERS.get(level, re.sub(r"[^A-Za-z]", "", level)[:3].upper() or "X")
    return _numbered(f"{goal}.{letter}", content)


def _numbered(start: str, content: Content) -> str:
    used = {item["id"] for item in content["items"]}
    return next(f"{start}{number}" for number in range(1, len(used) + 2) if f"{start}{number}" not in used)


def unfinished(by_item: Mapping[str, Sequence[Fault]]) -> list[str]:
    """Return the ids of items that lack nothing but a rule."""
    return [key for key, faults in by_item.items() if {fault.code for fault in faults} == {_UNFINISHED}]
