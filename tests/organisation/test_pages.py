"""The pages of a unit: grouped, only those one may open, and one of them the current one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gjennomslag.organisation.models import Person
from gjennomslag.organisation.pages import PageGroup
from tests.party import Party

pytestmark = pytest.mark.django_db


def groups_on(view: str, party: Party, person: Person) -> list[PageGroup]:
    client = Client()
    client.force_login(person)
    groups: list[PageGroup] = client.get(reverse(view, args=[party.branch.code])).context["page_groups"]
    return groups


def test_the_longest_address_is_the_current_page(party: Party) -> None:
    groups = groups_on("messaging:archive", party, party.turid)
    assert [link.url for group in groups for link in group.links if link.current] == [
        reverse("messaging:archive", args=[party.branch.code])
    ]
    assert [group.current for group in groups] == [False, False, False, False, True]


def test_a_page_beside_is_below_what_its_trail_says(party: Party) -> None:
    groups = groups_on("canvass:pace", party, party.turid)
    drives = reverse("canvass:drives", args=[party.branch.code])
    assert [link.url for group in groups for link in group.links if link.current] == [drives]


def test_a_member_sees_the_pages_that_are_for_members(party: Party) -> None:
    leader = {link.url for group in groups_on("messaging:archive", party, party.turid) for link in group.links}
    member = {link.url for group in groups_on("messaging:archive", party, party.member) for link in group.links}
    assert member < leader
    assert reverse("organisation:members", args=[party.branch.code]) in leader - member
