from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.organisation.models import Unit
from gjennomslag.organisation.queries import children_of
from gjennomslag.plan.choices import Basis
from gjennomslag.plan.models import TargetSheet
from gjennomslag.plan.queries.targets import TargetNumber, history_of, proposal, sheet_of, targets_of
from gjennomslag.plan.services.targets import (
    NoTargetsError,
    commit_target,
    open_target_sheet,
    revise_targets,
    share_out_targets,
)
from tests.party import Party, make_person
from tests.plan.making import CONVERSATIONS, make_sheet

DAY = date(2026, 1, 15)


@pytest.fixture
def sheet(party: Party) -> TargetSheet:
    return make_sheet(party.country)


def share(sheet: TargetSheet, party: Party, number: int, basis: Basis = Basis.MEMBERS, year: int = 2026) -> int:
    return share_out_targets(
        sheet=sheet, unit=party.country, year=year, number=number, basis=basis, on=DAY, by=party.secretary
    )


def propose(unit: Unit, number: int, basis: Basis) -> dict[int, int]:
    return proposal(unit=unit, number=number, basis=basis, indicator=CONVERSATIONS, year=2026, day=DAY)


def test_the_plan_gives_the_country_its_number_each_year(sheet: TargetSheet, party: Party) -> None:
    assert [targets_of(CONVERSATIONS, year) for year in (2025, 2026, 2027, 2030)] == [
        {},
        {party.country.pk: TargetNumber(1000, None)},
        {party.country.pk: TargetNumber(2000, None)},
        {},
    ]


def test_numbers_add_up_level_by_level(sheet: TargetSheet, party: Party) -> None:
    for number in range(8):
        make_person(f"Ny Nummer{number}", party.sibling)
    numbers = propose(party.country, 1001, Basis.MEMBERS)
    for parent in (party.country, party.county):
        assert sum(numbers[child.pk] for child in children_of(parent, DAY)) == numbers[parent.pk]
    # Four members in Lillevik (Turid, Oda, the secretary, Mona), nine in Storvik (Jens and eight more).
    assert numbers == {
        party.country.pk: 1001,
        party.county.pk: 1001,
        party.other_county.pk: 0,
        party.branch.pk: 308,
        party.sibling.pk: 693,
    }


def test_members_of_sub_groups_count_for_their_branch(sheet: TargetSheet, party: Party) -> None:
    for number in range(5):
        make_person(f"Ny Nummer{number}", party.group)
    numbers = propose(party.county, 100, Basis.MEMBERS)
    assert numbers == {party.county.pk: 100, party.branch.pk: 90, party.sibling.pk: 10}


def test_inhabitants_as_basis(sheet: TargetSheet, party: Party) -> None:
    numbers = propose(party.county, 1000, Basis.INHABITANTS)
    # Kristiansand (4204) has several times the inhabitants of Elverum (3420).
    assert numbers[party.branch.pk] + numbers[party.sibling.pk] == 1000
    assert numbers[party.sibling.pk] > 4 * numbers[party.branch.pk] > 0


def test_sharing_out_again_replaces_proposals_and_keeps_commitments(sheet: TargetSheet, party: Party) -> None:
    assert share(sheet, party, 1000) == 5
    commit_target(sheet=sheet, unit=party.branch, year=2026, number=350, on=DAY, by=party.turid)
    assert share(sheet, party, 500) == 5
    numbers = targets_of(CONVERSATIONS, 2026)
    assert numbers[party.branch.pk] == TargetNumber(proposed=400, committed=350)
    assert numbers[party.branch.pk].in_force == 350
    assert numbers[party.sibling.pk] == TargetNumber(proposed=100, committed=None)
    assert numbers[party.sibling.pk].in_force == 100


def test_a_unit_commits_without_a_proposal(sheet: TargetSheet, party: Party) -> None:
    commit_target(sheet=sheet, unit=party.branch, year=2026, number=70, on=DAY, by=party.turid)
    assert targets_of(CONVERSATIONS, 2026)[party.branch.pk] == TargetNumber(None, 70)


def test_revision_keeps_old_and_new_visible(sheet: TargetSheet, party: Party) -> None:
    share(sheet, party, 1000, year=2028)
    commit_target(sheet=sheet, unit=party.branch, year=2028, number=600, on=DAY, by=party.turid)
    after_election = date(2027, 10, 20)
    revise_targets(sheet=sheet, national={2028: 1500}, on=after_election, reason="Etter valget", by=party.secretary)
    share(sheet, party, 1500, year=2028)
    # 2029 was not revised and still stands in the first revision.
    assert targets_of(CONVERSATIONS, 2029) == {party.country.pk: TargetNumber(2000, None)}
    assert targets_of(CONVERSATIONS, 2028)[party.branch.pk] == TargetNumber(1200, None)
    history = history_of(sheet, party.branch)
    assert [(t.revision.number, t.proposed, t.committed) for t in history[2028]] == [(1, 800, 600), (2, 1200, None)]
    assert history[2028][1].revision.decided_on == after_election


def test_years_outside_the_plan_are_refused(sheet: TargetSheet, party: Party) -> None:
    with pytest.raises(NoTargetsError):
        commit_target(sheet=sheet, unit=party.branch, year=2030, number=70, on=DAY, by=party.turid)
    with pytest.raises(NoTargetsError):
        revise_targets(sheet=sheet, national={2031: 5}, on=DAY, reason="", by=party.secretary)


def test_opening_the_sheet_twice_changes_nothing(sheet: TargetSheet, party: Party) -> None:
    again = open_target_sheet(
        plan=sheet.plan, indicator=CONVERSATIONS, titles=sheet.titles, national={2026: 1000}, by=None
    )
    assert again == sheet == sheet_of(CONVERSATIONS, 2026)
    assert sheet.revisions.count() == 1
    assert targets_of(CONVERSATIONS, 2026) == {party.country.pk: TargetNumber(1000, None)}
