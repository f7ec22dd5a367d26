"""The sentences in which a plan file writes its rules, such as ``for each county, every half-year``.

``docs/plan-files.md`` lists every form. ``$name`` stands for the value of a parameter of the plan and is
replaced before the sentence is read, so that one changed number changes every rule that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Cover,
    Day,
    Direction,
    EachTime,
    ElectionDay,
    Every,
    Form,
    Fresh,
    Gate,
    InPeriod,
    MonthDay,
    Once,
    PerYear,
    Span,
    Standing,
    Trend,
    Within,
    YearClass,
    YearlyTarget,
    Years,
)


class Subject(Enum):
    """For whom a rule holds. The value is the word used in plan files."""

    PARTY = "party"
    UNIT = "unit"
    COUNTY = "county"
    BRANCH = "branch"
    BRANCH_WITH_REPRESENTATIVES = "branch with representatives"
    MUNICIPALITY = "municipality"
    MEMBER = "member"
    NEW_MEMBER = "new member"
    OFFICER = "officer"
    COUNTY_BOARD_MEMBER = "county board member"
    REPRESENTATIVE = "representative"
    MEMBER_OF_PARLIAMENT = "member of parliament"
    TOP_CANDIDATE = "top candidate"
    COMMITTEE = "committee"
    INSTITUTION = "institution"


@dataclass(frozen=True)
class Rule:
    """A form and for whom it holds."""

    subject: Subject
    form: Form


class RuleError(ValueError):
    """A sentence that is no rule. ``part`` is the piece that could not be read."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class UnknownParameterError(RuleError):
    """A sentence names a parameter that the plan does not have; ``part`` is its name."""


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SPANS = {
    "month": Span.MONTH,
    "quarter": Span.QUARTER,
    "half-year": Span.HALF_YEAR,
    "year": Span.YEAR,
}
_CLASSES = {
    "election years": YearClass.ELECTION,
    "local election years": YearClass.LOCAL,
    "national election years": YearClass.NATIONAL,
    "mid-term years": YearClass.MIDTERM,
}

_YEARS = r"(?: in (?P<years>(?:[a-z-]+ )*?years|\d{4}(?:(?:, | and )\d{4})*))?"
_DAY = r"[0-9a-z +-]+?"
_NAME = r"[a-z_]+\.[a-z_]+"


def fill_parameters(text: str, parameters: Mapping[str, object]) -> str:
    """Put the parameters' values in the place of their ``$names``."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in parameters:
            raise UnknownParameterError(name)
        return str(parameters[name])

    return re.sub(r"\$([a-z][a-z0-9_]*)", value, text)


def parse_rule(sentence: str, parameters: Mapping[str, object]) -> Rule:
    """Read one rule. Raises ``RuleError`` or ``UnknownParameterError`` naming the part at fault."""
    text = " ".join(fill_parameters(sentence, parameters).split()).lower()
    subject = Subject.PARTY
    named = re.match(r"for each ([a-z ]+), (.+)$", text)
    if named:
        try:
            subject = Subject(named.group(1))
        except ValueError:
            raise RuleError(f"for each {named.group(1)}") from None
        text = named.group(2)
    return Rule(subject, _form(text))


def _form(text: str) -> Form:
    for pattern, build in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return build(match)
    raise RuleError(text)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise RuleError(text)
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 100:
        raise RuleError(f"{text} %")
    return share / 100


def _years(text: str | None) -> Years:
    if text is None:
        return None
    if text in _CLASSES:
        return _CLASSES[text]
    if text.endswith("years"):
        raise RuleError(f"in {text}")
    return frozenset(int(year) for year in re.findall(r"\d{4}", text))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleError(text) from None


def _day(text: str) -> Day:
    election = re.fullmatch(r"election day(?: ([+-]) (\d+) days?)?", text)
    if election:
        sign = -1 if election.group(1) == "-" else 1
        return ElectionDay(sign * int(election.group(2) or 0))
    named = re.fullmatch(r"(\d{1,2}) ([a-z]+)", text)
    if not named:
        return _date(text)
    day, month = int(named.group(1)), named.group(2)
    if month not in _MONTHS:
        raise RuleError(text)
    number = _MONTHS.index(month) + 1
    _date(f"2000-{number:02}-{day:02}")
    return MonthDay(number, day)


def _months(text: str | None) -> frozenset[int]:
    names = re.findall(r"[a-z]+", (text or "").replace(" and ", " "))
    unknown = [name for name in names if name not in _MONTHS]
    if unknown:
        raise RuleError(unknown[0])
    return frozenset(_MONTHS.index(name) + 1 for name in names)


def _every(match: re.Match[str]) -> Form:
    return Every(
        _SPANS[match["span"]],
        _years(match["years"]),
        _number(match["count"] or "1"),
        _months(match["months"]),
    )


def _within(match: re.Match[str]) -> Form:
    amount = int(match["amount"])
    if match["unit"].startswith("day"):
        return Within(match["trigger"], days=amount)
    return Within(match["trigger"], months=amount)


def _between(match: re.Match[str]) -> Form:
    count = match["count"]
    most = count == "as many as possible"
    return Between(
        _day(match["first"]),
        _day(match["last"]),
        _years(match["years"]),
        1 if most or count is None else _number(count),
        most,
    )


def _once(match: re.Match[str]) -> Form:
    try:
        at = time.fromisoformat(match["at"]) if match["at"] else None
    except ValueError:
        raise RuleError(match["at"]) from None
    return Once(_date(match["by"]) if match["by"] else None, at)


def _cover(match: re.Match[str]) -> Form:
    first, last = match["first"], match["last"] or match["by"]
    return Cover(
        _share(match["share"]),
        _day(first) if first else None,
        _day(last) if last else None,
        _years(match["years"]),
    )


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Form]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (
            (
                rf"(?:(?P<count>\d+) )?every (?P<span>month|quarter|half-year|year){_YEARS}"
                r"(?: except (?P<months>[a-z, ]+))?"
            ),
            _every,
        ),
        (
            rf"(?P<count>\d+) per year{_YEARS}",
            lambda match: PerYear(_number(match["count"]), _years(match["years"])),
        ),
        (
            r"(?P<count>\d+) in the period(?: by (?P<by>\S+))?",
            lambda match: InPeriod(_number(match["count"]), _date(match["by"]) if match["by"] else None),
        ),
        (rf"within (?P<amount>\d+) (?P<unit>days?|months?) of (?P<trigger>{_NAME})", _within),
        (r"always", lambda _: Always()),
        (
            rf"at (?P<event>{_NAME}) every year{_YEARS}(?: plus (?P<others>\d+) others?)?",
            lambda match: Anchored(match["event"], int(match["others"] or 0), _years(match["years"])),
        ),
        (rf"each time (?P<trigger>{_NAME})", lambda match: EachTime(match["trigger"])),
        (
            (
                r"(?:(?P<count>\d+|as many as possible) )?"
                rf"between (?P<first>{_DAY}) and (?P<last>{_DAY}){_YEARS}"
            ),
            _between,
        ),
        (r"once (?:in the period|by (?P<by>\S+)(?: at (?P<at>\S+))?)", _once),
        (
            rf"target every year{_YEARS}(?: set by (?P<by>\S+))?",
            lambda match: YearlyTarget(_years(match["years"]), _date(match["by"]) if match["by"] else None),
        ),
        (
            (
                rf"cover (?P<share>[\d.]+) ?%(?: by (?P<by>\S+)|"
                rf" between (?P<first>{_DAY}) and (?P<last>{_DAY}){_YEARS})?"
            ),
            _cover,
        ),
        (
            rf"gate (?P<action>{_NAME}) at (?P<share>[\d.]+) ?%",
            lambda match: Gate(match["action"], _share(match["share"])),
        ),
        (r"fresh within (?P<months>\d+) months?", lambda match: Fresh(_number(match["months"]))),
        (
            r"trend (?P<direction>up|down) from (?P<baseline>\d{4})",
            lambda match: Trend(Direction(match["direction"]), int(match["baseline"])),
        ),
        (r"standing", lambda _: Standing()),
    )
)
