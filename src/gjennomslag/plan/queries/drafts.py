"""What the pages about drafts show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gjennomslag.organisation.models import Office, Unit
from gjennomslag.plan.choices import ItemKind
from gjennomslag.plan.drafts.content import check, levels_of, rules_of, unfinished
from gjennomslag.plan.faults import Fault
from gjennomslag.plan.filled import evidence_of, form_of
from gjennomslag.plan.grammar import fill_parameters
from gjennomslag.plan.models import PlanDraft, in_language
from gjennomslag.plan.words import evidence_in_words, rule_in_words


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a draft: its rules in words, and what is wrong with it, message and remedy."""

    key: str
    kind: ItemKind
    title: str
    levels: Sequence[str]
    rules: Sequence[str]
    faults: Sequence[tuple[str, str]]
    lacks_rule: bool


@dataclass(frozen=True, slots=True)
class DraftChapter:
    """A goal (none for what stands before the goals) and the lines under it."""

    goal: DraftLine | None
    lines: Sequence[DraftLine]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A whole draft, checked."""

    chapters: Sequence[DraftChapter]
    faults: Sequence[tuple[str, str]]
    unfinished: int
    wrong: int

    @property
    def ready(self) -> bool:
        """Whether it can be adopted."""
        return not (self.faults or self.unfinished or self.wrong) and any(chapter.goal for chapter in self.chapters)


def open_drafts(unit: Unit) -> list[PlanDraft]:
    """Return the unit's drafts that can still be changed, the last changed first."""
    drafts = PlanDraft.objects.filter(unit=unit, adopted_as__isnull=True, discarded_on__isnull=True)
    return list(drafts.select_related("changed_by"))


def draft_page(draft: PlanDraft) -> DraftPage:
    """Return the draft's lines in order with what is wrong with each."""
    content = draft.content
    _document, by_item, others = check(content)
    lacking = set(unfinished(by_item))
    parameters = {key: str(each.get("value", "")) for key, each in (content.get("parameters") or {}).items()}
    lines = {
        item["id"]: _line(item, content["levels"], parameters, by_item.get(item["id"], []), item["id"] in lacking)
        for item in content["items"]
    }
    goals = [item["id"] for item in content["items"] if item["kind"] == ItemKind.GOAL]
    under = [(item.get("goal", ""), lines[item["id"]]) for item in content["items"] if item["id"] not in goals]
    chapters = [DraftChapter(None, [line for goal, line in under if goal not in goals])]
    chapters += [DraftChapter(lines[key], [line for goal, line in under if goal == key]) for key in goals]
    wrong = [key for key in by_item if key not in lacking]
    said = [(fault.message(_), fault.remedy(_)) for fault in others]
    return DraftPage([each for each in chapters if each.goal or each.lines], said, len(lacking), len(wrong))


def _line(
    item: Mapping[str, Any],
    levels: Mapping[str, Mapping[str, str]],
    parameters: Mapping[str, str],
    faults: Sequence[Fault],
    lacks_rule: bool,
) -> DraftLine:
    return DraftLine(
        item["id"],
        ItemKind(item["kind"]),
        in_language(item.get("title") or {}) or item["id"],
        [in_language(dict(levels[level])) for level in levels_of(item) if level in levels],
        [rule_words(sentence, shown, parameters) for sentence, shown in rules_of(item)],
        [(fault.message(_), fault.remedy(_)) for fault in faults],
        lacks_rule,
    )


def rule_words(sentence: str, shown: str, parameters: Mapping[str, str]) -> str:
    """Say a rule and its evidence in plain words; as they are written where they cannot be read."""
    try:
        form = form_of(fill_parameters(sentence, parameters))
        evidence = evidence_of(fill_parameters(shown, parameters))
        return f"{rule_in_words(form)}: {evidence_in_words(evidence)}"
    except (ValueError, KeyError):
        return f"{sentence}: {shown}"


def office_choices() -> list[tuple[str, str]]:
    """Return the offices one can make responsible for a line."""
    language = get_language() or "nb"
    return sorted(
        ((office.code, office.name_in(language)) for office in Office.objects.all()), key=lambda each: each[1]
    )
