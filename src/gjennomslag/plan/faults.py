"""Faults of a plan file: what is wrong, on which line, and what to do about it.

The words are kept apart from the finding, so that the command line prints them in English without any settings and
pages show them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches


def _(text: str) -> str:
    """Mark the text for translation; Django's own marker would need settings."""
    return text


WORDS: dict[str, tuple[str, str]] = {
    "not-yaml": (_("The file cannot be read: %(problem)s."), _("Mend the line, or look at the line before it.")),
    "not-a-mapping": (_("%(what)s must be written as “key: value” lines."), _("Write it like the shipped plan.")),
    "not-a-list": (_("%(what)s must be a list."), _("Begin each entry with a hyphen.")),
    "duplicate-key": (_("“%(key)s” is written twice here."), _("Keep one of them.")),
    "unknown-key": (_("“%(key)s” is not known here."), _("Use one of: %(known)s.")),
    "missing-key": (_("“%(key)s” is missing."), _("Add a line “%(key)s: …”.")),
    "empty-text": (_("The text is missing."), _("Write a short text.")),
    "not-a-text": (_("“%(value)s” is not a text."), _("Write it in quotation marks.")),
    "not-a-day": (_("“%(value)s” is not a day."), _("Write the day as 2026-12-31.")),
    "not-a-number": (_("“%(value)s” is not a whole number above zero."), _("Write a number such as 60000.")),
    "bad-name": (
        _("“%(value)s” cannot be used as a name."),
        _("Use letters a–z, digits, underscores, hyphens and full stops only."),
    ),
    "missing-translation": (_("The text is missing in “%(language)s”."), _("Add “%(language)s: …”.")),
    "unknown-language": (
        _("“%(language)s” is not one of the plan's languages."),
        _("Remove the text, or add the language to “languages”. Put texts with a comma in quotation marks."),
    ),
    "period-ends-first": (_("The period ends before it begins."), _("Check “from” and “to”.")),
    "adopted-too-late": (_("The plan is adopted after its period has ended."), _("Check “adopted: on”.")),
    "unknown-election": (_("“%(kind)s” is not a kind of election."), _("Write “local” or “national”.")),
    "election-twice": (_("This election is listed twice."), _("Keep one of them.")),
    "unknown-kind": (_("“%(value)s” is not a kind of item."), _("Use one of: %(known)s.")),
    "unknown-level": (
        _("The level “%(value)s” is not defined."),
        _("Use one of: %(known)s, or define it under “levels”."),
    ),
    "unknown-goal": (_("There is no goal “%(value)s”."), _("Use one of: %(known)s.")),
    "duplicate-id": (_("The id “%(value)s” is already used on line %(first)s."), _("Give each item an id of its own.")),
    "unknown-item": (_("There is no item “%(value)s”."), _("Write the id of an item in this plan.")),
    "cyclic-link": (_("The links run in a circle: %(chain)s."), _("Remove one of the links.")),
    "rule-missing": (_("The item has no rule yet."), _("Fill in a rule and what shows that it is kept.")),
    "bad-rule": (_("This is not a rule: “%(part)s”."), _("Write it as one of the forms in docs/plan-files.md.")),
    "unknown-subject": (_("“%(part)s” is nobody a rule can hold for."), _("Use one of: %(known)s.")),
    "unknown-parameter": (
        _("There is no parameter “%(name)s”."),
        _("Define it under “parameters”, or check the spelling%(suggestion)s"),
    ),
    "bad-evidence": (
        _("“%(value)s” does not name a number."),
        _("Write “room.number”, “room.number(kind=value)” or “one of another”."),
    ),
    "unknown-indicator": (_("No number is called “%(key)s”."), _("Check the spelling%(suggestion)s")),
    "unknown-indicator-parameter": (
        _("“%(key)s” has no parameter “%(name)s”."),
        _("Use one of: %(known)s."),
    ),
    "unknown-trigger": (_("Nothing that happens is called “%(key)s”."), _("Check the spelling%(suggestion)s")),
    "unknown-action": (_("No action is called “%(key)s”."), _("Check the spelling%(suggestion)s")),
    "needs-a-whole": (
        _("This rule compares a part with a whole, but only one number is given."),
        _("Write “part of whole”."),
    ),
    "window-backwards": (_("The window ends before it begins."), _("Change the two days.")),
    "window-outside": (_("The rule never applies in the plan's period."), _("Check its days and years.")),
    "baseline-outside": (_("The baseline year %(year)s is outside the plan's period."), _("Choose a year inside it.")),
    "overlapping-rules": (
        _("This rule asks for the same thing as the one on line %(first)s, in overlapping windows."),
        _("Keep one of them, or give them different years."),
    ),
    "target-years": (
        _("Targets are given for other years than the plan's: %(years)s."),
        _("Give each year of the plan one number."),
    ),
}


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: the ``line`` (1 is the first), the item or key it is ``where``, and its ``code`` in ``WORDS``."""

    line: int
    code: str
    where: str
    details: Mapping[str, object] = field(default_factory=dict, compare=False)

    def message(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong, in words."""
        return translate(WORDS[self.code][0]) % self.details

    def remedy(self, translate: Callable[[str], str] = str) -> str:
        """What to do about it, in words."""
        return translate(WORDS[self.code][1]) % self.details


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by line, each said once."""
    said = {(fault.line, fault.where, fault.message()): fault for fault in faults}
    return sorted(said.values())


class PlanFaultsError(ValueError):
    """A plan file has faults and was not used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(f"{len(self.faults)} faults, the first on line {self.faults[0].line}")


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """End a remedy with ``: “name”?`` for the nearest known name, or a full stop when none is near."""
    near = get_close_matches(wrong, list(known), n=1)
    return f": “{near[0]}”?" if near else "."
