"""Writes about units' own plans: drafting, adopting and revising them, and the template they start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File

from gjennomslag.core.history import writing
from gjennomslag.organisation.models import Office, Person, Unit
from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.models import Plan, PlanItem, PlanTemplate, UnitItem, UnitLine, UnitPlan, UnitPlanVersion


class AdoptedAlreadyError(ValueError):
    """An adopted version is never changed: a revision begins a new one."""


class NothingToAdoptError(ValueError):
    """A plan without a single measure cannot be adopted."""


class AdoptedTooEarlyError(ValueError):
    """A version cannot be adopted on a day before the one it takes the place of."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure says. ``office`` None: the whole board sees to it. ``supports``: the items above it serves."""

    goal: PlanItem
    title: str
    priority: MeasurePriority
    office: Office | None
    deadline: date
    supports: Sequence[PlanItem] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted a plan and when, and the minutes as text, link or file."""

    day: date
    adopter: Adopter
    minutes: str = ""
    link: str = ""
    file: File[bytes] | None = None


def begin_draft(*, unit: Unit, above: Plan, on: date, by: Person) -> UnitPlanVersion:
    """Return the draft of the unit's own plan, begun where there is none: empty, or a copy of the adopted version.

    Two people who begin at once get the same draft.
    """
    with writing(by=by, why="own plan begun"):
        UnitPlan.objects.get_or_create(unit=unit, above=above, defaults={"sharing": Sharing.NAMELESS})
        plan = UnitPlan.objects.select_for_update().get(unit=unit, above=above)
        draft = plan.versions.filter(number__isnull=True).first()
        if draft is not None:
            return draft
        adopted = plan.versions.filter(number__isnull=False).first()
        draft = UnitPlanVersion.objects.create(
            plan=plan, aims=adopted.aims if adopted else {}, begun_on=on, begun_by=by
        )
        if adopted is not None:
            _copy_lines(adopted, draft)
    return draft


def _copy_lines(source: UnitPlanVersion, target: UnitPlanVersion) -> None:
    lines = list(source.lines.filter(goal__retired=False))
    copies = UnitLine.objects.bulk_create(
        UnitLine(
            version=target,
            item_id=line.item_id,
            goal_id=line.goal_id,
            title=line.title,
            priority=line.priority,
            office_id=line.office_id,
            deadline=line.deadline,
        )
        for line in lines
    )
    links = UnitLine.supports.through
    theirs = {line.pk: copy.pk for line, copy in zip(lines, copies, strict=True)}
    links.objects.bulk_create(
        links(unitline_id=theirs[line], planitem_id=item)
        for line, item in links.objects.filter(unitline__in=theirs).values_list("unitline_id", "planitem_id")
    )


def _open(draft: UnitPlanVersion) -> None:
    """Hold the draft until the transaction ends, so that nobody adopts it while it is changed."""
    if UnitPlanVersion.objects.select_for_update().get(pk=draft.pk).number is not None:
        raise AdoptedAlreadyError


def set_aim(*, draft: UnitPlanVersion, goal: PlanItem, text: str, by: Person) -> None:
    """Say in the draft what the unit wants to achieve under a goal. An empty text takes the aim out."""
    with writing(by=by, why="own aim written"):
        _open(draft)
        draft.refresh_from_db(fields=["aims"])
        draft.aims = {key: aim for key, aim in {**draft.aims, goal.key: text}.items() if aim}
        draft.save(update_fields=["aims"])


def add_measure(*, draft: UnitPlanVersion, measure: Measure, by: Person) -> UnitLine:
    """Add a measure to the draft. Raises ``AdoptedAlreadyError`` where it is adopted by now."""
    with writing(by=by, why="own measure added"):
        _open(draft)
        item = UnitItem.objects.create(plan=draft.plan)
        line = UnitLine.objects.create(version=draft, item=item, **_words(measure))
        line.supports.set(measure.supports)
    return line


def change_measure(*, line: UnitLine, measure: Measure, by: Person) -> None:
    """Change a measure in the draft. Raises ``AdoptedAlreadyError`` where the version is adopted by now."""
    with writing(by=by, why="own measure changed"):
        _open(line.version)
        for name, value in _words(measure).items():
            setattr(line, name, value)
        line.save()
        line.supports.set(measure.supports)


def _words(measure: Measure) -> dict[str, object]:
    return {
        "goal": measure.goal,
        "title": measure.title,
        "priority": measure.priority,
        "office": measure.office,
        "deadline": measure.deadline,
    }


def remove_measure(*, line: UnitLine, by: Person) -> None:
    """Take a measure out of the draft. Adopted versions that have it keep it, and so do reports about it."""
    with writing(by=by, why="own measure removed"):
        _open(line.version)
        item = line.item
        line.delete()
        if not item.lines.exists():
            item.delete()


def discard_draft(*, draft: UnitPlanVersion, by: Person) -> None:
    """Throw the draft away. What has been adopted stays in force."""
    with writing(by=by, why="own draft discarded"):
        _open(draft)
        UnitItem.objects.filter(lines__version=draft).exclude(lines__version__number__isnull=False).delete()
        draft.delete()


def adopt_draft(
    *, draft: UnitPlanVersion, adoption: Adoption, sharing: Sharing, on: date, by: Person
) -> UnitPlanVersion:
    """Record that a meeting has adopted the draft; it holds from that day and becomes the next version.

    Raises ``NothingToAdoptError`` without measures, ``AdoptedTooEarlyError`` where the version before was adopted
    later, and ``AdoptedAlreadyError`` where somebody else has recorded it.
    """
    with writing(by=by, why="own plan adopted"):
        _open(draft)
        plan = draft.plan
        if not draft.lines.exists():
            raise NothingToAdoptError
        before = plan.versions.filter(number__isnull=False).first()
        if before is not None and before.adopted_on is not None and before.adopted_on > adoption.day:
            raise AdoptedTooEarlyError
        draft.number = (before.number or 0) + 1 if before else 1
        draft.adopted_on, draft.adopted_by = adoption.day, adoption.adopter
        draft.minutes, draft.link = adoption.minutes, adoption.link
        if adoption.file:
            draft.file = adoption.file
        draft.recorded_by = by
        draft.save()
        plan.sharing = sharing
        plan.save(update_fields=["sharing"])
    return draft


def publish_template(*, plan: Plan, goals: Mapping[str, Mapping[str, object]], on: date, by: Person) -> PlanTemplate:
    """Publish what the centre gives units to start from, as the next version of the template.

    Publishing what is in force already changes nothing.
    """
    with writing(by=by, why="template published"):
        Plan.objects.select_for_update().get(pk=plan.pk)
        last = plan.templates.first()
        if last is not None and last.goals == goals:
            return last
        number = last.number + 1 if last else 1
        return PlanTemplate.objects.create(plan=plan, number=number, goals=goals, published_on=on, published_by=by)
