"""From the list of representatives to a gathering: the year, the ready segment, and how many have been told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.audiences import register_audience, rule_of
from gjennomslag.activities.choices import Audience
from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.core.indicators import Period, published
from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.messaging.queries import people_in
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.scope import scope_of
from gjennomslag.plan.catalogue import catalogue
from gjennomslag.plan.models import Obligation
from tests.elected.sitting import seat, sit
from tests.party import Party
from tests.plan.making import make_small_plan

TODAY = timezone.localdate()
FIRST, LAST = TODAY - timedelta(days=400), TODAY + timedelta(days=800)


@pytest.fixture
def sitting(party: Party) -> Party:
    """Let Turid (young) and Mona sit in the municipal council, Jens in the county council, Oda be an alternate."""
    Person.objects.update(birth_year=1960)
    Person.objects.filter(pk__in=[party.turid.pk, party.oda.pk]).update(birth_year=TODAY.year - 34)
    for person in (party.turid, party.member):
        sit(person, party.branch, seat(first=FIRST, last=LAST))
    sit(party.oda, party.branch, seat(PublicOffice.ALTERNATE, first=FIRST, last=LAST))
    sit(party.jens, party.county, seat(PublicOffice.GROUP_LEADER, Body.COUNTY_COUNCIL, first=FIRST, last=LAST))
    return party


def chosen(audience: Audience, unit: Unit, party: Party) -> set[str]:
    rule = rule_of(audience)
    assert rule is not None
    people = people_in(rule, unit=unit, scope=scope_of(party.secretary), day=TODAY)
    return {each.first_name for each in people}


def test_the_audiences_are_those_who_sit_and_no_alternates(sitting: Party) -> None:
    country, branch = sitting.country, sitting.branch
    assert chosen(Audience.REPRESENTATIVES, country, sitting) == {"Turid", "Mona", "Jens"}
    assert chosen(Audience.REPRESENTATIVES, branch, sitting) == {"Turid", "Mona"}
    assert chosen(Audience.YOUNG_REPRESENTATIVES, country, sitting) == {"Turid"}
    assert chosen(Audience.COUNTY_REPRESENTATIVES, country, sitting) == {"Jens"}
    assert rule_of(Audience.OPTED_IN_CANDIDATES) is None
    with pytest.raises(ValueError, match="two rules"):
        register_audience(Audience.REPRESENTATIVES, {"elected": []})


def test_representatives_are_counted_once_where_they_are_members(sitting: Party) -> None:
    sit(sitting.turid, sitting.country, seat(PublicOffice.MP, Body.PARLIAMENT, first=FIRST, last=LAST))
    indicator = published("elected.representatives")
    assert indicator is not None
    assert indicator.parameters == catalogue().indicators[indicator.key].parameters
    year = Period(TODAY, TODAY)
    assert indicator.measure(year) == {sitting.branch.pk: 2, sitting.sibling.pk: 1}
    assert indicator.measure(year, body="parliament") == {sitting.branch.pk: 1}
    assert indicator.measure(Period(FIRST, FIRST - timedelta(days=1))) == {}


def test_a_gathering_that_the_plan_asks_for_is_for_the_ready_segment_and_counts_who_was_told(sitting: Party) -> None:
    install_templates(by=None)
    owed = Obligation.objects.create(
        item=make_small_plan(sitting.country).items.earliest("position"),
        sentence="1 per year",
        # The template for town halls invites all members; whom the plan names goes before that.
        evidence="activities.held(audience=representatives, kind=town_hall, mode=online)",
        first_day=TODAY,
        last_day=TODAY + timedelta(days=60),
        count=1,
        unit_kinds=["national"],
        fingerprint="f" * 40,
        unfolded_on=date(TODAY.year, 1, 1),
    )
    client = Client()
    client.force_login(sitting.secretary)
    address = f"{reverse('activities:plan', args=['landet', 'town-hall'])}?for={owed.pk}"
    page = client.get(address)
    form = page.context["form"]
    assert (form["audience"].value(), form["invited"].value()) == ("representatives", "segment")
    assert "Folkevalgte, slik de står i registeret" in page.content.decode()
    filled = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    days = {"day": filled["day"].isoformat(), "begins": "18:00", "ends": "20:00"}
    answer = client.post(address, filled | days | {"title": "Stormøte", "contact": sitting.secretary.pk, "segment": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    planned = Activity.objects.get()
    assert planned.segment is not None
    assert (planned.segment.name, planned.segment.definition) == ("Folkevalgte", rule_of(Audience.REPRESENTATIVES))
    assert note_told(activity=planned, people=Person.objects.filter(pk=sitting.jens.pk), now=timezone.now()) == 1
    year = client.get(reverse("activities:year", args=["landet"]), {"year": owed.last_day.year})
    (row,) = year.context["rows"]
    assert [(each.meant_for, each.told, each.share_told) for each in row.planned] == [(3, 1, 1 / 3)]
