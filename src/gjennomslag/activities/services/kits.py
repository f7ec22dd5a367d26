"""Installing and keeping the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from importlib.resources import files
from typing import Any

import yaml

from gjennomslag.activities.choices import Invited, Mode
from gjennomslag.activities.models import ActivityTemplate
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person

FIRST_REVIEW = date(2026, 1, 5)
LANGUAGES = ("nb", "nn", "en")
WORDS = ("name", "summary", "ask", "goal", "thanks", "checklist")


def install_templates(*, by: Person | None) -> int:
    """Install or update the templates that every installation starts with, and return how many there are.

    What the centre has changed or retired is left as it is.
    """
    entries = yaml.safe_load((files("gjennomslag.activities") / "data" / "templates.yaml").read_text("utf-8"))
    kept = set(ActivityTemplate.objects.filter(changed_by__isnull=False).values_list("code", flat=True))
    with writing(by=by, why="activity templates installed"):
        for order, entry in enumerate(entries):
            if entry["code"] not in kept:
                ActivityTemplate.objects.update_or_create(
                    code=entry["code"],
                    defaults=_fields(entry, order),
                    create_defaults=_fields(entry, order) | {"reviewed_on": FIRST_REVIEW},
                )
    return len(entries)


def _fields(entry: Mapping[str, Any], order: int) -> dict[str, Any]:
    return {
        "kind": entry["kind"],
        "mode": entry.get("mode", Mode.IN_PERSON),
        "minutes": entry["minutes"],
        "starts": time.fromisoformat(entry["starts"]),
        "invited": entry.get("invited", Invited.OPEN),
        "audience": entry.get("audience", ""),
        "participatory": entry.get("participatory", False),
        "asks_for_goal": "goal" in entry["nb"],
        "from_members": entry["members"],
        "days_before": entry["days"],
        "words": {language: {key: entry[language].get(key, "") for key in WORDS} for language in LANGUAGES},
        "order": order,
    }


def change_template(
    *,
    template: ActivityTemplate,
    language: str,
    words: Mapping[str, str],
    checklist: Sequence[tuple[int, str]],
    on: date,
    by: Person,
    **fields: Any,
) -> None:
    """Write the template's words in one language, what else it says, and that it has been reviewed today.

    Where the number of lines of the checklist is another, other languages lose theirs: lines belong together by place.
    """
    with writing(by=by, why="activity template changed"):
        for name, value in fields.items():
            setattr(template, name, value)
        lines = [text for _, text in checklist]
        if len(lines) != len(template.days_before):
            template.words = {key: said | {"checklist": []} for key, said in template.words.items()}
        template.days_before = [days for days, _ in checklist]
        said = template.words.get(language, {}) | dict(words) | {"checklist": lines}
        template.words = template.words | {language: said}
        if not template.words["nb"].get("checklist"):
            template.words["nb"]["checklist"] = lines
        template.reviewed_on, template.changed_by = on, by
        template.save()


def review_template(*, template: ActivityTemplate, on: date, by: Person) -> None:
    """Note that the template has been looked through and is still right."""
    with writing(by=by, why="activity template reviewed"):
        template.reviewed_on, template.changed_by = on, by
        template.save(update_fields=["reviewed_on", "changed_by"])


def retire_template(*, template: ActivityTemplate, retired: bool, by: Person) -> None:
    """Take the template out of use, or take it into use again. Activities made from it stay as they are."""
    with writing(by=by, why="activity template retired" if retired else "activity template in use again"):
        template.retired, template.changed_by = retired, by
        template.save(update_fields=["retired", "changed_by"])
