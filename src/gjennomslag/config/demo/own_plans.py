"""The plans that the invented branches and counties have made themselves, and the template they started from."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Office, OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import active_on
from gjennomslag.plan.choices import Adopter, MeasurePriority, Sharing
from gjennomslag.plan.models import Plan, PlanItem, UnitPlanVersion
from gjennomslag.plan.queries.unit_plans import items_to_serve
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.unit_plans import (
    Adoption,
    Measure,
    add_measure,
    adopt_draft,
    begin_draft,
    publish_template,
    set_aim,
)


@dataclass(frozen=True, slots=True)
class Idea:
    """A measure that branches choose among: its goal, its words, its office and how many months it takes."""

    goal: str
    title: str
    office: str | None
    months: int


IDEAS = (
    Idea("G1", "Banke på 400 dører før sommeren", "canvass-lead", 3),
    Idea("G1", "Holde stand på torget den første lørdagen hver måned", None, 8),
    Idea("G1", "Spørre folk på butikken hva som bør bli bedre i kommunen", "canvass-lead", 5),
    Idea("G1", "Gi lokalavisa ett leserinnlegg i måneden", "chair", 9),
    Idea("G2", "Ringe alle nye medlemmer den første uka", "membership-lead", 2),
    Idea("G2", "Ha et åpent møte med suppe hver vår og høst", "deputy-chair", 7),
    Idea("G2", "Spørre hvert medlem hva de har lyst til å være med på", "membership-lead", 6),
    Idea("G3", "Sende to på kurs i å lede dørbanking", "training-lead", 5),
    Idea("G3", "Holde et studiekveld om økonomien i kommunen", "training-lead", 8),
    Idea("G3", "La styret bruke ti minutter på noe nytt i hvert møte", "chair", 4),
    Idea("G4", "La styret og gruppa møtes før hvert kommunestyre", "chair", 3),
    Idea("G4", "Lage en plan for lista i 2027", "chair", 9),
)
AIMS = {
    "G1": "Alle i kommunen skal ha møtt noen fra laget før valget.",
    "G2": "Ti nye som blir med på noe hvert år.",
    "G3": "Ingen i styret skal stå alene med vervet sitt.",
    "G4": "De folkevalgte vet hva laget mener, og laget vet hva de gjør.",
}
TEMPLATE = {
    "G1": (
        "Begynn med hvor dere skal møte folk, og hvor ofte. Tell dører og samtaler.",
        IDEAS[0].title,
        IDEAS[1].title,
    ),
    "G2": ("Tenk på dem som nettopp har meldt seg inn. Hva er det første de får høre fra dere?", IDEAS[4].title),
    "G3": ("Hvem trenger hvilket kurs i år? Skriv vervet, ikke navnet.", IDEAS[7].title),
    "G4": ("Når møtes styret og gruppa? Hva trenger de folkevalgte fra laget?", IDEAS[10].title),
}


_AT_HOME = frozenset({HOME_BRANCH, HOME_COUNTY})


def make_own_plans(
    units: Mapping[str, Unit],
    cast: Mapping[str, Person],
    today: date,
    chance: random.Random,
    *,
    steady: Collection[str],
) -> None:
    """Publish the template, and let ``steady`` units adopt plans of their own, and some of the others draft one."""
    above = Plan.objects.get(unit=units["landet"])
    template = {key: {"guidance": text, "suggestions": ideas} for key, (text, *ideas) in TEMPLATE.items()}
    published = min(today, date(2026, 1, 20))
    publish_template(plan=above, goals=template, on=published, by=cast["head-office"])
    held = OfficeHolding.objects.filter(active_on(today), office__code="chair").select_related("person")
    chairs = {holding.unit_id: holding.person for holding in held}
    writing = _Writing(above, today, chance, steady)
    for unit in units.values():
        if unit.kind in (UnitKind.COUNTY, UnitKind.LOCAL) and (unit.code in steady or chance.random() < 0.3):
            writing.make(unit, chairs.get(unit.pk, cast["head-office"]))


class _Writing:
    """How units write their plans."""

    def __init__(self, above: Plan, today: date, chance: random.Random, steady: Collection[str]) -> None:
        self.above, self.today, self.chance, self.steady = above, today, chance, steady
        self.goals: dict[str, PlanItem] = {goal.key: goal for goal in above.items.filter(kind="goal")}
        self.offices = {office.code: office for office in Office.objects.all()}

    def make(self, unit: Unit, by: Person) -> None:
        """Draft the unit's plan, and mostly adopt it and report on some of it."""
        home, steady = unit.code in _AT_HOME, unit.code in self.steady
        begun = min(self.today, date(2026, 2, 1) + timedelta(self.chance.randrange(100)))
        draft = begin_draft(unit=unit, above=self.above, on=begun, by=by)
        for idea in _chosen(steady, self.chance):
            add_measure(draft=draft, measure=self._measure(idea, unit, begun), by=by)
        if home:
            for key, goal in self.goals.items():
                set_aim(draft=draft, goal=goal, text=AIMS[key], by=by)
        elif not steady and self.chance.random() < 0.5:
            return
        day = min(self.today, begun + timedelta(self.chance.randrange(7, 40)))
        adopter = self.chance.choice(list(Adopter))
        sharing = self.chance.choice((Sharing.NAMELESS, Sharing.NAMELESS, Sharing.NAMED, Sharing.CLOSED))
        adoption = Adoption(day, adopter, minutes="Sak 4: Egne tiltak. Vedtatt enstemmig.")
        self._report(unit, adopt_draft(draft=draft, adoption=adoption, sharing=sharing, on=day, by=by), by)

    def _measure(self, idea: Idea, unit: Unit, begun: date) -> Measure:
        goal = self.goals[idea.goal]
        serves = items_to_serve(self.above, goal, unit)[: self.chance.choice((0, 1, 1, 2))]
        priority = MeasurePriority(self.chance.randint(1, 3))
        office = self.offices[idea.office] if idea.office else None
        return Measure(goal, idea.title, priority, office, begun + timedelta(30 * idea.months), serves)

    def _report(self, unit: Unit, version: UnitPlanVersion, by: Person) -> None:
        for line in version.lines.select_related("item"):
            day = line.deadline - timedelta(self.chance.randrange(-10, 30))
            if day <= self.today and self.chance.random() < 0.85:
                text = f"Gjort: {line.title}."
                report_act(unit=unit, items=[], own_items=[line.item], day=day, text=text, on=day, by=by)


def _chosen(steady: bool, chance: random.Random) -> Sequence[Idea]:
    """Some forget a goal; where the plan is kept there is something under each."""
    forgotten = set() if steady else {chance.choice(("G3", "G4", "-", "-"))}
    left = [idea for idea in IDEAS if idea.goal not in forgotten]
    return [idea for idea in left if chance.random() < 0.5 or idea in (IDEAS[0], IDEAS[4], IDEAS[7], IDEAS[10])]
