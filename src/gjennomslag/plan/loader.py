"""From the text of a plan file to a ``PlanDocument``, with every fault found in one run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gjennomslag.algorithms.recurrence import Election, ElectionCalendar, Period
from gjennomslag.plan.checks import check_document
from gjennomslag.plan.document import KINDS, Binding, Item, Parameter, PlanDocument, TargetSeries, Texts
from gjennomslag.plan.evidence import EvidenceError, parse_evidence
from gjennomslag.plan.faults import Fault, PlanFaultsError, in_order, suggestion
from gjennomslag.plan.grammar import RuleError, Subject, UnknownParameterError, parse_rule
from gjennomslag.plan.source import Node, read_source

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_PLAN_KEYS = {"key", "title", "languages", "period", "adopted", "levels", "items"}
_ITEM_KEYS = {"id", "kind", "level", "title"}


def load_document(text: str, changed: Mapping[str, str] | None = None) -> PlanDocument:
    """Read and check a plan, with parameters ``changed`` from what the file says.

    Raises ``PlanFaultsError`` with every fault, each with its line and remedy.
    """
    document, faults = read_document(text, changed)
    if document is None or faults:
        raise PlanFaultsError(faults)
    return document


def read_document(text: str, changed: Mapping[str, str] | None = None) -> tuple[PlanDocument | None, list[Fault]]:
    """Read a plan as far as it can be read. The document is None where its frame is too broken to check further."""
    faults: list[Fault] = []
    root = read_source(text, faults)
    if root is None:
        return None, in_order(faults)
    document = _Reader(faults, changed or {}).plan(root)
    if document is not None:
        check_document(document, faults)
    return document, in_order(faults)


@dataclass
class _Reader:
    """Turns nodes into values and notes what is wrong with them. Reading goes on after every fault."""

    faults: list[Fault]
    changed: Mapping[str, str]
    languages: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    where: str = ""

    def fault(self, line: int, code: str, **details: object) -> None:
        self.faults.append(Fault(line, code, self.where, details))

    # Plain values ---------------------------------------------------------------------------------------------
    def mapping(self, node: Node | None, what: str, required: set[str], optional: set[str] | None) -> dict[str, Node]:
        """The entries of a mapping. ``optional`` None: any further key is allowed."""
        if node is None:
            return {}
        if not isinstance(node.value, Mapping):
            self.fault(node.line, "not-a-mapping", what=what)
            return {}
        entries = dict(node.value)
        if optional is not None:
            known = required | optional
            for key in [key for key in entries if key not in known]:
                self.fault(entries.pop(key).key_line, "unknown-key", key=key, known=", ".join(sorted(known)))
        for key in sorted(required - set(entries)):
            self.fault(node.key_line or node.line, "missing-key", key=key)
        return entries

    def entries(self, node: Node | None, what: str) -> list[Node]:
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node.line, "not-a-list", what=what)
            return []
        return node.value

    def text(self, node: Node | None) -> str:
        if node is None:
            return ""
        if node.value is None or node.value == "":
            self.fault(node.line, "empty-text")
            return ""
        if not isinstance(node.value, str):
            self.fault(node.line, "not-a-text", value=node.value)
            return ""
        return node.value

    def name(self, node: Node | None) -> str:
        text = self.text(node)
        if node is not None and text and not _NAME.fullmatch(text):
            self.fault(node.line, "bad-name", value=text)
        return text

    def names(self, node: Node | None, what: str) -> tuple[str, ...]:
        if node is not None and isinstance(node.value, str):
            return (node.value,)
        return tuple(self.text(each) for each in self.entries(node, what))

    def day(self, node: Node | None) -> date | None:
        if node is None:
            return None
        if type(node.value) is date:
            return node.value
        self.fault(node.line, "not-a-day", value=node.value)
        return None

    def number(self, node: Node) -> int:
        if type(node.value) is int and node.value > 0:
            return node.value
        self.fault(node.line, "not-a-number", value=node.value)
        return 0

    def texts(self, node: Node | None, what: str) -> Texts:
        """One text in each of the plan's languages; a bare text stands for the only language."""
        if node is None:
            return {}
        if isinstance(node.value, str) and len(self.languages) == 1:
            return {self.languages[0]: self.text(node)}
        entries = self.mapping(node, what, set(), None)
        texts = {}
        for language, each in entries.items():
            if language not in self.languages:
                self.fault(each.key_line, "unknown-language", language=language)
            else:
                texts[language] = self.text(each)
        if isinstance(node.value, Mapping):
            for language in self.languages:
                if language not in entries:
                    self.fault(node.line, "missing-translation", language=language)
        return texts

    # The plan -------------------------------------------------------------------------------------------------
    def plan(self, root: Node) -> PlanDocument | None:
        parts = self.mapping(root, "plan", _PLAN_KEYS, {"elections", "parameters", "targets"})
        if not parts:
            return None
        self.languages = self.names(parts.get("languages"), "languages")
        period = self.period(parts.get("period"))
        adopted = self.mapping(parts.get("adopted"), "adopted", {"on", "by"}, set())
        parameters = self.read_parameters(parts.get("parameters"))
        levels = self.mapping(parts.get("levels"), "levels", set(), None)
        adopted_on = self.day(adopted.get("on"))
        document = PlanDocument(
            key=self.name(parts.get("key")),
            title=self.texts(parts.get("title"), "title"),
            languages=self.languages,
            period=period or Period(date.min, date.max),
            adopted_on=adopted_on or date.min,
            adopted_by=self.texts(adopted.get("by"), "by"),
            calendar=self.calendar(parts.get("elections")),
            levels={key: self.texts(node, "level") for key, node in levels.items()},
            parameters=parameters,
            targets=tuple(self.series(node) for node in self.entries(parts.get("targets"), "targets")),
            items=tuple(filter(None, map(self.item, self.entries(parts.get("items"), "items")))),
        )
        if period and adopted_on and adopted_on > period.last:
            self.where = ""
            self.fault(adopted["on"].line, "adopted-too-late")
        return document if period else None

    def period(self, node: Node | None) -> Period | None:
        parts = self.mapping(node, "period", {"from", "to"}, set())
        first, last = self.day(parts.get("from")), self.day(parts.get("to"))
        if first is None or last is None or node is None:
            return None
        if last < first:
            self.fault(node.line, "period-ends-first")
            return None
        return Period(first, last)

    def calendar(self, node: Node | None) -> ElectionCalendar:
        elections: list[Election] = []
        for each in self.entries(node, "elections"):
            parts = self.mapping(each, "election", {"kind", "on"}, set())
            kind, day = self.text(parts.get("kind")), self.day(parts.get("on"))
            if kind not in {"local", "national", ""}:
                self.fault(parts["kind"].line, "unknown-election", kind=kind)
            elif day is not None:
                if any(e.kind == kind and e.day.year == day.year for e in elections):
                    self.fault(each.line, "election-twice")
                elections.append(Election(kind, day))
        return ElectionCalendar(tuple(elections))

    def read_parameters(self, node: Node | None) -> dict[str, Parameter]:
        parameters = {}
        for key, each in self.mapping(node, "parameters", set(), None).items():
            self.where = key
            if not re.fullmatch(r"[a-z][a-z0-9_]*", key):
                self.fault(each.key_line, "bad-name", value=key)
            parts = self.mapping(each, key, {"value", "title"}, set())
            value = parts.get("value")
            if value is not None and value.value in (None, ""):
                self.fault(value.line, "empty-text")
            written = str(value.value) if value else ""
            title = self.texts(parts.get("title"), "title")
            parameters[key] = Parameter(key, self.changed.get(key, written), title)
        self.parameters = {key: parameter.value for key, parameter in parameters.items()}
        self.where = ""
        return parameters

    def series(self, node: Node) -> TargetSeries:
        parts = self.mapping(node, "targets", {"indicator", "title", "item", "national"}, set())
        self.where = self.text(parts.get("indicator"))
        years = self.mapping(parts.get("national"), "national", set(), None)
        numbers = {int(year): self.number(each) for year, each in years.items() if re.fullmatch(r"\d{4}", year)}
        for year in set(years) - {str(year) for year in numbers}:
            self.fault(years[year].key_line, "unknown-key", key=year, known="2026, 2027 …")
        series = TargetSeries(
            self.where, self.texts(parts.get("title"), "title"), self.text(parts.get("item")), numbers, node.line
        )
        self.where = ""
        return series

    def item(self, node: Node) -> Item | None:
        parts = self.mapping(node, "item", _ITEM_KEYS, {"goal", "office", "text", "follows", "rules"})
        if not parts:
            return None
        key = self.name(parts.get("id"))
        self.where = key
        kind = self.text(parts.get("kind"))
        if kind and kind not in KINDS:
            self.fault(parts["kind"].line, "unknown-kind", value=kind, known=", ".join(KINDS))
        text = parts.get("text")
        item = Item(
            key=key,
            kind=kind,
            goal=self.text(parts.get("goal")),
            levels=self.names(parts.get("level"), "level"),
            office=self.text(parts.get("office")),
            title=self.texts(parts.get("title"), "title"),
            text=self.text(text) if text else "",
            follows=self.names(parts.get("follows"), "follows"),
            bindings=tuple(self.bindings(parts.get("rules"))),
            line=node.line,
        )
        self.where = ""
        return item

    def bindings(self, node: Node | None) -> list[Binding]:
        if node is None or node.value is None:
            return []
        found = []
        for sentence, shown in self.mapping(node, "rules", set(), None).items():
            pieces = shown.value if isinstance(shown.value, list) else [shown]
            for piece in pieces:
                binding = self.binding(sentence, shown.key_line, piece)
                if binding is not None:
                    found.append(binding)
        return found

    def binding(self, sentence: str, line: int, shown: Node) -> Binding | None:
        rule = evidence = None
        text = self.text(shown)
        try:
            rule = parse_rule(sentence, self.parameters)
        except UnknownParameterError as error:
            self.unknown_parameter(line, error.part)
        except RuleError as error:
            known = ", ".join(subject.value for subject in Subject)
            code = "unknown-subject" if error.part.startswith("for each ") else "bad-rule"
            self.fault(line, code, part=error.part, known=known)
        try:
            evidence = parse_evidence(text, self.parameters) if text else None
        except UnknownParameterError as error:
            self.unknown_parameter(shown.line, error.part)
        except EvidenceError as error:
            self.fault(shown.line, "bad-evidence", value=str(error))
        return Binding(sentence, text, rule, evidence, line) if rule and evidence else None

    def unknown_parameter(self, line: int, name: str) -> None:
        self.fault(line, "unknown-parameter", name=name, suggestion=suggestion(name, self.parameters))
