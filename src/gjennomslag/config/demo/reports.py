"""What the branch, the county and the head office have reported for the plan, beside what is counted by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.plan.choices import Assessment
from gjennomslag.plan.drafts.content import content_of, put_item
from gjennomslag.plan.models import Plan, PlanItem
from gjennomslag.plan.queries.backfill import PlannedAct
from gjennomslag.plan.services.acts import enter_acts, report_act
from gjennomslag.plan.services.drafts import begin_draft


@dataclass(frozen=True, slots=True)
class Report:
    """Something done on a day for an item of the plan, or how the unit says that the item stands."""

    role: str
    unit: str
    item: str
    day: date
    text: str
    assessment: Assessment | None = None


REPORTS = (
    Report("branch-leader", HOME_BRANCH, "G1.L1", date(2026, 4, 25), "Vi banket dører på Vestad. 14 var med."),
    Report("branch-leader", HOME_BRANCH, "G3.L1", date(2026, 4, 21), "Kveldskurs i å lytte på dørene, 11 deltakere."),
    Report(
        "branch-leader",
        HOME_BRANCH,
        "G1.P2a",
        date(2026, 9, 2),
        "Vi kjenner sentrum godt, grendene lite.",
        Assessment.PARTLY,
    ),
    Report(
        "branch-leader",
        HOME_BRANCH,
        "G2.P4b",
        date(2026, 9, 2),
        "Kjøring, kakebaking og dører: det er noe for alle.",
        Assessment.WELL,
    ),
    Report("county-organiser", HOME_COUNTY, "G3.F2a", date(2026, 3, 14), "Kurs for nye styrer på Hamar."),
    Report("county-organiser", HOME_COUNTY, "G4.F2", date(2026, 5, 6), "Digitalt møte med regionteamet."),
    Report("county-organiser", HOME_COUNTY, "G2.F2", date(2026, 6, 18), "Planen for lister i 2027 er vedtatt."),
    Report(
        "county-organiser",
        HOME_COUNTY,
        "G1.F1b",
        date(2026, 10, 1),
        "Vi har snakket med 14 av 15 lag.",
        Assessment.WELL,
    ),
    Report("head-office", "landet", "I0", date(2026, 1, 1), "Landsstyret har vedtatt planen."),
    Report("head-office", "landet", "G2.S2", date(2026, 3, 19), "Stormøte om velferd, 640 medlemmer på skjermen."),
    Report("head-office", "landet", "G3.S4", date(2026, 9, 12), "Ledersamling på Gardermoen."),
)

BRANCH_REPORTS = (
    ("G1.L1", 4, "Vi gikk på dørene to kvelder."),
    ("G3.L1", 5, "Kveldskurs om å snakke med folk."),
)


def report_what_was_done(
    units: Mapping[str, Unit], people: Mapping[str, Person], today: date, *, steady: Collection[str]
) -> None:
    """Report what has been done so far."""
    plan = Plan.objects.get(unit=units["landet"])
    items = {item.key: item for item in PlanItem.objects.filter(plan=plan)}
    for report in REPORTS:
        if report.day <= today:
            report_act(
                unit=units[report.unit],
                items=[items[report.item]],
                day=report.day,
                text=report.text,
                on=report.day,
                by=people[report.role],
                assessment=report.assessment,
            )
    _report_from_branches(units, plan, items, today)
    _report_from_counties(units, plan, items, today, steady)
    _begin_a_draft(plan, units["landet"], today, people["head-office"])


def _report_from_branches(units: Mapping[str, Unit], plan: Plan, items: Mapping[str, PlanItem], today: date) -> None:
    """Let every third branch have told what it did, as head office enters it from a list."""
    branches = [unit for code, unit in sorted(units.items()) if unit.kind == UnitKind.LOCAL and code != HOME_BRANCH]
    acts = [
        PlannedAct(0, unit, items[key], date(plan.first_day.year, month, 3 + number % 24), text, "", "")
        for number, unit in enumerate(branches[::3])
        for key, month, text in BRANCH_REPORTS[number % len(BRANCH_REPORTS) :]
    ]
    enter_acts(acts=[act for act in acts if act.day <= today], on=today, by=None)


def _report_from_counties(
    units: Mapping[str, Unit], plan: Plan, items: Mapping[str, PlanItem], today: date, steady: Collection[str]
) -> None:
    """Let steady counties have met the regional team on the screen in each half-year that is over."""
    counties = [unit for code, unit in units.items() if unit.kind == UnitKind.COUNTY and code in steady]
    acts = [
        PlannedAct(0, unit, items["G4.F2"], date(year, month, 3 + number), "Digitalt møte med regionteamet.", "", "")
        for number, unit in enumerate(counties)
        for year in range(plan.first_day.year, today.year + 1)
        for month in (5, 10)
        if unit.code != HOME_COUNTY or month != 5
    ]
    enter_acts(acts=[act for act in acts if act.day <= today], on=today, by=None)


def _begin_a_draft(plan: Plan, unit: Unit, today: date, person: Person) -> None:
    """Leave a draft of the next version as somebody would in the middle of the work."""
    version = plan.versions.latest("number")
    content = content_of(version.text)
    title = {"nb": "Et fast møtested i hvert lag", "en": "A regular meeting place in every branch"}
    item = {"id": "G1.L5", "kind": "role", "goal": "G1", "level": "local", "title": title}
    begin_draft(unit=unit, content=put_item(content, item), on=today, by=person, based_on=version)
