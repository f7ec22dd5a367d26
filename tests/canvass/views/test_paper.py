"""Walk lists on paper, and the page where they are typed in."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.models import DayCount, Drive, Visit
from gjennomslag.canvass.services.drives import close_drive, start_drive
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.canvass.services.visits import record_visit
from gjennomslag.canvass.sheet_codes import new_code, read_code
from gjennomslag.voices.models import ClosedSession
from gjennomslag.voices.services import install_themes
from tests.canvass.street import doors_of, make_address, make_area, make_drive, make_street
from tests.party import Party


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def address(drive: Drive, name: str, *more: int) -> str:
    return reverse(f"canvass:{name}", args=[drive.unit.code, drive.pk, *more])


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_list_has_every_door_in_walking_order_with_its_floor(turid: Client, party: Party) -> None:
    make_address(1)
    make_address(3, dwellings=("H0101", "H0102", "H0201"))
    drive = make_drive(party.branch, doors_per_turf=8)
    answer = turid.get(address(drive, "walk_list", 1))
    (front,) = text_of(answer.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Rode 1" in front
    assert "4 dører" in front
    assert re.findall(r"Elvegata \d\b|H\d{4}|\d\. etasje", front) == [
        *("Elvegata 1", "Elvegata 3", "H0101", "1. etasje", "H0102", "H0201", "2. etasje"),
    ]


def test_the_list_fills_its_pages_and_every_page_of_it_names_the_columns(turid: Client, party: Party) -> None:
    """Doors begin below the map; what people care about, in two areas, is one page without the columns of the doors."""
    question = install_themes(unit=party.country, by=None)
    for area in (make_area(), make_area("34200102", "Vestad")):
        for house in range(1, 61):
            make_address(house, area=area)
    drive = start_drive(
        unit=party.branch,
        title="Vårdrive",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        basic_units=["34200101", "34200102"],
        doors_per_turf=120,
        question=question,
        by=party.turid,
    )
    cut_drive_into_turfs(drive=drive)
    pages = text_of(turid.get(address(drive, "walk_list", 1)).content)
    doors = [len(re.findall(r"Elvegata \d", page)) for page in pages]
    assert (sum(doors), doors[0] > 3, doors[-1]) == (120, True, 0)
    assert ["Kom ikke inn" in page for page in pages] == [*([True] * (len(pages) - 1)), False]
    assert all(name in pages[-1] for name in ("Elvesvingen", "Vestad", "Hva folk er opptatt av"))


def test_each_printing_is_a_sheet_of_its_own(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    codes = {
        re.search(r"Ark (\S{3} \S{3})", text_of(turid.get(address(drive, "walk_list", 1)).content)[0]) for _ in "12"
    }
    found = {match[1] for match in codes if match}
    assert len(found) == 2
    assert all(read_code(code) for code in found)


def test_all_lists_come_in_one_file_without_the_turfs_that_are_done(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    for door in doors_of(drive.turfs.get(number=1)):
        record_visit(turf=drive.turfs.get(number=1), door_id=door, state=DoorState.DONE, day=timezone.localdate())
    pages = text_of(turid.get(address(drive, "walk_lists")).content)
    assert [page.split(" Vårdrive")[0] for page in pages if "Vårdrive" in page[:20]] == ["Rode 2"]
    Visit.objects.all().delete()
    drive.turfs.all().delete()
    assert turid.get(address(drive, "walk_lists")).status_code == 404


def test_a_text_is_never_taken_for_a_command(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    Drive.objects.update(title='#panic("x") *fet*', introduction='#read("/etc/passwd") $x$', script="= Ikke en tittel")
    (front, *_) = text_of(turid.get(address(drive, "walk_list", 1)).content)
    assert '#panic("x") *fet*' in front.replace("”", '"').replace("“", '"').replace("«", '"').replace("»", '"')
    assert "= Ikke en tittel" in front


def form_for(drive: Drive, **more: str) -> dict[str, str]:
    return {"day": str(timezone.localdate()), "page": str(uuid4()), "code": ""} | more


def test_typing_in_a_sheet_records_its_doors(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    one, two, three, _ = doors_of(drive.turfs.get(number=1))
    form = form_for(drive, **{f"door-{one}": "done", f"door-{two}": "no-answer", f"door-{three}": ""})
    page = turid.post(address(drive, "type_in", 1), form, follow=True)
    assert "2 dører er registrert" in page.content.decode()
    turid.post(address(drive, "type_in", 1), form)
    assert list(DayCount.objects.values_list("doors", "conversations")) == [(2, 1)]
    # The next sheet is another page.
    assert page.context["form"]["page"].value() != form["page"]


def test_the_answers_need_the_code_and_are_counted_once(turid: Client, party: Party) -> None:
    make_street(60)
    drive = make_drive(party.branch, doors_per_turf=60, question=install_themes(unit=party.country, by=None))
    page = turid.get(address(drive, "type_in", 1), {"sheet": "ikke en kode"})
    (fields,) = page.context["form"].area_fields()
    answers = {fields.answers.html_name: "3", fields.themes[0].html_name: "2"}
    assert turid.post(address(drive, "type_in", 1), form_for(drive, **answers)).status_code == 422
    code = new_code()
    assert turid.get(address(drive, "type_in", 1), {"sheet": code}).context["form"]["code"].value() == code
    said = [
        turid.post(address(drive, "type_in", 1), form_for(drive, code=code, **answers), follow=True).content.decode()
        for _ in range(2)
    ]
    assert ["Svarene er talt" in text for text in said] == [True, False]
    assert ["talt før" in text for text in said] == [False, True]
    assert ClosedSession.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": str(timezone.localdate() + timedelta(days=1))}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"day": "i går"}, "day"),
        ({"code": "ACDEFA"}, "code"),
        ({"page": "nei"}, "page"),
    ],
)
def test_a_faulty_sheet_is_refused_at_its_field(
    turid: Client, party: Party, change: dict[str, str], field: str
) -> None:
    drive = make_drive(party.branch)
    door = doors_of(drive.turfs.get(number=1))[0]
    answer = turid.post(address(drive, "type_in", 1), form_for(drive, **{f"door-{door}": "done"}) | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert 'value="done" data-key="3" checked' in answer.content.decode()
    assert Visit.objects.count() == 0


def test_an_empty_sheet_and_an_unknown_mark_are_refused(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    door = doors_of(drive.turfs.get(number=1))[0]
    assert "Ingenting er skrevet inn" in turid.post(address(drive, "type_in", 1), form_for(drive)).content.decode()
    assert turid.post(address(drive, "type_in", 1), form_for(drive, **{f"door-{door}": "positive"})).status_code == 422


def test_a_drive_that_is_forgotten_takes_no_more(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    door = doors_of(drive.turfs.get(number=1))[0]
    close_drive(drive=drive, on=timezone.localdate() - timedelta(days=30), by=party.turid)
    page = turid.post(address(drive, "type_in", 1), form_for(drive, **{f"door-{door}": "done"}))
    assert "Makuler arket" in page.content.decode()
    assert Visit.objects.count() == 0


def test_the_page_takes_the_same_queries_with_one_door_and_with_three(turid: Client, party: Party) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert turid.get(address(drive, "type_in", 1)).status_code == 200
        return len(captured)

    drive = make_drive(party.branch, houses=3, doors_per_turf=3)
    queries()
    with_three = queries()
    drive.turfs.get().stops.filter(position__gt=drive.turfs.get().stops.earliest("position").position).delete()
    assert (queries(), drive.turfs.get().stops.count()) == (with_three, 1)
