"""Load the invented party, once and whole, or start over."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from gjennomslag.accounts.demo import ROLES, demo_id, demo_people, give_ids
from gjennomslag.config.demo.activities import hold_activities
from gjennomslag.config.demo.answers import listen_everywhere
from gjennomslag.config.demo.calls import call_members
from gjennomslag.config.demo.campaigns import run_campaigns
from gjennomslag.config.demo.committees import set_up_committees
from gjennomslag.config.demo.contacts import follow_up_branches
from gjennomslag.config.demo.doors import canvass_at_home
from gjennomslag.config.demo.leaving import let_members_leave, note_an_import
from gjennomslag.config.demo.letters import write_letters
from gjennomslag.config.demo.offices import (
    HOME_BRANCH,
    HOME_COUNTY,
    give_join_contacts,
    give_offices,
    register_demo_people,
)
from gjennomslag.config.demo.own_plans import make_own_plans
from gjennomslag.config.demo.people import members_of
from gjennomslag.config.demo.register import fill_register
from gjennomslag.config.demo.reports import report_what_was_done
from gjennomslag.config.demo.representatives import elect_representatives, gather_representatives
from gjennomslag.config.demo.steady import steady_units
from gjennomslag.config.demo.students import let_members_study
from gjennomslag.config.demo.targets import set_targets
from gjennomslag.config.demo.units import found_units, rows
from gjennomslag.config.demo.welcomes import let_some_join, welcome_members
from gjennomslag.config.demo.year import canvass_the_years
from gjennomslag.config.upgrade import upgrade
from gjennomslag.core.command import CommandError
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.services import register_members
from gjennomslag.plan.queries.plans import plan_on
from gjennomslag.plan.services.readings import read_plan

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was made."""

    units: int
    members: int
    offices: int
    conversations: int

    def as_words(self) -> str:
        """Return one sentence with all numbers."""
        return "Loaded the invented party: " + ", ".join(f"{number} {name}" for name, number in asdict(self).items())


def load(*, today: date) -> Loaded | None:
    """Load the party in one transaction; return None, with the party as it is, where it is there already.

    Refuses outside demo mode, and where the database holds anything that is not the demo's.
    """
    _refuse_real_data()
    upgrade()
    if Unit.objects.exists():
        if not demo_people():
            give_ids()
        return None
    with transaction.atomic():
        return _make(today, random.Random(SEED))  # noqa: S311 -- the same party every time is the point


def reset(*, today: date) -> Loaded:
    """Empty the database and load the party afresh."""
    _refuse_real_data()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    loaded = load(today=today)
    assert loaded is not None
    return loaded


def _refuse_real_data() -> None:
    if not settings.DEMO:
        raise CommandError("The demo is for GJENNOMSLAG_DEMO=1 only: it lets anyone sign in with one click.")
    tables = connection.introspection.table_names()
    if Person._meta.db_table not in tables:
        return
    theirs = Q(email__endswith=".example") | Q(register_id__in=[demo_id(role) for role in ROLES])
    others = Person.objects.exclude(theirs).count()
    if others:
        raise CommandError(
            f"The database holds {others} people who are not the demo's. "
            "Use another one: GJENNOMSLAG_DATA names the folder, DATABASE_URL the server."
        )


def _make(today: date, chance: random.Random) -> Loaded:
    units = found_units(chance)
    parents = {row.code: row.parent for row in rows()}
    invented = list(members_of(units, parents, today, chance))
    people = register_members(members=invented, by=None)
    members: dict[str, list[Person]] = {}
    for entry, person in zip(invented, people, strict=True):
        members.setdefault(entry.unit.code, []).append(person)
    steady = steady_units(units)
    county = units[HOME_COUNTY].path
    behind = [code for code in members if units[code].path.startswith(county) and code not in steady]
    waiting = let_some_join(members, today, home=HOME_BRANCH, behind=behind[0] if behind else None)
    fill_register(units, members, today, random.Random(SEED + 1), steady=steady)  # noqa: S311 -- its own dice: the rest stays as it was
    dice = random.Random(SEED + 2)  # noqa: S311 -- its own dice as well
    welcome_members(units, members, today, dice, waiting=waiting, steady=steady)
    dice = random.Random(SEED + 5)  # noqa: S311 -- its own dice as well
    let_members_leave(units, members, today, dice, steady=steady)
    _let_planner_know()
    cast = register_demo_people(units, today)
    note_an_import(units["landet"], cast["head-office"], len(people), today)
    offices = give_offices(units, members, today, chance, steady=steady)
    dice = random.Random(SEED + 6)  # noqa: S311 -- its own dice
    let_members_study(units, members, today, dice, steady=steady)
    offices += give_join_contacts(units, members, today, random.Random(SEED + 3))  # noqa: S311 -- its own dice
    dice = random.Random(SEED + 7)  # noqa: S311 -- its own dice
    set_up_committees(units, members, today, dice, home=HOME_BRANCH)
    dice = random.Random(SEED + 4)  # noqa: S311 -- its own dice
    call_members(units, cast, today, dice, home=HOME_BRANCH, county=HOME_COUNTY)
    targets = set_targets(units, today, chance)
    conversations = canvass_the_years(units, targets, today, chance, home=HOME_BRANCH)
    question = listen_everywhere(units, parents, today, chance, without=HOME_BRANCH)
    conversations += canvass_at_home(units, cast, question, today, chance)
    follow_up_branches(units, cast, today, steady=steady)
    plan = plan_on(today)
    assert plan is not None
    read_plan(plan=plan, on=today)
    report_what_was_done(units, cast, today, steady=steady)
    _let_planner_know()
    dice = random.Random(SEED + 3)  # noqa: S311 -- its own dice as well
    hold_activities(units, members, cast, today, dice, steady=steady)
    elect_representatives(units, members, today, random.Random(SEED + 8))  # noqa: S311 -- its own dice
    gather_representatives(units["landet"], cast["head-office"], today)
    write_letters(units, members, cast, today)
    run_campaigns(units, cast, today)
    dice = random.Random(SEED + 9)  # noqa: S311 -- its own dice: how turfs are cut decides nothing here
    make_own_plans(units, cast, today, dice, steady=steady)
    read_plan(plan=plan, on=today)
    return Loaded(len(units), len(people), offices, conversations)


def _let_planner_know() -> None:
    """Count what has been written: nobody else can before the transaction ends, and blind plans take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
