"""What the pages about a plan's parameters show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gjennomslag.plan.models import Deviation, Plan, in_language
from gjennomslag.plan.queries.plans import document_of


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter with the value that holds, the lines of the plan that use it, and its changes, newest first."""

    key: str
    title: str
    value: str
    used_by: Sequence[str]
    changes: Sequence[Deviation]


def parameter_rows(plan: Plan) -> list[ParameterRow]:
    """Return the plan's parameters in the order of its file."""
    document = document_of(plan)
    changes: dict[str, list[Deviation]] = {}
    for change in Deviation.objects.filter(plan=plan).select_related("decided_by").order_by("-pk"):
        changes.setdefault(change.parameter, []).append(change)
    used: dict[str, list[str]] = {key: [] for key in document.parameters}
    for item in document.items:
        texts = " ".join(f"{binding.sentence} {binding.shown_by}" for binding in item.bindings)
        names = {word.lstrip("$") for word in texts.replace(",", " ").replace(")", " ").replace("=", " ").split()}
        for key in sorted(names & set(used)):
            used[key].append(item.key)
    return [
        ParameterRow(key, in_language(dict(parameter.title)), parameter.value, used[key], changes.get(key, []))
        for key, parameter in document.parameters.items()
    ]
