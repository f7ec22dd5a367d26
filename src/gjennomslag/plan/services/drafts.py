"""Writes about drafts of plans: beginning, changing, adopting and discarding one."""

from __future__ import annotations

from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.drafts.content import Content, text_of_content
from gjennomslag.plan.models import PlanDraft, PlanVersion
from gjennomslag.plan.services.plans import Loaded, load_plan


class DraftHasMovedError(ValueError):
    """Somebody else has changed the draft since it was looked at, or it is adopted or discarded."""


def begin_draft(
    *, unit: Unit, content: Content, on: date, by: Person, source: str = "", based_on: PlanVersion | None = None
) -> PlanDraft:
    """Begin a draft with this content. Nothing is measured by it."""
    with writing(by=by, why="plan draft begun"):
        return PlanDraft.objects.create(
            unit=unit,
            text=text_of_content(content),
            source=source[:200],
            based_on=based_on,
            begun_on=on,
            changed_on=on,
            changed_by=by,
        )


def change_draft(*, draft: PlanDraft, content: Content, seen: int, on: date, by: Person) -> PlanDraft:
    """Give the draft this content. Raises ``DraftHasMovedError`` where it is not the revision that was ``seen``."""
    with writing(by=by, why="plan draft changed"):
        held = _open_draft(draft, seen)
        held.text = text_of_content(content)
        held.revision += 1
        held.changed_on, held.changed_by = on, by
        held.save(update_fields=["text", "revision", "changed_on", "changed_by"])
    return held


def adopt_draft(*, draft: PlanDraft, seen: int, on: date, by: Person) -> Loaded:
    """Load the draft as a plan in force, or as a new version of one.

    Raises ``PlanFaultsError`` with everything that is left to do, ``PlanOfAnotherUnitError``, or
    ``DraftHasMovedError``; then nothing is written.
    """
    with writing(by=by, why="plan draft adopted"):
        held = _open_draft(draft, seen)
        loaded = load_plan(text=held.text, unit=held.unit, on=on, by=by)
        held.adopted_as = loaded.plan.versions.get(number=loaded.version)
        held.changed_on, held.changed_by = on, by
        held.save(update_fields=["adopted_as", "changed_on", "changed_by"])
    return loaded


def discard_draft(*, draft: PlanDraft, on: date, by: Person) -> None:
    """Put the draft away. It stays in the history."""
    with writing(by=by, why="plan draft discarded"):
        held = _open_draft(draft, None)
        held.discarded_on = on
        held.save(update_fields=["discarded_on"])


def _open_draft(draft: PlanDraft, seen: int | None) -> PlanDraft:
    held = PlanDraft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if not held.open or (seen is not None and held.revision != seen):
        raise DraftHasMovedError(str(held.pk))
    return held
