from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gjennomslag.core import clock
from gjennomslag.organisation.models import Person
from gjennomslag.plan.drafts.content import content_of
from gjennomslag.plan.models import Plan, PlanDraft
from gjennomslag.plan.queries.drafts import draft_page
from tests.party import Party
from tests.plan.making import SMALL_PLAN, make_small_plan
from tests.plan.test_drafting import HYPHENS
from tests.plan.test_texts import locked_pdf, pdf, word

TODAY = date(2026, 11, 24)
START = "/units/landet/plan/drafts/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def secretary(party: Party) -> Client:
    return signed_in(party.secretary)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def from_text(client: Client, text: str) -> PlanDraft:
    assert client.post(f"{START}text/", {"pasted": text}).status_code == 302
    return PlanDraft.objects.latest("pk")


def address(draft: PlanDraft, name: str, *arguments: object) -> str:
    return reverse(f"plan:{name}", args=["landet", draft.pk, *arguments])


RULE = {"subject": "branch", "how": "every-year", "part": "plan.reported"}


def test_from_an_adopted_text_to_a_plan_in_force(secretary: Client, party: Party) -> None:
    draft = from_text(secretary, HYPHENS)
    page = secretary.get(address(draft, "draft"))
    assert (page.context["page"].unfinished, page.context["page"].ready) == (9, False)
    assert Plan.objects.count() == 0
    assert "9 linjer mangler en regel" in page.content.decode()
    secretary.post(address(draft, "adopt_draft"), {"seen": draft.revision})
    assert Plan.objects.count() == 0
    for item in draft.content["items"]:
        if item["kind"] not in {"goal", "intro"}:
            answer = secretary.post(address(draft, "draft_rule", item["id"], 1), RULE)
            assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft_page(draft).ready
    answer = secretary.post(address(draft, "adopt_draft"), {"seen": draft.revision})
    assert answer.headers["Location"] == "/units/landet/plan/versions/"
    plan = Plan.objects.get()
    assert (plan.key, plan.unit, plan.items.filter(kind="goal").count()) == (
        "handlingsplan-20242027",
        party.country,
        2,
    )
    draft.refresh_from_db()
    assert draft.adopted_as == plan.versions.get()
    assert secretary.get(address(draft, "draft")).status_code == 404


def test_from_nothing_to_a_plan_in_force(secretary: Client) -> None:
    days = {"title": "Plan for våren", "first": "2027-01-01", "last": "2027-06-30"}
    secretary.post(f"{START}empty/", days)
    draft = PlanDraft.objects.get()
    assert "Planen har ingen mål ennå" in secretary.get(address(draft, "draft")).content.decode()
    secretary.post(address(draft, "new_draft_item"), {"title_nb": "Vokse", "kind": "goal", "level": "all"})
    line = {"title_nb": "Ringe alle", "kind": "measure", "goal": "G1", "level": ["local"]}
    secretary.post(address(draft, "new_draft_item"), line)
    secretary.post(address(draft, "draft_rule", "G1.L1", 1), RULE | {"how": "in-period", "count": "2"})
    values = {"name": "alder", "value": "35", "title_nb": "Ung betyr yngre enn"}
    secretary.post(address(draft, "draft_values"), values)
    draft.refresh_from_db()
    secretary.post(address(draft, "adopt_draft"), {"seen": draft.revision})
    text = Plan.objects.get().versions.get().text
    written: dict[str, Any] = yaml.safe_load(text)
    assert written["period"] == {"from": date(2027, 1, 1), "to": date(2027, 6, 30)}
    assert written["parameters"] == {"alder": {"value": "35", "title": {"nb": "Ung betyr yngre enn"}}}
    assert written["items"][1] == {
        "id": "G1.L1",
        "kind": "measure",
        "goal": "G1",
        "level": "local",
        "title": {"nb": "Ringe alle"},
        "rules": {"for each branch, 2 in the period": "plan.reported"},
    }


def test_a_new_version_from_the_plan_in_force_changes_only_what_was_changed(secretary: Client, party: Party) -> None:
    plan = make_small_plan(party.country)
    secretary.post(f"{START}version/")
    draft = PlanDraft.objects.get()
    assert draft.based_on == plan.versions.get()
    item = {"title_nb": "Banke på", "title_en": "Knock", "kind": "role", "goal": "M1", "level": ["local"]}
    secretary.post(address(draft, "draft_item", "M1.L1"), item)
    draft.refresh_from_db()
    secretary.post(address(draft, "adopt_draft"), {"seen": draft.revision})
    expected = content_of(SMALL_PLAN)
    expected["items"][1]["title"] = {"nb": "Banke på", "en": "Knock"}
    assert content_of(plan.versions.get(number=2).text) == expected
    page = secretary.get("/units/landet/plan/versions/")
    assert page.context["changes"]["changed"] == [
        ("M1.L1", "Banke på", [("Tittel", "en: Knock on doors\nnb: Banke på dører", "en: Knock\nnb: Banke på")])
    ]


def test_two_people_at_once_do_not_write_over_each_other(secretary: Client) -> None:
    draft = from_text(secretary, HYPHENS)
    frame = {
        "title": "Plan",
        "key": "plan",
        "first": "2024-01-01",
        "last": "2027-12-31",
        "adopted_on": "2024-03-03",
        "adopted_by": "Årsmøtet",
        "seen": "1",
    }
    assert secretary.post(address(draft, "draft_frame"), frame).status_code == 302
    page = secretary.post(address(draft, "draft_frame"), frame | {"title": "En annen plan"})
    draft.refresh_from_db()
    assert (draft.revision, draft.content["title"]) == (2, {"nb": "Plan"})
    assert "Noen andre har endret utkastet" in page.content.decode()
    secretary.post(address(draft, "adopt_draft"), {"seen": "1"})
    assert Plan.objects.count() == 0


def test_lines_are_moved_and_left_out(secretary: Client) -> None:
    draft = from_text(secretary, HYPHENS)
    secretary.post(address(draft, "move_draft_item", "G1.P2"), {"step": "up"})
    secretary.post(address(draft, "remove_draft_item", "G2"))
    draft.refresh_from_db()
    assert [item["id"] for item in draft.content["items"]][-7:] == [
        *("G1", "G1.P2", "G1.P1", "G1.S1", "G1.S2", "G1.F1", "G1.STUDENTLAGA1"),
    ]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"how": "once-by", "part": "plan.reported"}, "last", "Fyll ut dette"),
        ({"how": "every-year"}, "part", "Velg hva som telles"),
        ({"how": "own", "own": "when it suits", "part": "plan.reported"}, "own", "when it suits"),
        ({"how": "every-year", "part": "canvass.doors", "details": "kind"}, "details", "kan ikke leses"),
    ],
)
def test_a_rule_is_checked_where_it_is_wrong(given: dict[str, str], field: str, words: str, secretary: Client) -> None:
    draft = from_text(secretary, HYPHENS)
    answer = secretary.post(address(draft, "draft_rule", "G1.S1", 1), {"subject": "party"} | given)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]


def test_what_is_wrong_with_a_line_is_shown_at_the_line(secretary: Client) -> None:
    draft = from_text(secretary, HYPHENS)
    rule = {"subject": "party", "how": "cover", "share": "90", "part": "plan.reported"}
    secretary.post(address(draft, "draft_rule", "G1.S1", 1), rule)
    page = secretary.get(address(draft, "draft_item", "G1.S1"))
    assert [fault[0] for fault in page.context["line"].faults] == [
        "Denne regelen sammenligner en del med en helhet, men det står bare ett tall."
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("plan.pdf", locked_pdf("hemmelig").getvalue()), "Fila har passord"),
        (("plan.pdf", pdf().getvalue()), "Det er ingen tekst i fila"),
        (("plan.docx", b"\xd0\xcf\x11\xe0"), "gammel Word-fil"),
        (("plan.odt", b"x"), ".docx eller .pdf"),
        (("plan.txt", b"Hei. Bare litt tekst."), "Vi fant ingen mål"),
        (("plan.yaml", b"key: x\nitems: 4\n"), "Linje "),
    ],
    ids=["locked", "scanned", "old", "unknown", "no plan", "broken plan file"],
)
def test_files_that_cannot_be_drafted_from_say_why(file: tuple[str, bytes], words: str, secretary: Client) -> None:
    answer = secretary.post(f"{START}text/", {"file": SimpleUploadedFile(*file)})
    assert (answer.status_code, PlanDraft.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_word_and_half_finished_plan_files_become_drafts(secretary: Client) -> None:
    content = word(("Title", "Plan 2026-2029"), ("Heading 1", "Et åpent parti"), ("List Bullet", "Lage kurs"))
    secretary.post(f"{START}text/", {"file": SimpleUploadedFile("plan.docx", content.getvalue())})
    first = PlanDraft.objects.get()
    assert [item["id"] for item in first.content["items"]] == ["G1", "G1.S1"]
    text = secretary.get(address(first, "draft_file")).content
    secretary.post(f"{START}text/", {"file": SimpleUploadedFile("plan.yaml", text)})
    assert PlanDraft.objects.latest("pk").content == first.content


def test_a_draft_is_for_those_who_manage_the_plan_of_its_own_unit(secretary: Client, party: Party) -> None:
    draft = from_text(secretary, HYPHENS)
    for person in (party.turid, party.oda, party.member):
        assert signed_in(person).get(address(draft, "draft")).status_code == 404
    assert secretary.get(f"/units/lillevik/plan/drafts/{draft.pk}/").status_code == 404
    secretary.post(address(draft, "discard_draft"))
    assert secretary.get(address(draft, "draft")).status_code == 404
