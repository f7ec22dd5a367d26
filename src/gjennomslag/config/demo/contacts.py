"""How the invented counties have kept in touch with their branches, and the help that is asked for and offered."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.config.demo.steady import quarters
from gjennomslag.followup.choices import Asker, Occasion, Origin, Outcome, Topic, Way
from gjennomslag.followup.models import AssistanceRequest, UnitContact
from gjennomslag.organisation.choices import UnitKind
from gjennomslag.organisation.models import Person, Unit

FORGOTTEN = 0.2
"""The part of the branches that nobody has been in touch with."""
NOTES = (
    "Styret er på plass. De vil banke dører i april og trenger kart.",
    "Laget er lite, men møtes hver måned. De ønsker besøk til høsten.",
    "De leter etter en ny medlemsansvarlig.",
    "Saken om skolen engasjerer mange. De planlegger et folkemøte.",
    "",
)


@dataclass(frozen=True, slots=True)
class Help:
    """Help to a branch: how many days ago it was asked for or offered, and after how many days it was answered."""

    unit: str
    origin: Origin
    topic: Topic
    text: str
    days_ago: int
    answer: str = ""
    answered_after: int = 0
    asker: Asker = Asker.BRANCH
    outcome: Outcome | None = None


HELP = (
    Help(HOME_BRANCH, Origin.ASKED, Topic.DOOR_KNOCKING, "Kan noen holde kurs for våre nye dørbankere i januar?", 6),
    Help(
        HOME_BRANCH,
        Origin.OFFERED,
        Topic.WORK_PLAN,
        "Vi kommer gjerne på styremøtet og hjelper dere i gang med planen for 2027.",
        3,
    ),
    Help(
        HOME_BRANCH,
        Origin.ASKED,
        Topic.POLITICAL,
        "Gruppa trenger hjelp til et forslag om skoleskyss før neste kommunestyre.",
        41,
        "Vi sender et utkast fra Hamar og ringer gruppelederen torsdag.",
        5,
        Asker.REPRESENTATIVE,
        Outcome.HELPED,
    ),
    Help(
        "hamar",
        Origin.ASKED,
        Topic.ORGANISATIONAL,
        "Vi mangler kasserer og lurer på hva vi kan gjøre.",
        20,
        "Vi tar det opp med naboslaget, de har to som kan tenke seg det.",
        9,
    ),
    Help("gjovik", Origin.ASKED, Topic.TRAINING, "Finnes det et kveldskurs i å lede møter?", 17),
)


def follow_up_branches(
    units: Mapping[str, Unit], cast: Mapping[str, Person], today: date, *, steady: Collection[str]
) -> None:
    """Log contacts of every county through the year, and the help of the home county.

    With ``steady`` branches the county has talked in every quarter.
    """
    chance = random.Random(20260103)  # noqa: S311 -- its own dice: the rest of the party stays as it was
    by_path = {unit.path: unit for unit in units.values()}
    country = units["landet"]
    contacts = []
    for unit in units.values():
        above = by_path.get(unit.path[: -Unit.steplen])
        if unit.kind == UnitKind.COUNTY:
            contacts += _visits(unit, country, today, chance)
        elif unit.kind == UnitKind.LOCAL and above is not None:
            by = cast["county-organiser"] if above.code == HOME_COUNTY else None
            if unit.code in steady:
                contacts += [_talk(unit, above, by, _some_day(quarter, chance), chance) for quarter in quarters(today)]
            elif chance.random() > FORGOTTEN:
                days = [today - timedelta(chance.randrange(2, 300)) for _each in range(chance.randint(1, 4))]
                contacts += [_talk(unit, above, by, day, chance) for day in days]
    UnitContact.objects.bulk_create([each for each in contacts if each.day.year == today.year], batch_size=2000)
    county = units[HOME_COUNTY]
    AssistanceRequest.objects.bulk_create(
        [_help(each, units[each.unit], county, cast, today) for each in HELP if each.unit in units]
    )


def _visits(county: Unit, country: Unit, today: date, chance: random.Random) -> list[UnitContact]:
    """A visit at most annual meetings, and later in the year on another day in some counties."""
    days = [(Occasion.ANNUAL_MEETING, date(today.year, 2, 7), 0.9), (Occasion.OTHER_DAY, date(today.year, 9, 5), 0.5)]
    return [
        UnitContact(
            unit=county,
            made_by=country,
            day=day + timedelta(chance.randrange(40)),
            way=Way.VISIT,
            topics=[Topic.ORGANISATIONAL, Topic.POLITICAL],
            occasion=occasion,
            regional_team=True,
            logged_on=today,
        )
        for occasion, day, likely in days
        if day + timedelta(40) <= today and chance.random() < likely
    ]


def _some_day(stretch: tuple[date, date], chance: random.Random) -> date:
    first, last = stretch
    return first + timedelta(chance.randint(0, (last - first).days))


def _talk(unit: Unit, above: Unit, by: Person | None, day: date, chance: random.Random) -> UnitContact:
    topics = [Topic.POLITICAL, Topic.ORGANISATIONAL, chance.choice((Topic.DOOR_KNOCKING, Topic.WORK_PLAN))]
    way = chance.choice((Way.CALL, Way.CALL, Way.VIDEO, Way.VISIT))
    return UnitContact(
        unit=unit,
        made_by=above,
        day=day,
        way=way,
        topics=topics,
        occasion=Occasion.OTHER_DAY if way == Way.VISIT else "",
        note=chance.choice(NOTES),
        logged_by=by,
        logged_on=day,
    )


def _help(each: Help, unit: Unit, county: Unit, cast: Mapping[str, Person], today: date) -> AssistanceRequest:
    opened = today - timedelta(each.days_ago)
    organiser, leader = cast["county-organiser"], cast["branch-leader"] if unit.code == HOME_BRANCH else None
    answered = opened + timedelta(each.answered_after) if each.answer else None
    return AssistanceRequest(
        unit=unit,
        handler=county,
        origin=each.origin,
        asker=each.asker,
        topic=each.topic,
        text=each.text,
        opened_on=opened,
        opened_by=leader if each.origin == Origin.ASKED else organiser,
        answer=each.answer,
        answered_on=answered,
        answered_by=organiser if answered else None,
        outcome=each.outcome or "",
        settled_on=answered + timedelta(8) if each.outcome and answered else None,
        settled_by=organiser if each.outcome else None,
    )
