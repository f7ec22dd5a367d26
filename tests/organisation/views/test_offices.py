"""Who holds what, what stands empty, and a new board: seen first, whole or not at all, and undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gjennomslag.calling.models import WelcomeCall
from gjennomslag.core import clock
from gjennomslag.core.indicators import Period
from gjennomslag.organisation.choices import Purpose
from gjennomslag.organisation.models import BoardChange, BulkRequest, OfficeHolding, Person
from gjennomslag.organisation.queries.vacancies import offices_filled, offices_needed
from gjennomslag.organisation.services.access import ask_for_list
from gjennomslag.organisation.services.boards import NotUndoable, undo_board
from tests.calling.joining import newcomer
from tests.party import Party, hold, make_person

OFFICES, FORM = "/units/lillevik/offices/", "/units/lillevik/offices/new-board/"
MEETING = clock.today() - timedelta(days=3)


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    """Return the browser of the chair, with a treasurer beside her on the board."""
    hold(party.member, "treasurer", party.branch)
    make_person("Kari Ny", party.branch)
    client.force_login(party.turid)
    return client


def board(**changes: str) -> dict[str, str]:
    """Return the form as it stands when Kari takes over from Turid, with changes."""
    return {
        "on": MEETING.isoformat(),
        "office-chair": "kari ny",
        "office-treasurer": "Mona Medlem",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }


def in_office(party: Party, day: date) -> list[tuple[str, str]]:
    rows = OfficeHolding.objects.filter(unit=party.branch, valid_from__lte=day).exclude(valid_until__lt=day)
    return sorted(rows.values_list("office__code", "person__first_name"))


def carry_out(browser: Client, **changes: str) -> HttpResponse:
    seen = browser.post(FORM, board(**changes)).context["board"].digest
    return browser.post(FORM, {**board(**changes), "seen": seen})  # type: ignore[return-value]


def test_a_member_sees_who_holds_what_and_what_is_vacant(client: Client, party: Party) -> None:
    client.force_login(party.member)
    answer = client.get(OFFICES)
    shown = [(seat.office.code, seat.vacant) for seat, _ in answer.context["seats"]]
    assert shown == [("chair", False), ("treasurer", True), ("membership-lead", True), ("join-contact", True)]
    assert FORM not in answer.content.decode()


def test_a_county_sees_its_own_and_its_branches(client: Client, party: Party) -> None:
    hold(party.member, "join-contact", party.branch, until=clock.today() + timedelta(days=20))
    client.force_login(party.oda)
    context = client.get("/units/fjordland/offices/").context
    assert context["vacant_here"] == 4
    assert [(unit.code, [seat.vacant for seat in seats]) for unit, seats in context["rows"]] == [
        ("storvik", [False, True, True, True]),
        ("lillevik", [False, True, True, False]),
    ]
    assert [(holding.person, name) for holding, name in context["ending"]] == [(party.member, "Innmeldingskontakt")]
    today = Period(clock.today(), clock.today())
    needed, filled = offices_needed(today), offices_filled(today)
    numbers = [(needed[unit.pk], filled.get(unit.pk)) for unit in (party.county, party.branch)]
    assert numbers == [(5, 1), (4, 2)]


def test_what_changes_is_shown_first_and_then_done_whole(turid: Client, party: Party) -> None:
    preview = turid.post(FORM, board())
    assert preview.status_code == 200
    assert [person.first_name for person, _ in preview.context["begins"]] == ["Kari"]
    assert [holding.person for holding, _ in preview.context["ends"]] == [party.turid]
    assert BoardChange.objects.count() == 0
    assert carry_out(turid).headers["Location"] == OFFICES
    assert in_office(party, MEETING) == [("chair", "Kari"), ("treasurer", "Mona")]
    assert in_office(party, MEETING - timedelta(days=1)) == [("chair", "Turid"), ("treasurer", "Mona")]
    assert turid.get(FORM).status_code == 404


def test_what_is_open_is_handed_over(turid: Client, party: Party) -> None:
    someone = newcomer("Ny Nordmann", party.branch, days_ago=2)
    WelcomeCall.objects.create(person=someone, caller=party.turid, held_until=timezone.now() + timedelta(minutes=20))
    ask_for_list(unit=party.branch, purpose=Purpose.CALL, number=600, by=party.turid)
    assert [number for _, number in turid.post(FORM, board()).context["tasks"]] == [1, 1]
    carry_out(turid)
    assert WelcomeCall.objects.get().caller is None
    refused = BulkRequest.objects.get()
    assert (refused.approved, refused.answered_at is not None) == (False, True)


def test_names_that_fit_nobody_or_several_are_named_and_nothing_changes(turid: Client, party: Party) -> None:
    twin = make_person("Kari Ny Tvilling", party.branch)
    Person.objects.filter(pk=twin.pk).update(first_name="Kari", last_name="Ny", sort_name="x", member_number="000123")
    answer = turid.post(FORM, board(office_treasurer="Per Ukjent\nJens Berg"))
    assert answer.status_code == 422
    faults = answer.context["form"].errors
    assert set(faults) == {"office-chair", "office-treasurer"}
    assert "000123" in str(faults["office-chair"])
    assert ["Per Ukjent" in fault or "Jens Berg" in fault for fault in faults["office-treasurer"]] == [True, True]
    assert in_office(party, clock.today()) == [("chair", "Turid"), ("treasurer", "Mona")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": (clock.today() + timedelta(days=1)).isoformat()}, "on"),
        ({"on": "2019-01-01"}, "on"),
        ({"until": MEETING.isoformat()}, "until"),
    ],
)
def test_days_that_cannot_be_are_refused(changes: dict[str, str], field: str, turid: Client) -> None:
    assert set(turid.post(FORM, board(**changes)).context["form"].errors) == {field}


def test_a_term_that_began_after_the_meeting_does_not_end_before_it(turid: Client, party: Party) -> None:
    OfficeHolding.objects.filter(person=party.turid).update(valid_from=MEETING + timedelta(days=1))
    assert "Turid Aasen" in str(turid.post(FORM, board()).context["form"].errors["on"])


def test_offices_changed_meanwhile_are_looked_at_again(turid: Client, party: Party) -> None:
    seen = turid.post(FORM, board()).context["board"].digest
    OfficeHolding.objects.filter(person=party.member).update(valid_until=clock.today() + timedelta(days=9))
    answer = turid.post(FORM, {**board(), "seen": seen})
    assert answer.status_code == 200
    assert BoardChange.objects.count() == 0


def test_terms_are_prolonged_and_everything_is_undone(turid: Client, party: Party) -> None:
    before = list(OfficeHolding.objects.order_by("pk").values("pk", "person", "valid_from", "valid_until"))
    until = clock.today() + timedelta(days=700)
    carry_out(turid, until=until.isoformat())
    terms = OfficeHolding.objects.filter(unit=party.branch).exclude(person=party.turid)
    assert set(terms.values_list("valid_until")) == {(until,)}
    change = BoardChange.objects.get()
    turid.force_login(party.oda)
    assert turid.post(f"{OFFICES}{change.pk}/undo/").headers["Location"] == OFFICES
    assert list(OfficeHolding.objects.order_by("pk").values("pk", "person", "valid_from", "valid_until")) == before
    assert turid.post(f"{OFFICES}{change.pk}/undo/").status_code == 404
    change.refresh_from_db()
    with pytest.raises(NotUndoable):
        undo_board(change=change, by=party.oda, now=timezone.now())


def test_what_has_changed_again_is_not_undone(turid: Client, party: Party) -> None:
    carry_out(turid)
    OfficeHolding.objects.filter(person__first_name="Kari").delete()
    with pytest.raises(NotUndoable):
        undo_board(change=BoardChange.objects.get(), by=party.oda, now=timezone.now())


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(
    number: int, client: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        hold(make_person(f"Styre {each}", party.branch), "board-member", party.branch)
    client.force_login(party.oda)
    with django_assert_num_queries(12):
        client.get("/units/fjordland/offices/")
