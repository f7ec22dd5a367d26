"""The invented party: loaded once and whole, and never beside real people."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.accounts.demo import ROLES, demo_address, demo_people
from gjennomslag.accounts.services import confirm_address
from gjennomslag.activities.choices import Audience
from gjennomslag.activities.models import Activity
from gjennomslag.calling.models import WelcomeCall
from gjennomslag.calling.queries import newcomers
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.links import link_id_in
from gjennomslag.canvass.models import AreaCount, DayCount, Drive, Visit
from gjennomslag.canvass.queries.walks import link_with
from gjennomslag.canvass.rules import KEEP_VISITS
from gjennomslag.config.demo.doors import link_to_walk
from gjennomslag.config.demo.party import load
from gjennomslag.core.command import CommandError
from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.models import Mandate
from gjennomslag.organisation.models import Membership, OfficeHolding, Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.plan.choices import Need
from gjennomslag.plan.models import Act, Plan, UnitPlanVersion
from gjennomslag.plan.queries.picture import picture_of
from gjennomslag.plan.queries.targets import TargetNumber, targets_of
from gjennomslag.voices.queries import answers_of
from tests.party import make_person

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day that the party is loaded for: who is young and who sits in a council goes by today."""
    noon = timezone.make_aware(datetime.combine(TODAY, time(12)))
    began = timezone.now()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: noon + (real() - began))


def test_the_party_is_loaded_once() -> None:
    """One test, since loading takes half a minute."""
    loaded = load(today=TODAY)
    assert loaded is not None
    assert (loaded.units, loaded.members) == (152, 6000)
    assert DayCount.objects.aggregate(n=Sum("conversations"))["n"] == loaded.conversations
    _nobody_is_real()
    _what_was_said_at_doors_is_counted()
    _most_branches_keep_the_plan()
    _a_turf_can_be_walked()
    _the_young_who_are_elected_gather()
    _loading_again_changes_nothing()
    _everyone_leads_what_their_role_says()
    _whoever_changes_their_address_is_known_still()
    _a_demo_from_before_there_were_ids_gets_them()


def _nobody_is_real() -> None:
    assert Unit.objects.count() == 152
    assert Person.objects.count() == Membership.objects.count() == 6004
    assert Person.objects.exclude(email__endswith=".example").count() == 0
    # No number in Norway begins with 0: nobody can be called by mistake.
    assert Person.objects.exclude(phone="").exclude(phone__startswith="+470").count() == 0
    assert WelcomeCall.objects.filter(closed_at__isnull=False, person__memberships__member_since__year=2026).exists()


def _what_was_said_at_doors_is_counted() -> None:
    assert not DayCount.objects.filter(day__gt=TODAY).exists()
    assert not DayCount.objects.filter(frozen=False, drive__closed_on__lte=TODAY - KEEP_VISITS).exists()
    country = Unit.objects.get(code="landet")
    assert targets_of("canvass.conversations", 2026)[country.pk] == TargetNumber(60_000, None)
    assert answers_of(country, 2026) > 1000


def _most_branches_keep_the_plan() -> None:
    plan = Plan.objects.get()
    assert plan.reading_days.get().day == TODAY
    acts = Act.objects.filter(items__isnull=False)
    # The people one signs in as, and every third of the other branches.
    assert set(acts.values_list("unit__code", flat=True)) >= {"elverum", "innlandet", "landet"}
    assert acts.filter(unit__kind="local").values("unit").distinct().count() == 1 + 40
    # One sees at once who needs help.
    needs = picture_of(plan, Unit.objects.get(code="innlandet"), TODAY).needs
    assert needs[Need.FINE] > 2 * needs[Need.HELP] > 0
    adopted = UnitPlanVersion.objects.filter(adopted_on__lte=TODAY).values_list("plan__unit__code", flat=True)
    assert 60 <= len(adopted) <= 120
    assert {"elverum", "innlandet"} <= set(adopted)


def _a_turf_can_be_walked() -> None:
    home = Drive.objects.get(unit__code="elverum", closed_on=None)
    assert home.turfs.count() >= 10
    states = set(Visit.objects.filter(drive=home).values_list("state", flat=True))
    assert states == {DoorState.NO_ANSWER, DoorState.NO_ACCESS, DoorState.DONE}
    token = link_to_walk(timezone.now())
    assert token is not None
    assert link_to_walk(timezone.now()) == token
    link = link_with(link_id_in(token) or 0)
    assert link is not None
    assert link.turf.drive == home
    # One sees where the drives were that are over.
    for earlier in Drive.objects.filter(unit=home.unit, closed_on__isnull=False):
        kept = AreaCount.objects.filter(drive=earlier).aggregate(n=Sum("doors"))["n"] or 0
        assert kept >= DayCount.objects.filter(drive=earlier).aggregate(n=Sum("doors"))["n"]


def _the_young_who_are_elected_gather() -> None:
    sitting = Mandate.objects.filter(valid_until__gte=TODAY).exclude(office=PublicOffice.ALTERNATE)
    assert set(sitting.values_list("body", flat=True)) == set(Body)
    assert sitting.values("unit").distinct().count() > 100
    gathering = Activity.objects.get(audience=Audience.YOUNG_REPRESENTATIVES)
    young = sitting.filter(person__birth_year__gt=TODAY.year - 35).values("person")
    assert set(gathering.invitations.values_list("person", flat=True)) == set(young.values_list("person", flat=True))
    told = gathering.invitations.filter(told_at__isnull=False).count()
    assert 0 < told < gathering.invitations.count()


def _loading_again_changes_nothing() -> None:
    people, holdings = list(Person.objects.values_list("pk", "email")), OfficeHolding.objects.count()
    assert load(today=TODAY) is None
    assert list(Person.objects.values_list("pk", "email")) == people
    assert OfficeHolding.objects.count() == holdings


def _everyone_leads_what_their_role_says() -> None:
    everyone = {each.role: each.person for each in demo_people()}
    assert list(everyone) == list(ROLES)
    elverum, hamar, oslo = (Unit.objects.get(code=code) for code in ("elverum", "hamar", "sagene"))
    assert newcomers(scope_of(everyone["branch-leader"], TODAY), elverum, TODAY, below=False).count() == 3
    leads = {
        role: [scope_of(person, TODAY).covers(unit, "canvass.lead") for unit in (elverum, hamar, oslo)]
        for role, person in everyone.items()
    }
    assert leads == {
        "canvasser": [False, False, False],
        "branch-leader": [True, False, False],
        "county-organiser": [True, True, False],
        "head-office": [True, True, True],
    }


def _whoever_changes_their_address_is_known_still() -> None:
    before = demo_people()
    for each in before[:2]:
        confirm_address(person=each.person, email=f"{each.role}@gjennomslag.no")
    people = Person.objects.count()
    assert load(today=TODAY) is None
    assert (demo_people(), Person.objects.count()) == (before, people)
    assert demo_people()[0].person.email == "canvasser@gjennomslag.no"


def _a_demo_from_before_there_were_ids_gets_them() -> None:
    before = demo_people()
    for each in before:
        Person.objects.filter(pk=each.person.pk).update(register_id=uuid4(), email=demo_address(each.role))
    assert demo_people() == []
    assert load(today=TODAY) is None
    assert demo_people() == before


def test_nothing_is_loaded_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="GJENNOMSLAG_DEMO=1"):
        load(today=TODAY)
    assert Unit.objects.count() == 0


def test_nothing_is_loaded_beside_real_people() -> None:
    person = make_person("Virkelig Menneske")
    for email in ("virkelig@menneske.no", None):
        Person.objects.filter(pk=person.pk).update(email=email)
        with pytest.raises(CommandError, match="1 people who are not the demo's"):
            load(today=TODAY)
    assert Unit.objects.count() == 0
