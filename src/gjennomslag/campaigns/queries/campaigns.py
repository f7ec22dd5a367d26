"""Reads about campaigns: a unit's, those it could take part in, and what is new in the one it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gjennomslag.campaigns.following import Offer, offers
from gjennomslag.campaigns.models import Campaign, CampaignDay, CheckIn, Material, Task, TaskTaken
from gjennomslag.campaigns.rules import LEAD
from gjennomslag.messaging.choices import LetterKind
from gjennomslag.messaging.models import Letter
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.voices.models import Theme

FOLLOWED = ("title", "wanted", "about", "opponents", "allies", "starts_on", "ends_on")
DATES = frozenset({"starts_on", "ends_on"})


def campaigns_of(unit: Unit) -> QuerySet[Campaign]:
    """Return the unit's own campaigns, the latest first."""
    return Campaign.objects.filter(unit=unit).select_related("unit", "copied_from__unit", "central_contact", "heard")


def above(unit: Unit, day: date) -> QuerySet[Campaign]:
    """Return the campaigns of the units above that are not over or called off and that this unit has not copied."""
    paths = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    mine = Campaign.objects.filter(unit=unit, copied_from__isnull=False).values("copied_from")
    running = Campaign.objects.filter(unit__path__in=paths, ends_on__gte=day, called_off_on__isnull=True)
    return (
        running.filter(copied_from__isnull=True).exclude(pk__in=mine).select_related("unit").order_by("starts_on", "pk")
    )


def campaign_to_copy(unit: Unit, pk: int) -> Campaign | None:
    """Return the campaign of a unit above that the unit may copy, or None."""
    paths = [unit.path[: unit.steplen * level] for level in range(1, unit.depth)]
    return Campaign.objects.filter(unit__path__in=paths, called_off_on__isnull=True, pk=pk).first()


def nothing_done_in(campaign: Campaign) -> bool:
    """Say whether nobody has done anything with the campaign yet: taken a task, noted, evaluated, won or copied it."""
    done = (
        TaskTaken.objects.filter(task__campaign=campaign),
        campaign.check_ins.all(),
        campaign.breakthroughs.all(),
        campaign.copies.all(),
    )
    return not campaign.evaluation and not any(rows.exists() for rows in done)


def content_of(campaign: Campaign) -> Mapping[str, Any]:
    """Return what a campaign says, by keys that it shares with its copies. A copy’s own parts are left out."""
    content: dict[str, Any] = {}
    for name in FOLLOWED:
        value = getattr(campaign, name)
        content[f"field:{name}"] = value.isoformat() if isinstance(value, date) else value
    copy = campaign.copied_from_id is not None
    for task in campaign.tasks.all():
        number = task.source_id if copy else task.pk
        if number is not None:
            content[f"task:{number}"] = {name: getattr(task, name) for name in ("title", "how", "minutes", "address")}
    for material in campaign.materials.all():
        number = material.source_id if copy else material.pk
        if number is not None:
            content[f"material:{number}"] = {
                "title": material.title,
                "address": material.address,
                "file": material.file.name or "",
            }
    for day in campaign.days.all():
        number = day.source_id if copy else day.pk
        if number is not None:
            content[f"day:{number}"] = {"title": day.title, "day": day.day.isoformat()}
    return content


def offers_to(campaign: Campaign) -> list[Offer]:
    """Return what is new in the central campaign that this one follows."""
    if campaign.copied_from is None:
        return []
    return offers(content_of(campaign.copied_from), campaign.taken_over, content_of(campaign))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, how many have taken and done it, and whether the reader has."""

    task: Task
    taken: int
    done: int
    mine: TaskTaken | None


def tasks_for(campaign: Campaign, person: Person) -> list[TaskRow]:
    """Return the campaign's tasks, the shortest first, as the person sees them."""
    rows = campaign.tasks.annotate(number=Count("taken"), done=Count("taken", filter=Q(taken__done_on__isnull=False)))
    mine = {each.task_id: each for each in TaskTaken.objects.filter(person=person, task__campaign=campaign)}
    counted: Any = rows.order_by("minutes", "pk")
    return [TaskRow(each, each.number, each.done, mine.get(each.pk)) for each in counted]


def possible_contacts(day: date) -> QuerySet[Person]:
    """Return who may be a local campaign's central contact: those who lead campaigns in the country's unit."""
    holdings = OfficeHolding.objects.filter(
        active_on(day), unit__kind=UnitKind.NATIONAL, office__grants__capability=LEAD
    )
    return Person.objects.filter(pk__in=holdings.values("person")).order_by("sort_name")


def letters_asking(unit: Unit) -> QuerySet[Letter]:
    """Return the unit's calls to help, for a campaign to point to."""
    return Letter.objects.filter(unit=unit, kind=LetterKind.CALL_TO_HELP).order_by("-pk")


def themes_heard() -> QuerySet[Theme]:
    """Return what people have told us about, by theme."""
    return Theme.objects.filter(retired=False)


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """A local campaign that follows a central one, and what was noted last of how it goes."""

    campaign: Campaign
    last: CheckIn | None


def local_copies(campaign: Campaign) -> Sequence[LocalCopy]:
    """Return the local campaigns that follow this one, those that ask for help first, then by unit."""
    copies = list(campaign.copies.select_related("unit", "central_contact").order_by("unit__name"))
    notes = CheckIn.objects.filter(campaign__in=copies).order_by("campaign_id", "-day", "-pk").distinct("campaign_id")
    last = {each.campaign_id: each for each in notes}
    rows = [LocalCopy(each, last.get(each.pk)) for each in copies]
    return sorted(rows, key=lambda row: not (row.last and row.last.needs_help))


def part_of(campaign: Campaign, kind: str, pk: int) -> Task | Material | CampaignDay | None:
    """Return the campaign's task, material or day with this number, or None."""
    if kind == "task":
        return campaign.tasks.filter(pk=pk).first()
    if kind == "material":
        return campaign.materials.filter(pk=pk).first()
    return campaign.days.filter(pk=pk).first() if kind == "day" else None


def material_of(unit: Unit, campaign: int, pk: int) -> Material | None:
    """Return a file among the materials of a campaign of the unit, or None."""
    found = Material.objects.filter(pk=pk, campaign=campaign, campaign__unit=unit).exclude(file="")
    return found.first()
