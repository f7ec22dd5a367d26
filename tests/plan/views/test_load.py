from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gjennomslag.plan.models import Plan, TargetSheet
from tests.party import Party
from tests.plan.making import SMALL_PLAN

ADDRESS = "/units/landet/plan/load/"


@pytest.fixture
def secretary(party: Party) -> Client:
    client = Client()
    client.force_login(party.secretary)
    return client


def plan_file(text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.yaml", text.encode() if isinstance(text, str) else text)


def test_the_shipped_plan_is_loaded_with_its_targets(secretary: Client, party: Party) -> None:
    targets = reverse("plan:targets", args=["landet"])
    assert ADDRESS in secretary.get(targets).content.decode()
    answer = secretary.post(ADDRESS, {"shipped": "sv-2026-2029"})
    assert answer.headers["Location"] == targets
    plan = Plan.objects.get()
    assert (plan.key, plan.unit, plan.items.count()) == ("sv-2026-2029", party.country, 164)
    assert TargetSheet.objects.get().plan == plan
    assert "Fordel 2026" in secretary.get(targets).content.decode()


def test_loading_the_same_plan_again_changes_nothing(secretary: Client) -> None:
    for _ in range(2):
        secretary.post(ADDRESS, {"file": plan_file(SMALL_PLAN)})
    assert list(Plan.objects.get().versions.values_list("number", flat=True)) == [1]


def test_every_fault_is_shown_with_its_line_and_nothing_is_loaded(secretary: Client) -> None:
    faulty = SMALL_PLAN.replace("from: 2026-01-01", "from: i fjor").replace("key: liten-plan", "key: Liten plan!")
    answer = secretary.post(ADDRESS, {"file": plan_file(faulty)})
    page = answer.content.decode()
    assert (answer.status_code, Plan.objects.count()) == (422, 0)
    assert [line for line, *_ in answer.context["faults"]] == [1, 4]
    assert "Linje 1" in page
    assert "Linje 4" in page


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"shipped": "../../etc/passwd"},
        {"file": plan_file(b"\xff\xfe\x00")},
        {"file": plan_file("")},
        {"file": plan_file("hei")},
    ],
    ids=["nothing", "no shipped plan", "no text", "empty", "no plan"],
)
def test_what_is_no_plan_is_refused(secretary: Client, given: dict[str, object]) -> None:
    answer = secretary.post(ADDRESS, given)
    assert (answer.status_code, Plan.objects.count()) == (422, 0)


def test_a_plan_of_another_unit_is_refused(secretary: Client, party: Party) -> None:
    secretary.post(ADDRESS, {"file": plan_file(SMALL_PLAN)})
    answer = secretary.post("/units/lillevik/plan/load/", {"file": plan_file(SMALL_PLAN)})
    assert answer.status_code == 422
    assert "Landet" in answer.content.decode()
    assert Plan.objects.get().unit == party.country
