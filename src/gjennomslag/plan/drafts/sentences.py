"""Rules as choices in a form: from what was chosen to the sentence of a plan file, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gjennomslag.plan.evidence import EvidenceError, parse_evidence
from gjennomslag.plan.grammar import RuleError, Subject, UnknownParameterError, parse_rule

OWN_WORDS = "own"
_SPANS = ("month", "quarter", "half-year", "year")
_YEARS = ("election years", "local election years", "national election years", "mid-term years")
_IN_YEARS = rf"(?: in (?P<years>{'|'.join(_YEARS)}))?"
_PATTERNS = {
    **{f"every-{span}": rf"(?:(?P<count>\d+) )?every {span}{_IN_YEARS}" for span in _SPANS},
    "per-year": rf"(?P<count>\d+) per year{_IN_YEARS}",
    "in-period": r"(?P<count>\d+) in the period(?: by (?P<last>\S+))?",
    "once-by": r"once by (?P<last>\d{4}-\d\d-\d\d)",
    "between": r"(?:(?P<count>\d+) )?between (?P<first>\d{4}-\d\d-\d\d) and (?P<last>\d{4}-\d\d-\d\d)",
    "target": rf"target every year{_IN_YEARS}",
    "cover": r"cover (?P<share>\d+) ?%(?: by (?P<last>\S+))?",
    "standing": r"standing",
}
HOW_OFTEN = (*_PATTERNS, OWN_WORDS)


def sentence_of(values: Mapping[str, Any]) -> str:
    """Write the sentence for what was chosen: ``how``, ``subject``, and what the form needs beside.

    Raises ``KeyError`` naming what is missing.
    """
    how = values["how"]
    if how == OWN_WORDS:
        return " ".join(_needed(values, "own").split())
    said = _said(how, values)
    subject = values.get("subject") or Subject.PARTY.value
    return said if subject == Subject.PARTY.value else f"for each {subject}, {said}"


def _said(how: str, values: Mapping[str, Any]) -> str:
    count = values.get("count") or 1
    years = f" in {values['years']}" if values.get("years") else ""
    last = values.get("last")
    by = f" by {last}" if last else ""
    if how.startswith("every-"):
        span = how.removeprefix("every-")
        return f"{f'{count} ' if count > 1 else ''}every {span}{years}"
    if how == "between":
        return f"{count} between {_needed(values, 'first')} and {_needed(values, 'last')}"
    if how == "once-by":
        return f"once by {_needed(values, 'last')}"
    if how == "cover":
        return f"cover {_needed(values, 'share')} %{by}"
    return {
        "per-year": f"{count} per year{years}",
        "in-period": f"{count} in the period{by}",
        "target": f"target every year{years}",
        "standing": "standing",
    }[how]


def _needed(values: Mapping[str, Any], name: str) -> str:
    if not values.get(name):
        raise KeyError(name)
    return str(values[name])


def choices_of(sentence: str) -> dict[str, Any]:
    """Return what would have been chosen for the sentence; own words where no choice says it."""
    text = " ".join(sentence.split())
    named = re.match(r"for each ([a-z ]+), (.+)$", text)
    subject, said = (named.group(1), named.group(2)) if named else (Subject.PARTY.value, text)
    if subject in {each.value for each in Subject}:
        for how, pattern in _PATTERNS.items():
            match = re.fullmatch(pattern, said)
            if match:
                found = {name: value for name, value in match.groupdict().items() if value}
                numbers: dict[str, Any] = {name: int(found[name]) for name in ("count", "share") if name in found}
                return {"how": how, "subject": subject, **found, **numbers}
    return {"how": OWN_WORDS, "own": text}


def evidence_choices(shown: str) -> dict[str, str]:
    """Return the numbers that were chosen as evidence; ``details`` are the parameters of the first."""
    match = re.fullmatch(r"([a-z_]+\.[a-z_]+)(?:\(([^()]*)\))?(?: of ([a-z_]+\.[a-z_]+))?", " ".join(shown.split()))
    if not match:
        return {"shown_by": shown}
    part, details, whole = match.groups(default="")
    return {"part": part, "details": details, "whole": whole}


def evidence_text(values: Mapping[str, Any]) -> str:
    """Write the evidence for the numbers that were chosen. Raises ``KeyError`` where none was."""
    if values.get("shown_by"):
        return " ".join(str(values["shown_by"]).split())
    part = _needed(values, "part")
    details = str(values.get("details") or "").strip()
    whole = values.get("whole")
    return f"{part}{f'({details})' if details else ''}{f' of {whole}' if whole else ''}"


def reads_as_rule(sentence: str, shown: str, parameters: Mapping[str, object]) -> str | None:
    """Return what cannot be read in a sentence or its evidence, or None where both can."""
    try:
        parse_rule(sentence, parameters)
        parse_evidence(shown, parameters)
    except (RuleError, UnknownParameterError) as error:
        return error.part
    except EvidenceError as error:
        return str(error)
    return None
