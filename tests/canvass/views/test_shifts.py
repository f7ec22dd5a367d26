"""Shifts: signing up without an account, walking with somebody, being reminded and being forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gjennomslag.canvass.links import shift_token_of, sign_up_token_of
from gjennomslag.canvass.models import Drive, Shift, SignUp, TurfLink
from gjennomslag.canvass.queries.live import live_board
from gjennomslag.canvass.services.drives import close_drive
from gjennomslag.canvass.services.shifts import call_off_shift, forget_sign_ups, plan_shift, sign_up
from gjennomslag.canvass.shift_mail import send_reminders, tell_everyone
from tests.canvass.street import make_drive
from tests.party import Party


def make_shift(drive: Drive, *, capacity: int = 6, hours: int = 20) -> Shift:
    starts = (timezone.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)
    ends = starts + timedelta(hours=3)
    return plan_shift(
        drive=drive, starts_at=starts, ends_at=ends, place="Torget", note="Ta med gode sko", capacity=capacity, by=None
    )


def coming(shift: Shift, name: str, *, newcomer: bool = False, email: str = "", phone: str = "") -> SignUp:
    email = email or ("" if phone else f"{name.lower()}@example.org")
    return sign_up(shift=shift, newcomer=newcomer, now=timezone.now(), name=name, email=email, phone=phone)


@pytest.fixture
def shift(party: Party) -> Shift:
    return make_shift(make_drive(party.branch))


@pytest.fixture
def turid(party: Party) -> Client:
    client = Client()
    client.force_login(party.turid)
    return client


def join(shift: Shift, client: Client | None = None, **form: str) -> tuple[int, str]:
    values = {"name": "Kari", "contact": "kari@example.org", "first_time": "yes"} | form
    path = reverse("canvass:join_shift", args=[shift_token_of(shift)])
    answer = (client or Client()).post(path, values, follow=True)
    return answer.status_code, answer.content.decode()


def test_anyone_with_the_link_signs_up_and_can_leave_again(shift: Shift) -> None:
    client = Client()
    assert "Torget" in client.get(reverse("canvass:join_shift", args=[shift_token_of(shift)])).content.decode()
    status, page = join(shift, client)
    assert (status, "Du er med på vakta" in page) == (200, True)
    place = SignUp.objects.get()
    assert (place.name, place.email, place.newcomer) == ("Kari", "kari@example.org", True)
    leave = reverse("canvass:leave_shift", args=[sign_up_token_of(place)])
    assert leave in str(mail.outbox[0].body)
    assert "er slettet" in client.post(leave).content.decode()
    assert (SignUp.objects.count(), client.get(leave).status_code) == (0, 410)


def test_a_member_who_has_signed_in_writes_nothing(shift: Shift, party: Party) -> None:
    client = Client()
    client.force_login(party.member)
    join(shift, client, first_time="no")
    place = SignUp.objects.get()
    assert (place.person, place.name, place.email, place.called) == (party.member, "", "", "Mona Medlem")
    assert mail.outbox[0].to == ["mona.medlem@example.org"]


def test_signing_up_twice_keeps_one_place(shift: Shift) -> None:
    join(shift)
    join(shift, contact="KARI@example.org")
    join(shift, contact="41 23 45 67")
    join(shift, contact="+47 412 34 567")
    assert list(SignUp.objects.values_list("email", "phone")) == [("kari@example.org", ""), ("", "+4741234567")]


def test_a_full_shift_takes_nobody_and_shows_the_others(party: Party) -> None:
    drive = make_drive(party.branch)
    full, other = make_shift(drive, capacity=2), make_shift(drive, hours=40)
    coming(full, "A")
    coming(full, "B")
    status, page = join(full)
    assert (status, full.sign_ups.count()) == (422, 2)
    assert reverse("canvass:join_shift", args=[shift_token_of(other)]) in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"contact": "hei"}, "contact"),
        ({"contact": "a@b"}, "contact"),
        ({"first_time": ""}, "first_time"),
    ],
)
def test_a_faulty_sign_up_is_refused_at_its_field(shift: Shift, change: dict[str, str], field: str) -> None:
    form = {"name": "Kari", "contact": "kari@example.org", "first_time": "yes"} | change
    answer = Client().post(reverse("canvass:join_shift", args=[shift_token_of(shift)]), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_shift_that_has_begun_is_called_off_or_closed_takes_nobody(shift: Shift, party: Party) -> None:
    def status() -> int:
        return Client().get(reverse("canvass:join_shift", args=[shift_token_of(shift)])).status_code

    assert (status(), Client().get(reverse("canvass:join_shift", args=["7~x"])).status_code) == (200, 410)
    call_off_shift(shift=shift, by=party.turid)
    assert status() == 410
    Shift.objects.update(called_off=False)
    close_drive(drive=shift.drive, on=timezone.localdate(), by=party.turid)
    assert status() == 410


def test_newcomers_are_paired_with_somebody_and_the_leader_is_warned(turid: Client, shift: Shift) -> None:
    for name, newcomer in (("A", False), ("B", True), ("C", False), ("D", True), ("E", True)):
        coming(shift, name, newcomer=newcomer)
    page = turid.post(reverse("canvass:shift_pairs", args=["lillevik", shift.pk]), follow=True)
    assert "Alle har noen å gå med" in page.content.decode()
    pairs = [[each.name for each in pair.walkers] for pair in page.context["pairs"]]
    assert pairs == [["A", "B", "E"], ["C", "D"]]
    alone = SignUp.objects.get(name="D")
    change = reverse("canvass:sign_up_change", args=["lillevik", shift.pk, alone.pk])
    page = turid.post(change, {"pair": "9", "newcomer": "on"}, follow=True)
    assert "Ingen i dette paret har gjort det før" in page.content.decode()
    turid.post(change, {"remove": ""})
    assert not SignUp.objects.filter(name="D").exists()


def test_too_many_newcomers_are_told_of(turid: Client, shift: Shift) -> None:
    for name in ("B", "D"):
        coming(shift, name, newcomer=True)
    page = turid.post(reverse("canvass:shift_pairs", args=["lillevik", shift.pk]), follow=True)
    assert "2 har ingen å gå med" in page.content.decode()


def test_a_pair_is_handed_the_turf_with_most_doors_left_once(turid: Client, shift: Shift) -> None:
    coming(shift, "A")
    coming(shift, "B", newcomer=True)
    turid.post(reverse("canvass:shift_pairs", args=["lillevik", shift.pk]))
    hand_out = reverse("canvass:pair_hand_out", args=["lillevik", shift.pk, 1])
    turf = live_board(shift.drive, timezone.now()).waiting[0].turf
    for _ in range(2):
        answer = turid.post(hand_out)
        assert answer.headers["Location"] == reverse(
            "canvass:turf_code", args=["lillevik", shift.drive_id, turf.number]
        )
    assert TurfLink.objects.count() == 1
    assert turid.post(reverse("canvass:pair_hand_out", args=["lillevik", shift.pk, 7])).status_code == 302
    # Who has a turf keeps the pair when the others are paired anew.
    coming(shift, "C")
    coming(shift, "D")
    turid.post(reverse("canvass:shift_pairs", args=["lillevik", shift.pk]))
    assert dict(SignUp.objects.values_list("name", "pair")) == {"A": 1, "B": 1, "C": 2, "D": 2}


def test_the_leader_plans_changes_and_calls_off(turid: Client, party: Party) -> None:
    drive = make_drive(party.branch)
    day = timezone.localdate() + timedelta(days=3)
    form = {"day": str(day), "begins": "17:00", "ends": "20:00", "place": "Torget", "capacity": "8", "note": ""}
    turid.post(reverse("canvass:shifts", args=["lillevik", drive.pk]), form)
    shift = Shift.objects.get()
    assert timezone.localtime(shift.starts_at).replace(tzinfo=None) == datetime.combine(
        day, datetime.min.time()
    ).replace(hour=17)
    coming(shift, "Kari")
    coming(shift, "Ola", phone="+4741234567")
    change = reverse("canvass:shift_change", args=["lillevik", shift.pk])
    turid.post(change, form | {"note": "Kaffe"})
    assert ProcrastinateJob.objects.filter(task_name="canvass.tell_of_shift").count() == 0
    turid.post(change, form | {"place": "Biblioteket"})
    turid.post(reverse("canvass:shift_call_off", args=["lillevik", shift.pk]))
    assert ProcrastinateJob.objects.filter(task_name="canvass.tell_of_shift").count() == 2
    assert tell_everyone(Shift.objects.get()) == 1
    assert mail.outbox[-1].subject.startswith("Avlyst")


@pytest.mark.parametrize(
    ("change", "field"), [({"ends": "16:00"}, "ends"), ({"day": "2020-01-01"}, "day"), ({"capacity": "1"}, "capacity")]
)
def test_a_faulty_shift_is_refused_at_its_field(
    turid: Client, party: Party, change: dict[str, str], field: str
) -> None:
    day = str(timezone.localdate() + timedelta(days=3))
    form = {"day": day, "begins": "17:00", "ends": "20:00", "place": "Torget", "capacity": "8", "note": ""} | change
    answer = turid.post(reverse("canvass:shifts", args=["lillevik", make_drive(party.branch).pk]), form)
    assert (answer.status_code, list(answer.context["form"].errors), Shift.objects.count()) == (422, [field], 0)


def test_everyone_is_reminded_once_on_the_day_before(party: Party) -> None:
    drive = make_drive(party.branch)
    coming(make_shift(drive, hours=20), "Kari")
    coming(make_shift(drive, hours=20), "Ola", phone="+4741234567")
    coming(make_shift(drive, hours=30), "Per")
    now = timezone.now()
    assert (send_reminders(now=now), send_reminders(now=now)) == (1, 0)
    assert [message.to for message in mail.outbox] == [["kari@example.org"]]


def test_who_came_is_forgotten_a_week_later_and_when_the_drive_closes(shift: Shift, party: Party) -> None:
    coming(shift, "Kari")
    assert forget_sign_ups(now=shift.ends_at + timedelta(days=6)) == 0
    assert forget_sign_ups(now=shift.ends_at + timedelta(days=7)) == 1
    coming(shift, "Kari")
    close_drive(drive=shift.drive, on=timezone.localdate(), by=party.turid)
    assert SignUp.objects.count() == 0


def test_the_pages_take_the_same_queries_with_one_and_with_three(turid: Client, shift: Shift, party: Party) -> None:
    def queries() -> list[int]:
        counts = []
        for path in (
            reverse("canvass:shifts", args=["lillevik", shift.drive_id]),
            reverse("canvass:shift", args=["lillevik", shift.pk]),
            reverse("canvass:join_shift", args=[shift_token_of(shift)]),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert turid.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    coming(shift, "A")
    queries()
    one = queries()
    coming(shift, "B")
    sign_up(shift=shift, newcomer=False, now=timezone.now(), person=party.member)
    for _ in range(2):
        make_shift(shift.drive)
    assert queries() == one
