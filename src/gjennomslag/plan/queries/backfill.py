"""A table of acts checked row by row before anything is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gjennomslag.core import display
from gjennomslag.organisation.models import Unit
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.models import ActItem, Plan, PlanItem

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("lag", "unit", "eining", "enhet", "kode", "code"),
    "line": ("linje", "line", "tiltak", "measure"),
    "day": ("dato", "dag", "date", "day"),
    "text": ("hva", "kva", "tekst", "what", "text"),
    "link": ("lenke", "lenkje", "link"),
    "assessment": ("vurdering", "assessment"),
}
"""What each column may be headed by, in small letters."""
NEEDED = ("unit", "line", "day", "text")
NAMES = {
    "unit": gettext_noop("Unit"),
    "line": gettext_noop("Line"),
    "day": gettext_noop("Day"),
    "text": gettext_noop("What"),
    "link": gettext_noop("Link"),
    "assessment": gettext_noop("Assessment"),
}
LONGEST_TEXT = 2000
LONGEST_LINK = 200


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """An act of a row that has nothing wrong with it."""

    row: int
    unit: Unit
    item: PlanItem
    day: date
    text: str
    link: str
    assessment: str

    @property
    def sameness(self) -> tuple[int, int, date, str]:
        """What tells that two acts are the same."""
        return self.unit.pk, self.item.pk, self.day, self.text


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a field of a row (1 is the head), and what to do about it."""

    row: int
    column: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Acts that would be entered, how many rows are entered already, and everything that is wrong."""

    acts: Sequence[PlannedAct]
    already: int
    faults: Sequence[RowFault]


def check_table(rows: Sequence[Sequence[str]], plan: Plan, unit: Unit, today: date) -> CheckedTable:
    """Check a table whose first row is its head. Acts that are entered already, or twice in the table, count once.

    Rows may be of the unit and of those below it.
    """
    columns, faults = _columns(rows[0] if rows else [])
    if faults:
        return CheckedTable([], 0, faults)
    reader = _RowReader(plan, unit, today, columns)
    acts: dict[tuple[int, int, date, str], PlannedAct] = {}
    twice = 0
    for number, row in enumerate(rows[1:], 2):
        act = reader.read(number, row) if any(row) else None
        if act is not None:
            twice += act.sameness in acts
            acts.setdefault(act.sameness, act)
    entered = _entered(plan, [act.unit.pk for act in acts.values()])
    new = [act for act in acts.values() if act.sameness not in entered]
    return CheckedTable(new, len(acts) - len(new) + twice, reader.faults)


def _columns(head: Sequence[str]) -> tuple[dict[str, int], list[RowFault]]:
    places = {name.strip().lower(): at for at, name in enumerate(head)}
    found = {
        column: next(places[name] for name in names if name in places)
        for column, names in COLUMNS.items()
        if any(name in places for name in names)
    }
    faults = [
        RowFault(
            1,
            _(NAMES[column]),
            _("The column is missing."),
            _("Head a column with one of: %(names)s.") % {"names": ", ".join(COLUMNS[column])},
        )
        for column in NEEDED
        if column not in found
    ]
    return found, faults


def _entered(plan: Plan, units: Sequence[int]) -> set[tuple[int, int, date, str]]:
    held = ActItem.objects.filter(item__plan=plan, act__unit__in=set(units), act__withdrawn_on__isnull=True)
    return set(held.values_list("act__unit_id", "item_id", "act__day", "act__text"))


class _RowReader:
    """Reads rows against the units, the lines and the days that there are, and notes what is wrong."""

    def __init__(self, plan: Plan, unit: Unit, today: date, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.first, self.last = plan.first_day - timedelta(365), today
        self.items = {item.key.lower(): item for item in plan.items.filter(retired=False)}
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        for each in Unit.objects.filter(path__startswith=unit.path):
            self.by_code[each.code.lower()] = each
            self.by_name[each.name.lower()].append(each)
        self.assessments = {
            word.lower(): value.value for value in Assessment for word in (value.value, str(value.label))
        }
        self.faults: list[RowFault] = []

    def read(self, number: int, row: Sequence[str]) -> PlannedAct | None:
        """Return the row's act, or None where something is wrong with it."""
        before = len(self.faults)
        fields = {column: row[at].strip() if at < len(row) else "" for column, at in self.columns.items()}
        unit = self._unit(number, fields["unit"])
        item = self._item(number, fields["line"])
        day = self._day(number, fields["day"])
        text = self._text(number, fields["text"])
        link = self._link(number, fields.get("link", ""))
        assessment = self._assessment(number, fields.get("assessment", ""))
        if len(self.faults) > before or unit is None or item is None or day is None:
            return None
        return PlannedAct(number, unit, item, day, text, link, assessment)

    def _fault(self, row: int, column: str, message: str, remedy: str) -> None:
        self.faults.append(RowFault(row, _(NAMES[column]), message, remedy))

    def _unit(self, row: int, text: str) -> Unit | None:
        named = self.by_name.get(text.lower(), [])
        found = self.by_code.get(text.lower()) or (named[0] if len(named) == 1 else None)
        if found is None and len(named) > 1:
            codes = ", ".join(each.code for each in named)
            self._fault(row, "unit", _("Several units are called “%(text)s”.") % {"text": text}, codes)
        elif found is None:
            message = _("There is no unit “%(text)s” here.") % {"text": text}
            self._fault(row, "unit", message, _("Write the unit's name or code as it stands on its page."))
        return found

    def _item(self, row: int, text: str) -> PlanItem | None:
        found = self.items.get(text.lower())
        if found is None:
            message = _("The plan has no line “%(text)s”.") % {"text": text}
            self._fault(row, "line", message, _("Write the line's number as it stands in the plan, such as G1.L1."))
        return found

    def _day(self, row: int, text: str) -> date | None:
        day = _day(text)
        if day is None:
            message = _("“%(text)s” is not a day.") % {"text": text}
            self._fault(row, "day", message, _("Write it as 2026-03-14 or 14.03.2026."))
        elif not self.first <= day <= self.last:
            days = {"first": display.day(self.first), "last": display.day(self.last)}
            message = _("The day %(day)s is outside what can be entered.") % {"day": display.day(day)}
            self._fault(row, "day", message, _("Choose a day from %(first)s to %(last)s.") % days)
        return day

    def _text(self, row: int, written: str) -> str:
        text = " ".join(written.split())
        if not text:
            self._fault(row, "text", _("It does not say what was done."), _("Write it in a sentence."))
        elif len(text) > LONGEST_TEXT:
            self._fault(row, "text", _("The text is too long."), _("Use at most 2000 characters."))
        return text

    def _link(self, row: int, text: str) -> str:
        good = not text or (urlsplit(text).scheme in {"http", "https"} and len(text) <= LONGEST_LINK)
        if not good:
            self._fault(row, "link", _("“%(text)s” is not a link.") % {"text": text}, _("Begin it with https://."))
        return text

    def _assessment(self, row: int, text: str) -> str:
        if text and text.lower() not in self.assessments:
            known = ", ".join(str(each.label) for each in Assessment)
            message = _("“%(text)s” is not an assessment.") % {"text": text}
            self._fault(row, "assessment", message, _("Use one of: %(known)s.") % {"known": known})
        return self.assessments.get(text.lower(), "")


def _day(text: str) -> date | None:
    norwegian = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)
    try:
        if norwegian:
            day, month, year = map(int, norwegian.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None
