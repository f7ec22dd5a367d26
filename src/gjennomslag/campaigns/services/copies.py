"""Local copies of central campaigns: made at a click, and kept in step as far as the local unit wants."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from gjennomslag.campaigns.following import offers
from gjennomslag.campaigns.models import Campaign, CampaignDay, Material, Task
from gjennomslag.campaigns.queries.campaigns import DATES, FOLLOWED, content_of
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit

_PARTS: dict[str, type[Task | Material | CampaignDay]] = {"task": Task, "material": Material, "day": CampaignDay}


def copy_campaign(*, central: Campaign, unit: Unit, by: Person, on: date) -> Campaign:
    """Make the unit's own copy of the campaign, with its parts; return the one it has, if it has one."""
    with writing(by=by, why="campaign copied"):
        held = Campaign.objects.select_for_update().get(pk=central.pk)
        there = Campaign.objects.filter(unit=unit, copied_from=held).first()
        if there is not None:
            return there
        content = content_of(held)
        values = {name: getattr(held, name) for name in (*FOLLOWED, "kind", "theme", "region", "election")}
        made = Campaign.objects.create(
            unit=unit,
            copied_from=held,
            taken_over=content,
            wanted_since=on if held.wanted else None,
            published_on=held.published_on,
            changed_by=by,
            **values,
        )
        for key, value in content.items():
            if not key.startswith("field:"):
                _put_part(made, key, value)
    return made


def look_at_changes(*, copy: Campaign, take: Collection[str], by: Person, on: date) -> int:
    """Take over those changes of the central campaign, leave the others, and return how many were taken over.

    Those left are not offered again until the central campaign changes anew.
    """
    with writing(by=by, why="changes of the central campaign looked at"):
        held = Campaign.objects.select_for_update(of=("self",)).select_related("copied_from").get(pk=copy.pk)
        if held.copied_from is None:
            return 0
        central = content_of(held.copied_from)
        chosen = [each for each in offers(central, held.taken_over, content_of(held)) if each.key in set(take)]
        for each in chosen:
            _take_over(held, each.key, each.theirs)
        held.taken_over, held.changed_by = central, by
        held.wanted_since = (held.wanted_since or on) if held.wanted else None
        held.save()
    return len(chosen)


def _take_over(campaign: Campaign, key: str, value: Any) -> None:
    kind, _, name = key.partition(":")
    if kind == "field":
        setattr(campaign, name, date.fromisoformat(value) if name in DATES else value)
    elif value is None:
        _PARTS[kind]._default_manager.filter(campaign=campaign, source=int(name)).delete()
    else:
        _put_part(campaign, key, value)


def _put_part(campaign: Campaign, key: str, value: dict[str, Any]) -> None:
    """Add the central task, material or day to the campaign, or bring what came from it in step."""
    kind, _, number = key.partition(":")
    _PARTS[kind]._default_manager.update_or_create(campaign=campaign, source_id=int(number), defaults=value)
