"""Writing campaigns, their days, tasks and materials; how they go; and members who take tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import File

from gjennomslag.campaigns.choices import CampaignKind
from gjennomslag.campaigns.models import Campaign, CampaignDay, CheckIn, Material, Task, TaskTaken
from gjennomslag.campaigns.queries.campaigns import nothing_done_in
from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Person, Unit


def save_campaign(*, unit: Unit, by: Person, on: date, campaign: Campaign | None = None, **values: Any) -> Campaign:
    """Save a new campaign of the unit, or change the one given. ``values`` are its fields.

    Notes since when the wanted breakthrough has stood there, and when an election plan was first saved.
    """
    with writing(by=by, why="campaign saved"):
        saved = campaign or Campaign(unit=unit)
        for name, value in values.items():
            setattr(saved, name, value)
        saved.wanted = saved.wanted.strip()
        saved.wanted_since = (saved.wanted_since or on) if saved.wanted else None
        if saved.kind == CampaignKind.ELECTION_PLAN:
            saved.published_on = saved.published_on or on
        saved.changed_by = by
        saved.save()
    return saved


def remove_campaign(*, campaign: Campaign, by: Person) -> bool:
    """Delete the campaign with its tasks, days and materials; False, with nothing done, where somebody has used it."""
    with writing(by=by, why="campaign deleted"):
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if not nothing_done_in(held):
            return False
        held.delete()
    return True


def call_off(*, campaign: Campaign, by: Person, on: date) -> None:
    """Call the campaign off. What is noted stays; it is offered to nobody and asks nothing more of members."""
    with writing(by=by, why="campaign called off"):
        campaign.called_off_on, campaign.changed_by = campaign.called_off_on or on, by
        campaign.save(update_fields=["called_off_on", "changed_by"])


def take_up_again(*, campaign: Campaign, by: Person) -> None:
    """Let the campaign go on as if it had not been called off."""
    with writing(by=by, why="campaign taken up again"):
        campaign.called_off_on, campaign.changed_by = None, by
        campaign.save(update_fields=["called_off_on", "changed_by"])


def save_task(*, campaign: Campaign, by: Person, task: Task | None = None, **values: Any) -> Task:
    """Add a task, or change the one given."""
    with writing(by=by, why="campaign task saved"):
        saved = task or Task(campaign=campaign)
        for name, value in values.items():
            setattr(saved, name, value)
        saved.save()
    return saved


def add_material(
    *, campaign: Campaign, by: Person, title: str, address: str = "", file: File[Any] | None = None
) -> Material:
    """Add something to use: a link or a file."""
    with writing(by=by, why="campaign material added"):
        return Material.objects.create(campaign=campaign, title=title, address=address, file=file or "")


def add_day(*, campaign: Campaign, by: Person, day: date, title: str) -> CampaignDay:
    """Add a day that matters."""
    with writing(by=by, why="campaign day added"):
        return CampaignDay.objects.create(campaign=campaign, day=day, title=title)


def remove_part(*, part: Task | Material | CampaignDay, by: Person) -> None:
    """Take a task, a material or a day out of its campaign; who had taken the task is forgotten."""
    with writing(by=by, why="part of a campaign removed"):
        part.delete()


def check_in(*, campaign: Campaign, by: Person, on: date, text: str, needs_help: bool) -> CheckIn:
    """Note how the campaign goes, and whether help is needed."""
    with writing(by=by, why="campaign checked in"):
        return CheckIn.objects.create(campaign=campaign, day=on, text=text.strip(), needs_help=needs_help, by=by)


def evaluate(*, campaign: Campaign, by: Person, on: date, text: str) -> None:
    """Write down how it went and what the next one should do."""
    with writing(by=by, why="campaign evaluated"):
        campaign.evaluation, campaign.evaluated_on = text.strip(), on
        campaign.save(update_fields=["evaluation", "evaluated_on"])


def take_task(*, task: Task, person: Person, on: date) -> TaskTaken:
    """Let the person take the task. Taking it twice is taking it once."""
    with writing(by=person, why="task taken"):
        return TaskTaken.objects.get_or_create(task=task, person=person, defaults={"taken_on": on})[0]


def finish_task(*, task: Task, person: Person, on: date) -> None:
    """Note that the person has done the task, taken before or not."""
    with writing(by=person, why="task done"):
        taken = take_task(task=task, person=person, on=on)
        taken.done_on = taken.done_on or on
        taken.save(update_fields=["done_on"])


def give_task_back(*, task: Task, person: Person) -> None:
    """Let the person out of a task that is not done."""
    with writing(by=person, why="task given back"):
        TaskTaken.objects.filter(task=task, person=person, done_on__isnull=True).delete()
