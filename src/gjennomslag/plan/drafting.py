"""From an adopted text to a draft plan: goals, priorities, measures and roles by level, with the rules left to fill in.

Reads headings and bullets of Norwegian and English plans. What a heading means is told by what follows it, so that
other words, other bullets and other levels than the ones known here work as well.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from gjennomslag.plan.blocks import Block, Shape, cut_into_blocks

_LEVELS = (
    ("elected", r"folkevalgt|folkevald|elected|representative|styregrupp|tingsgrupp"),
    ("central", r"sentral|nasjonal|landsdekkende|central|national|headquarter|head office|partikontor"),
    ("county", r"fylk|county|region"),
    ("local", r"lokal|local|kommune|municipal|branch"),
)
LEVEL_WORDS = {
    "central": {"nb": "Sentralt", "en": "Central"},
    "county": {"nb": "Fylkeslag", "en": "County branches"},
    "local": {"nb": "Lokallag", "en": "Local branches"},
    "elected": {"nb": "Folkevalgte", "en": "Elected representatives"},
}
LETTERS = {"central": "S", "county": "F", "local": "L", "elected": "E"}
_SECTION = (
    r"priorit|tiltak|rolle|oppgave|oppgåve|ansvar|measure|role|action|task|responsib|"
    r"\b(?:skal|will|shall) (?:gjøre|gjere|gjera|do)\b"
)
_PRIORITIES = r"priorit"
_ROLE = r"rolle|role|ansvar|responsib"
_GOAL = r"(?:hoved|del)?mål\b|main goal|goal|innsatsområde|satsingsområde|priority area"
_FRONT = r"innle\w+|introdu\w+|forord|føreord|bakgrunn|background|preface|foreword"
_FILLER = (
    r"parti|partiet|party|tiltak|rolle|roller|oppgaver?|ansvar|measures?|roles?|actions?|tasks?|"
    r"the|of|for|det|den|som|vi|skal|gjør|gjøre|gjere|gjera|hva|kva|what|will|shall|do"
)
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()  # noqa: SIM905
_MONTHS_EN = "january february march april may june july august september october november december".split()  # noqa: SIM905


@dataclass
class DraftItem:
    """A bullet of the text: its ``kind`` (priority, measure or role), ``level`` and words."""

    kind: str
    level: str
    text: str


@dataclass
class DraftGoal:
    """A goal with what introduces it and what stands under it."""

    title: str
    preamble: list[str] = field(default_factory=list)
    items: list[DraftItem] = field(default_factory=list)


@dataclass
class Draft:
    """What could be read out of a text."""

    title: str = ""
    adopted_by: str = ""
    adopted_on: date | None = None
    introduction: list[str] = field(default_factory=list)
    goals: list[DraftGoal] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        """Goals, priorities, and measures and roles by level."""
        items = [item for goal in self.goals for item in goal.items]
        measures = Counter(item.level for item in items if item.kind != "priority")
        return {
            "goals": len(self.goals),
            "priorities": sum(item.kind == "priority" for item in items),
            "measures": {level: measures[level] for level in self.levels if measures[level]},
        }


def draft_plan(text: str) -> Draft:
    """Read a plan's text. Everything before the first goal is the introduction and makes no measures."""
    blocks = cut_into_blocks(text)
    draft = Draft()
    start = _read_front(blocks, draft)
    _Reading(blocks, draft).run(start)
    return draft


def _read_front(blocks: list[Block], draft: Draft) -> int:
    """Take the title and the adoption from the first lines; return where the rest begins."""
    if not blocks:
        return 0
    match = re.match(r"(.*?)\s*\b(vedtatt|vedteken|vedteke|adopted)\b(.*)", blocks[0].text, re.IGNORECASE)
    draft.title = match.group(1) if match and match.group(1) else blocks[0].text
    taken = 1
    adoption = match.group(3) if match else ""
    if not match and len(blocks) > 1 and re.match(r"vedtatt|vedteken|vedteke|adopted", blocks[1].text, re.IGNORECASE):
        adoption, taken = blocks[1].text.split(None, 1)[-1], 2
    by = re.match(r"\s*(?:av|by|på|at)\s+([^,\d]+)", adoption)
    draft.adopted_by = re.sub(r"\s+(?:on|den)$", "", by.group(1).strip()) if by else ""
    draft.adopted_on = _day(adoption)
    return taken


def _day(text: str) -> date | None:
    iso = re.search(r"\d{4}-\d\d-\d\d", text)
    named = re.search(r"(\d{1,2})\.? ([a-z]+) (\d{4})", text.lower())
    try:
        if iso:
            return date.fromisoformat(iso.group())
        if named:
            months = _MONTHS if named.group(2) in _MONTHS else _MONTHS_EN
            return date(int(named.group(3)), months.index(named.group(2)) + 1, int(named.group(1)))
    except ValueError:
        return None
    return None


class _Reading:
    """Walks through the blocks once and decides what each means from its neighbours."""

    def __init__(self, blocks: list[Block], draft: Draft) -> None:
        self.blocks = blocks
        self.draft = draft
        self.section: tuple[str, str] | None = None
        self.sections_of_goal: set[str] = set()
        self.last_number = 0
        self.awaiting_bullets = False

    def run(self, start: int) -> None:
        for index in range(start, len(self.blocks)):
            block = self.blocks[index]
            if self.is_goal(index):
                self.begin_goal(block)
                if self.bullets_follow(index) and not self.is_named_section(block):
                    self.begin_section(block, "measure", "central")
            elif self.is_section(index):
                self.begin_section(block, *self.meaning(block.text))
            else:
                self.take(block)

    def begin_goal(self, block: Block) -> None:
        title = re.sub(
            rf"^(?:\d+\s+)?(?:{_GOAL})\s*(?:\d+|[A-Za-z]\b)?\s*[:.–-]\s*", "", block.text, flags=re.IGNORECASE
        ).rstrip(": ")
        self.draft.goals.append(DraftGoal(title or block.text))
        self.section, self.sections_of_goal, self.last_number = None, set(), 0

    def begin_section(self, block: Block, kind: str, level: str) -> None:
        self.section = (kind, level)
        self.sections_of_goal.add(block.text.lower())
        if kind != "priority":
            self.draft.levels.setdefault(level, block.text.rstrip(": "))
        self.last_number, self.awaiting_bullets = 0, True

    def take(self, block: Block) -> None:
        """Put a block that opens nothing where it belongs."""
        goal = self.draft.goals[-1] if self.draft.goals else None
        bullet = block.shape in {Shape.BULLET, Shape.NUMBERED}
        self.last_number = block.number
        if goal is None:
            if not block.looks_like_heading or bullet or len(block.text.split()) > 4:
                self.draft.introduction.append(block.text)
        elif self.section and bullet:
            goal.items.append(DraftItem(*self.section, block.text))
            self.awaiting_bullets = False
        elif not block.looks_like_heading or goal.items:
            goal.preamble.append(block.text)

    # What blocks mean -----------------------------------------------------------------------------------------
    def bullets_follow(self, index: int) -> bool:
        following = self.blocks[index + 1 : index + 2]
        return bool(following) and following[0].shape in {Shape.BULLET, Shape.NUMBERED}

    def is_named_section(self, block: Block) -> bool:
        return bool(re.search(_SECTION, block.text, re.IGNORECASE)) and len(block.text) <= 80

    def is_section(self, index: int) -> bool:
        block = self.blocks[index]
        if not block.looks_like_heading or block.shape is Shape.NUMBERED:
            return False
        if self.bullets_follow(index):
            return self.is_named_section(block) or block.text.endswith(":") or block.depth > self.goal_depth()
        bullets_soon = index + 2 < len(self.blocks) and self.bullets_follow(index + 1)
        return self.is_named_section(block) and block.text.endswith(":") and bullets_soon

    def goal_depth(self) -> int:
        """How deep the headings of goals are: as deep as the least deep heading that has bullets or sections."""
        depths = [block.depth for index, block in enumerate(self.blocks) if block.depth and self.opens_something(index)]
        return min(depths, default=0)

    def opens_something(self, index: int) -> bool:
        if index == 0:
            return False
        if self.bullets_follow(index):
            return True
        for block in self.blocks[index + 1 :]:
            if block.shape is not Shape.PARAGRAPH or block.looks_like_heading:
                return block.depth > self.blocks[index].depth > 0
        return False

    def is_goal(self, index: int) -> bool:
        block = self.blocks[index]
        if not block.looks_like_heading or block.text.endswith(":") or re.fullmatch(_FRONT, block.text, re.IGNORECASE):
            return False
        if block.shape is Shape.NUMBERED and self.goes_on_a_list(index):
            return False
        opened = self.opened_section(index)
        if opened is not None:
            return not self.is_section(index)
        plain = self.bullets_follow(index) and not self.is_section(index)
        return plain and (block.depth > 0 or bool(re.match(_GOAL, block.text, re.IGNORECASE)))

    def opened_section(self, index: int) -> Block | None:
        """The section heading that comes after this block with nothing but paragraphs between, if one does."""
        for later in range(index + 1, len(self.blocks)):
            block = self.blocks[later]
            if self.is_section(later):
                return block
            if block.shape is not Shape.PARAGRAPH or block.looks_like_heading:
                return None
        return None

    def goes_on_a_list(self, index: int) -> bool:
        """Whether a numbered line is the next entry of the list that is open, and not a numbered goal."""
        if self.section is None:
            return False
        block, opened = self.blocks[index], self.opened_section(index)
        begins_again = opened is not None and opened.text.lower() in self.sections_of_goal
        if self.awaiting_bullets:
            return True
        all_ones = block.number == self.last_number == 1
        next_one = block.number == self.last_number + 1 and self.last_number > 0
        return (next_one or all_ones) and not begins_again

    def meaning(self, heading: str) -> tuple[str, str]:
        """The kind of items under a section's heading, and their level."""
        if re.search(_PRIORITIES, heading, re.IGNORECASE):
            return "priority", "all"
        kind = "role" if re.search(_ROLE, heading, re.IGNORECASE) else "measure"
        for level, words in _LEVELS:
            if re.search(words, heading, re.IGNORECASE):
                return kind, level
        words_left = re.sub(rf"\b(?:{_FILLER})\b", " ", heading.lower())
        named = re.search(r"[a-zæøå]{3,}", words_left)
        return kind, _plain(named.group()) if named else "central"


def _plain(word: str) -> str:
    return word.replace("æ", "ae").replace("ø", "o").replace("å", "a")


def write_draft(draft: Draft, *, key: str, language: str, today: date) -> str:
    """Write the draft as a plan file in which only the rules are left to fill in.

    Where the text names no years the plan is given the year of ``today``; where it names no adoption, ``today``.
    """
    years = [int(year) for year in re.findall(r"\b20\d\d\b", draft.title)] or [today.year]
    adopted_on = draft.adopted_on or min(today, date(max(years), 12, 31))
    levels = {"central": "", **draft.levels}
    plan: dict[str, Any] = {
        "key": key,
        "title": {language: draft.title or key},
        "languages": [language],
        "period": {"from": date(min(years), 1, 1), "to": date(max(years), 12, 31)},
        "adopted": {"on": adopted_on, "by": {language: draft.adopted_by or draft.title or key}},
        "elections": [],
        "levels": {
            level: {language: LEVEL_WORDS.get(level, {}).get(language) or heading or level}
            for level, heading in levels.items()
        },
        "items": [*_introduction(draft, language), *_goals(draft, language)],
    }
    head = "# Drafted from the adopted text. Fill in a rule and its evidence for each item, then run: plan check\n"
    return head + yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, width=110)


def _introduction(draft: Draft, language: str) -> list[dict[str, Any]]:
    return [
        {"id": f"I{number}", "kind": "intro", "level": "all", "title": {language: _short(text)}, "text": text}
        for number, text in enumerate(draft.introduction, 1)
    ]


def _goals(draft: Draft, language: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, goal in enumerate(draft.goals, 1):
        key = f"G{number}"
        row: dict[str, Any] = {"id": key, "kind": "goal", "level": "all", "title": {language: goal.title}}
        if goal.preamble:
            row["text"] = "\n\n".join(goal.preamble)
        rows.append(row)
        numbers: Counter[str] = Counter()
        for item in goal.items:
            letter = "P" if item.kind == "priority" else LETTERS.get(item.level, item.level.upper())
            numbers[letter] += 1
            rows.append(
                {
                    "id": f"{key}.{letter}{numbers[letter]}",
                    "kind": item.kind,
                    "goal": key,
                    "level": item.level,
                    "title": {language: _short(item.text)},
                    "text": item.text,
                    "rules": {},
                }
            )
    return rows


def _short(text: str, length: int = 90) -> str:
    """The first sentence, cut at a word where it is long."""
    sentence = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0].rstrip(".") or text
    if len(sentence) <= length:
        return sentence
    return sentence[:length].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"
