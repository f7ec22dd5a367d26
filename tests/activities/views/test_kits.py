"""The centre keeps the templates: changes them in its language, looks them through, takes them out of use."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.models import ActivityTemplate, ExpectedActivity
from gjennomslag.activities.services.expected import install_expected
from gjennomslag.activities.services.kits import install_templates
from tests.activities.making import make_activity
from tests.party import Party

FORM = {
    "name": "Stand med kaffe", "summary": "Vi byr på kaffe.", "ask": "Kom", "goal": "", "thanks": "Takk",
    "checklist": "7: Kok kaffe\n\n-1 : Vask koppene", "starts": "10:30", "minutes": "90", "from_members": "5",
}  # fmt: skip


@pytest.fixture
def secretary(party: Party) -> Client:
    install_templates(by=None)
    client = Client()
    client.force_login(party.secretary)
    return client


def address(name: str, *more: str) -> str:
    return reverse(f"activities:{name}", args=["landet", *more])


def test_words_are_changed_in_one_language_and_the_checklist_for_all(secretary: Client, party: Party) -> None:
    shown = secretary.get(address("template", "stall")).context["form"]["checklist"].value()
    assert shown.splitlines()[0] == "14: Søk kommunen om plass"
    secretary.post(address("template", "stall"), FORM)
    stall = ActivityTemplate.objects.get(code="stall")
    assert (str(stall), stall.checklist, stall.asks_for_goal) == (
        "Stand med kaffe", [(7, "Kok kaffe"), (-1, "Vask koppene")], False,
    )  # fmt: skip
    assert (stall.minutes, stall.from_members, stall.changed_by) == (90, 5, party.secretary)
    assert (stall.reviewed_on, stall.words["en"]["name"]) == (timezone.localdate(), "Stall")


@pytest.mark.parametrize("line", ["Kok kaffe", "x: Kok kaffe", "7 Kok kaffe", "7:", "7: " + "å" * 201])
def test_a_line_that_cannot_be_read_is_named(secretary: Client, line: str) -> None:
    answer = secretary.post(address("template", "stall"), FORM | {"checklist": f"3: Riktig\n{line}"})
    assert answer.status_code == 422
    assert "Linje 2" in answer.context["form"].errors["checklist"][0]


def test_a_template_is_looked_through_and_taken_out_of_use(secretary: Client, party: Party) -> None:
    ActivityTemplate.objects.update(reviewed_on=date(2020, 1, 1))
    secretary.post(address("template", "stall"), {"review": ""})
    assert ActivityTemplate.objects.get(code="stall").reviewed_on == timezone.localdate()
    secretary.post(address("use_template", "stall"), {"use": "no"})
    plan = reverse("activities:plan", args=["lillevik", "stall"])
    secretary.force_login(party.turid)
    assert secretary.get(plan).status_code == 404
    secretary.force_login(party.secretary)
    secretary.post(address("use_template", "stall"), {"use": "yes"})
    assert secretary.get(plan).status_code == 200


def test_templates_are_kept_by_the_country_alone(secretary: Client) -> None:
    assert secretary.get(address("templates")).status_code == 200
    elsewhere = secretary.get(reverse("activities:templates", args=["lillevik"]))
    assert elsewhere.headers["Location"] == address("templates")


def test_the_centre_keeps_what_is_expected_and_a_branch_sees_itself_beside_it(secretary: Client, party: Party) -> None:
    install_expected(by=None)
    first = secretary.get(address("expected")).context["formset"]
    assert [form.initial.get("members_from") for form in first] == [1, 20, 50, 150, None]
    rows = {
        "form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "2", "form-0-members_from": "1", "form-0-half_year": "2",
        "form-1-members_from": "4", "form-1-half_year": "3", "form-1-example": "Stander",
        "form-2-members_from": "4",
    }  # fmt: skip
    assert secretary.post(address("expected"), rows).status_code == 422
    assert secretary.post(address("expected"), rows | {"form-2-half_year": "5"}).status_code == 422
    assert ExpectedActivity.objects.count() == 4
    secretary.post(address("expected"), rows | {"form-2-members_from": ""})
    assert list(ExpectedActivity.objects.values_list("members_from", "half_year")) == [(1, 2), (4, 3)]
    make_activity(party.branch, hours=-48)
    secretary.force_login(party.turid)
    health = reverse("organisation:health", args=["lillevik"])
    ((_template, found),) = secretary.get(health).context["parts"]
    assert (found.row.members_from, found.held, found.lacking) == (4, 1, 2)
    secretary.force_login(party.oda)
    ((_template, found),) = secretary.get(reverse("organisation:health", args=["fjordland"])).context["parts"]
    assert (found.doing, found.branches) == (0, 2)
