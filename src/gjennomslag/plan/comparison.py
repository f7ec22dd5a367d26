"""Two versions of a plan compared: what was added, left out and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gjennomslag.plan.document import Item, PlanDocument, Texts


@dataclass(frozen=True)
class Change:
    """A part that is not the same: its name, and how it was written before and after (empty: not there)."""

    part: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangedItem:
    """An item of both versions that is not the same in them, as the newer has it."""

    item: Item
    changes: Sequence[Change]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. ``frame`` is what belongs to no item: title, days, adoption, elections, values."""

    frame: Sequence[Change]
    added: Sequence[Item]
    removed: Sequence[Item]
    changed: Sequence[ChangedItem]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.frame or self.added or self.removed or self.changed)


def compare(old: PlanDocument, new: PlanDocument) -> Comparison:
    """Compare two versions. Items are the same row when they have the same id, wherever they stand."""
    before = {item.key: item for item in old.items}
    after = {item.key: item for item in new.items}
    changed = []
    for key, item in after.items():
        if key in before:
            changes = _changes(_item_parts(before[key]), _item_parts(item))
            if changes:
                changed.append(ChangedItem(item, changes))
    return Comparison(
        _changes(_frame_parts(old), _frame_parts(new)),
        [item for key, item in after.items() if key not in before],
        [item for key, item in before.items() if key not in after],
        changed,
    )


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    names = dict.fromkeys([*old, *new])
    return [
        Change(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")
    ]


def _texts(texts: Texts) -> str:
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "\n".join(f"{language}: {text}" for language, text in sorted(texts.items()))


def _item_parts(item: Item) -> dict[str, str]:
    return {
        "title": _texts(item.title),
        "text": item.text,
        "kind": item.kind,
        "goal": item.goal,
        "level": ", ".join(item.levels),
        "office": item.office,
        "follows": ", ".join(item.follows),
        "rules": "\n".join(f"{each.sentence}: {each.shown_by}" for each in item.bindings),
    }


def _frame_parts(document: PlanDocument) -> dict[str, str]:
    parts = {
        "title": _texts(document.title),
        "period": f"{document.period.first} – {document.period.last}",
        "adopted": f"{document.adopted_on}: {_texts(document.adopted_by)}",
        "elections": "\n".join(f"{each.day}: {each.kind}" for each in document.calendar.elections),
        "levels": "\n".join(f"{key}: {_texts(texts)}" for key, texts in document.levels.items()),
        "targets": "\n".join(
            f"{each.indicator}: " + ", ".join(f"{year}: {number}" for year, number in sorted(each.national.items()))
            for each in document.targets
        ),
    }
    parts |= {f"${key}": parameter.value for key, parameter in document.parameters.items()}
    return parts
