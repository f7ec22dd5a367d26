"""What the register publishes to plans and boards.

Examples are numbers of units and never names: whoever reads a board may not be allowed to see who is a member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gjennomslag.core.display import number
from gjennomslag.core.indicators import Example, Examples, Indicator, Measure, Page, Period, publish
from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import committees, institutions, memberships, offices, vacancies
from gjennomslag.organisation.queries.institutions import Place, days_by_place
from gjennomslag.organisation.queries.units import units_with_ids

SHOWN = 50


def members(period: Period) -> Mapping[int, float]:
    """Return how many members each unit has on the period's last day."""
    return memberships.members_on(period.last)


def _units_behind(measure: Measure) -> Examples:
    """Return examples that say how many there are in each unit, most first."""

    def examples(period: Period, unit_ids: Sequence[int]) -> list[Example]:
        wanted = set(unit_ids)
        counted = {unit: count for unit, count in measure(period).items() if unit in wanted and count}
        most = sorted(counted, key=lambda unit: (-counted[unit], unit))[:SHOWN]
        units = units_with_ids(most)
        return [
            Example(
                f"{units[pk].name}: {number(counted[pk])}",
                reverse("home:unit", args=[units[pk].code]),
            )
            for pk in most
        ]

    return examples


def institutions_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return each institution of the counties, those with the fewest days with an active student branch first."""
    wanted = set(unit_ids)
    found = [each for each in days_by_place(period) if each[0].county is not None and each[0].county.pk in wanted]
    return [_words_about(*each) for each in sorted(found, key=lambda each: each[1])[:SHOWN]]


def _words_about(place: Place, days: int, branches: Sequence[Unit]) -> Example:
    assert place.county is not None
    name, page = place.institution.name, reverse("organisation:institutions", args=[place.county.code])
    if not branches:
        return Example(_("%(institution)s: no student branch") % {"institution": name}, page)
    words = ngettext(
        "%(institution)s: %(branch)s, active %(days)s day", "%(institution)s: %(branch)s, active %(days)s days", days
    )
    who = ", ".join(dict.fromkeys(each.name for each in branches))
    return Example(words % {"institution": name, "branch": who, "days": number(days)}, page)


def committees_behind(period: Period, unit_ids: Sequence[int]) -> list[Example]:
    """Return the committees of the units, each with how many are on it."""
    return [
        Example(
            ngettext("%(committee)s: %(people)s member", "%(committee)s: %(people)s members", people)
            % {"committee": committee.name, "people": number(people)},
            reverse("organisation:committees", args=[committee.unit.code]),
        )
        for committee, people in committees.policy_committees_in(unit_ids, period.last)[:SHOWN]
    ]


def publish_indicators() -> None:
    """Publish members, joining, staying, officers, offices, committees and student branches."""
    for key, label, measure in (
        ("organisation.members", _("Members"), members),
        ("organisation.joined", _("New members"), memberships.joined_by_unit),
        ("organisation.members_year_before", _("Members a year before"), memberships.members_year_before),
        ("organisation.members_retained", _("Members who have stayed"), memberships.members_retained),
        ("organisation.offices_needed", _("Offices that should be filled"), vacancies.offices_needed),
        ("organisation.offices_filled", _("Of them filled"), vacancies.offices_filled),
        ("organisation.office_kinds", _("Kinds of offices"), offices.office_kinds),
    ):
        publish(Indicator(key, label, measure, examples=_units_behind(measure)))
    page = Page("organisation:institutions", _("See the places to study"))
    for key, label, measure in (
        ("organisation.institution_days", _("Days of the institutions"), institutions.institution_days),
        (
            "organisation.institution_days_with_branch",
            _("Days with a student branch at the institutions"),
            institutions.institution_days_with_branch,
        ),
    ):
        publish(Indicator(key, label, measure, examples=institutions_behind, page=page))
    publish(
        Indicator(
            "organisation.committees",
            _("Policy committees"),
            committees.policy_committees,
            examples=committees_behind,
            page=Page("organisation:committees", _("See the committees")),
        )
    )
    for key, label, measured, parameter in (
        ("organisation.officers", _("Officers"), offices.officers, "office"),
        ("organisation.offices_started", _("Offices taken up"), offices.offices_started, "office"),
        ("organisation.days_filled", _("Days with the office filled"), offices.days_filled, "office"),
        ("organisation.large_branches", _("Very large branches"), offices.large_branches, "members"),
        (
            "organisation.large_branches_with_subgroups",
            _("Very large branches with sub-groups"),
            offices.large_branches_with_subgroups,
            "members",
        ),
    ):
        publish(Indicator(key, label, measured, frozenset({parameter})))
