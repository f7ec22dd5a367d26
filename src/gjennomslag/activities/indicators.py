"""What the activities room publishes to plans and boards."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gjennomslag.activities.choices import ActivityKind, Invited
from gjennomslag.activities.models import Activity
from gjennomslag.activities.queries import counts
from gjennomslag.core.display import day
from gjennomslag.core.indicators import Example, Indicator, Measure, Page, Period, publish
from gjennomslag.core.personal_data import Words

MOST_EXAMPLES = 50


def activities_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return what the units held, the latest first. Only what was open to all leads to its page."""
    return _as_examples(counts.newest_held(period, unit_ids, MOST_EXAMPLES))


def meetings_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return what the units held for elected representatives, the latest first."""
    return _as_examples(counts.newest_held(period, unit_ids, MOST_EXAMPLES, counts.REPRESENTATIVES))


def _as_examples(found: Sequence[Activity]) -> list[Example]:
    return [
        Example(
            f"{_named(each)}, {each.unit.name}, {day(each.starts_at)}",
            reverse("activities:activity", args=[each.pk]) if each.invited == Invited.OPEN else "",
        )
        for each in found
    ]


def _named(activity: Activity) -> str:
    """Return the title, or the kind alone of what was held for a few: such a title may say who was met, or about what.

    Whoever reads a plan reads this, wherever in the party they are.
    """
    for_all = activity.invited in {Invited.OPEN, Invited.MEMBERS}
    return activity.title if for_all else str(ActivityKind(activity.kind).label)


_CHOICE = ("audience", "host", "kind", "mode", "nature", "participatory", "together_with")
_COUNTED: tuple[tuple[str, Words, Measure, tuple[str, ...]], ...] = (
    ("held", _("Activities held"), counts.held, _CHOICE),
    ("with_goal", _("Activities with a political goal"), counts.with_goal, ("kind",)),
    ("with_code_of_conduct", _("Activities with guidelines for good conduct"), counts.with_code_of_conduct, ()),
    ("kinds_offered", _("Different kinds of activities"), counts.kinds_offered, ()),
    ("months_with", _("Months with an activity"), counts.months_with, ("kind", "mode")),
    ("participants", _("People who took part"), counts.participants, ("kind",)),
    ("attendance", _("Attendance"), counts.participants, ("kind",)),
    ("active_members", _("Members who have taken part"), counts.active_members, ()),
    ("new_members_active", _("New members who have taken part"), counts.new_members_active, ("days",)),
    ("days_with_upcoming", _("Days with something planned"), counts.days_with_upcoming, ("open_to",)),
    ("upcoming", _("Activities planned"), counts.upcoming, ()),
    ("national_conferences", _("National conferences"), counts.national_conferences, ("gathering",)),
    ("members_invited", _("Members who have got an invitation"), counts.members_invited, ("kind", "mode")),
    (
        "members_of_parliament_hosting",
        _("Members of parliament who held open meetings"),
        counts.members_of_parliament_hosting,
        ("times",),
    ),
)
_TEMPLATES: tuple[tuple[str, Words, Measure, tuple[str, ...]], ...] = (
    ("templates", _("Activity templates"), counts.templates, ()),
    ("templates_with_goal", _("Templates that ask for a political goal"), counts.templates_with_goal, ()),
    ("templates_reviewed", _("Templates reviewed"), counts.templates_reviewed, ("months",)),
)


def publish_indicators() -> None:
    """Publish what has been held, who took part, what is planned, and the templates."""
    page = Page("activities:in_unit", _("Plan an activity"))
    for key, label, measure, parameters in _COUNTED:
        publish(
            Indicator(f"activities.{key}", label, measure, frozenset(parameters), examples=activities_behind, page=page)
        )
    publish(
        Indicator(
            "activities.representatives_invited",
            _("Representatives invited"),
            counts.representatives_invited,
            frozenset({"mode"}),
            examples=meetings_behind,
            page=page,
        )
    )
    for key, label, measure, parameters in _TEMPLATES:
        publish(Indicator(f"activities.{key}", label, measure, frozenset(parameters)))
