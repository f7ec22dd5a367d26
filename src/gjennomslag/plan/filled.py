"""Sentences and evidence with their parameters filled in, as obligations keep them, read once each."""

from __future__ import annotations

from functools import lru_cache

from gjennomslag.algorithms.recurrence import Form
from gjennomslag.plan.evidence import Evidence, parse_evidence
from gjennomslag.plan.grammar import parse_rule


@lru_cache(maxsize=4096)
def form_of(sentence: str) -> Form:
    """Return the form of a rule that has no parameters left."""
    return parse_rule(sentence, {}).form


@lru_cache(maxsize=4096)
def evidence_of(text: str) -> Evidence:
    """Return the evidence written in a text that has no parameters left."""
    return parse_evidence(text, {})
