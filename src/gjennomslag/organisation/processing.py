"""The record of processing, put together from every room's declarations."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gjennomslag.core.capabilities import all_capabilities
from gjennomslag.core.personal_data import Held, Use, Words, everything_held
from gjennomslag.organisation.rules import SEE_MEMBERS


@dataclass(frozen=True, slots=True)
class HeldFields:
    """One table's fields for a purpose, and what happens to them when the person is erased."""

    table: str
    fields: tuple[str, ...]
    on_erasure: Words


@dataclass(frozen=True, slots=True)
class Activity:
    """One purpose in the record of processing, with every field that is held for it."""

    use: Use
    held: tuple[HeldFields, ...]


@dataclass(frozen=True, slots=True)
class Processing:
    """The record: all purposes, and the capability by which officers see members."""

    activities: tuple[Activity, ...]
    seen_by: Words


def record_of_processing() -> Processing:
    """Return every purpose in the order it was first declared, with the fields held for it."""
    uses: dict[str, tuple[Use, list[HeldFields]]] = {}
    for held in everything_held():
        for use, names in held.fields.items():
            uses.setdefault(use.key, (use, []))[1].append(_fields(held, names))
    activities = tuple(Activity(use, tuple(fields)) for use, fields in uses.values())
    return Processing(activities, all_capabilities()[SEE_MEMBERS].label)


def _fields(held: Held, names: str) -> HeldFields:
    return HeldFields(held.table, tuple(names.split()), held.on_erasure.value)


def as_data(record: Processing) -> list[dict[str, object]]:
    """Return the record as plain data, in the active language."""
    return [
        {
            "purpose": str(activity.use.purpose),
            "data": str(activity.use.data),
            "basis": str(activity.use.basis.value),
            "kept": str(activity.use.kept),
            "fields": [
                {"table": held.table, "fields": list(held.fields), "on_erasure": str(held.on_erasure)}
                for held in activity.held
            ],
        }
        for activity in record.activities
    ]


def as_markdown(record: Processing) -> str:
    """Return the record as a document: a heading for each purpose, and every field as the annex of a DPIA."""
    lines = [f"# {_('Record of processing')}", ""]
    for activity in record.activities:
        use = activity.use
        lines += [f"## {use.purpose}", ""]
        pairs = ((_("Data"), use.data), (_("Basis"), use.basis.value), (_("How long"), use.kept))
        lines += [f"- {name}: {value}" for name, value in pairs]
        lines += [
            f"- `{held.table}` ({held.on_erasure} {_('when the person is erased')}): {', '.join(held.fields)}"
            for held in activity.held
        ]
        lines.append("")
    return "\n".join(lines)
