"""Choosing those who are elected and the young among them, against reading them one by one."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.elected.choices import Body, PublicOffice
from gjennomslag.elected.queries import young_under
from gjennomslag.messaging.filters import Definition
from gjennomslag.messaging.queries import people_in
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.scope import scope_of
from gjennomslag.plan.services.plans import load_plan, set_parameter
from tests.elected.sitting import seat, sit
from tests.party import Party, make_party, make_person
from tests.plan.making import SMALL_PLAN

DAY = date(2026, 11, 24)
BODIES = {
    Body.PARLIAMENT: PublicOffice.MP,
    Body.COUNTY_COUNCIL: PublicOffice.COUNTY_COUNCILLOR,
    Body.MUNICIPAL_COUNCIL: PublicOffice.MUNICIPAL_COUNCILLOR,
}
TERMS = {
    "over": (date(2019, 10, 1), date(2023, 9, 30)),
    "running": (date(2023, 10, 1), date(2027, 9, 30)),
    "last day": (date(2023, 10, 1), DAY),
    "to come": (date(2026, 11, 25), date(2030, 9, 30)),
}


class AgainstAnOracle(TestCase):
    party: Party

    @classmethod
    def setUpTestData(cls) -> None:
        cls.party = make_party()

    @settings(max_examples=20)
    @given(
        people=st.lists(
            st.tuples(
                st.none() | st.integers(1985, 1998),
                st.sampled_from(sorted(BODIES)),
                st.booleans(),
                st.sampled_from(sorted(TERMS)),
            ),
            max_size=5,
        ),
        bodies=st.lists(st.sampled_from(sorted(BODIES)), unique=True),
        alternates=st.booleans(),
        young=st.booleans(),
    )
    def test_bodies_alternates_and_youth(
        self,
        people: list[tuple[int | None, str, bool, str]],
        bodies: list[str],
        alternates: bool,
        young: bool,
    ) -> None:
        units = {
            Body.PARLIAMENT: self.party.country,
            Body.COUNTY_COUNCIL: self.party.county,
            Body.MUNICIPAL_COUNCIL: self.party.branch,
        }
        definition: dict[str, list[str]] = {}
        if bodies or alternates:
            definition["elected"] = [*bodies, *(["alternates"] if alternates else [])]
        if young:
            definition["young"] = ["young"]
        expected = set()
        for number, (birth_year, name, alternate, term) in enumerate(people):
            person, body = make_person(f"Nr{number} X{number}", self.party.group), Body(name)
            Person.objects.filter(pk=person.pk).update(birth_year=birth_year)
            office = PublicOffice.ALTERNATE if alternate else BODIES[body]
            sit(person, units[body], seat(office, body, first=TERMS[term][0], last=TERMS[term][1]))
            sitting = term in {"running", "last day"} and (alternates if alternate else body in bodies)
            is_young = birth_year is not None and 2026 - birth_year < 35
            if (sitting or "elected" not in definition) and (is_young or not young):
                expected.add(person.pk)
        assert self.found(definition) == expected

    def found(self, definition: Definition) -> set[int]:
        scope = scope_of(self.party.turid)
        return {person.pk for person in people_in(definition, unit=self.party.group, scope=scope, day=DAY)}

    def test_who_is_young_is_for_the_plan_to_say(self) -> None:
        assert young_under(DAY) == 35
        limit = "parameters:\n  young_age_limit:\n    value: 30\n    title: {nb: Ung, en: Young}\n"
        plan = load_plan(text=SMALL_PLAN.replace("parameters:\n", limit), unit=self.party.country, on=DAY, by=None).plan
        assert young_under(DAY) == 30
        set_parameter(plan=plan, parameter="young_age_limit", value="26", reason="", on=DAY, by=self.party.secretary)
        assert young_under(DAY) == 26
