from __future__ import annotations

import json
import random
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gjennomslag.canvass.models import DayCount, Device, Door, Operation, PutAside, Turf, TurfLink, Visit
from gjennomslag.canvass.queries.walks import newest_states
from gjennomslag.canvass.services.drives import (
    close_drive,
    extend_turf,
    forget_visits,
    revoke_turf,
    take_back_turf,
)
from gjennomslag.canvass.services.phones import revoke_device
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.core import clock
from tests.canvass.phone import Phone, now_on, phone_with
from tests.canvass.street import doors_of, make_drive, make_link
from tests.party import Party, make_party

DAY_IN_SECONDS = 24 * 3600
HOUR = 3_600_000


@pytest.fixture
def turf(party: Party) -> Turf:
    return Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")


@pytest.fixture
def link(turf: Turf, party: Party) -> TurfLink:
    return make_link(turf, party.turid)


@pytest.fixture
def phone(link: TurfLink) -> Phone:
    return phone_with(link)


def counted() -> list[tuple[int, int]]:
    """Return (doors, conversations) of each day."""
    return [(row.doors, row.conversations) for row in DayCount.objects.order_by("day")]


def states(turf: Turf) -> dict[int, str]:
    return {door: state.value for door, (state, _day) in newest_states(turf.drive_id).items()}


def test_taps_are_applied_and_counted(phone: Phone, turf: Turf) -> None:
    first, second, third, _ = doors_of(turf)
    results = phone.results(phone.tap(first, "done"), phone.tap(second, "no-answer"), phone.tap(third, "no-access"))
    assert results == ["applied", "applied", "applied"]
    assert states(turf) == {first: "done", second: "no-answer", third: "no-access"}
    assert counted() == [(3, 1)]


def test_the_answer_carries_the_nonce_the_count_and_the_lease(phone: Phone, turf: Turf, link: TurfLink) -> None:
    answer = phone.send(phone.tap(doors_of(turf)[0], "done"), nonce="only-mine").json()
    assert answer["nonce"] == "only-mine"
    assert (answer["received"], answer["missing_seqs"]) == (1, [])
    assert answer["lease"]["running"] is True
    assert abs(answer["lease"]["remaining"] - 48 * HOUR) < 60_000


def test_sending_again_changes_nothing(phone: Phone, turf: Turf) -> None:
    taps = [phone.tap(door, "done") for door in doors_of(turf)]
    assert phone.results(*taps) == ["applied"] * 4
    assert phone.results(*taps) == ["duplicate"] * 4
    assert counted() == [(4, 4)]
    assert Operation.objects.count() == 4


def test_the_same_tap_twice_in_one_batch_is_taken_once(phone: Phone, turf: Turf) -> None:
    tap = phone.tap(doors_of(turf)[0], "done")
    assert phone.results(tap, tap) == ["applied", "applied"]
    assert (counted(), Operation.objects.count()) == ([(1, 1)], 1)


def test_the_newest_tap_stands_in_whatever_order_they_come(phone: Phone, turf: Turf) -> None:
    door = doors_of(turf)[0]
    old, middle, new = (
        phone.tap(door, mark, seconds_ago=ago) for mark, ago in (("done", 30), ("no-answer", 20), ("not-visited", 10))
    )
    phone.results(new)
    phone.results(old)
    phone.results(middle)
    assert (states(turf), counted()) == ({}, [(0, 0)])


def test_a_batch_that_the_network_held_back_does_not_overtake_a_later_tap(phone: Phone, turf: Turf) -> None:
    door = doors_of(turf)[0]
    first, second = phone.tap(door, "done", seconds_ago=3), phone.tap(door, "not-visited", seconds_ago=2)
    phone.send(first, device_now=now_on(-60))
    phone.send(second)
    assert (states(turf), counted()) == ({}, [(0, 0)])


def test_the_same_id_with_other_content_is_acknowledged_and_put_aside(phone: Phone, turf: Turf) -> None:
    first, second = doors_of(turf)[:2]
    tap = phone.tap(first, "done")
    phone.results(tap)
    for _ in range(2):
        assert phone.results(tap | {"door": second}) == ["rejected:changed"]
    assert states(turf) == {first: "done"}
    assert [(row.reason, row.door_id, row.mark, row.day) for row in PutAside.objects.all()] == [
        ("changed", second, "done", clock.today())
    ]


def test_another_phone_cannot_answer_for_a_tap(phone: Phone, link: TurfLink, turf: Turf) -> None:
    tap = phone.tap(doors_of(turf)[0], "done")
    phone.results(tap)
    assert phone_with(link).results(tap) == ["rejected:changed"]
    assert counted() == [(1, 1)]


def test_two_taps_with_one_number_are_told_apart(phone: Phone, turf: Turf) -> None:
    first, second = doors_of(turf)[:2]
    phone.results(phone.tap(first, "done"))
    assert phone.results(phone.tap(second, "done", seq=1)) == ["rejected:sequence"]
    assert states(turf) == {first: "done"}
    assert PutAside.objects.get().reason == "sequence"


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({"door": 10**15}, "rejected:unknown-door"),
        ({"mark": "positive"}, "rejected:malformed"),
        ({"seq": 0}, "rejected:malformed"),
        ({"seq": 2**40}, "rejected:malformed"),
        ({"at": "noon"}, "rejected:malformed"),
    ],
)
def test_one_bad_tap_holds_back_none_of_the_others(
    change: dict[str, Any], result: str, phone: Phone, turf: Turf
) -> None:
    taps = [phone.tap(door, "done") for door in doors_of(turf)]
    taps[1] |= change
    assert phone.results(*taps) == ["applied", result, "applied", "applied"]
    assert phone.results(*taps) == ["duplicate", result, "duplicate", "duplicate"]
    assert counted() == [(3, 3)]
    assert [row.reason for row in PutAside.objects.all()] == [result.removeprefix("rejected:")]


def test_what_goes_beyond_fifty_is_asked_for_again(phone: Phone, turf: Turf) -> None:
    doors = doors_of(turf)
    taps = [phone.tap(doors[number % 4], "done") for number in range(53)]
    assert phone.results(*taps) == ["applied"] * 50 + ["retry"] * 3
    assert Operation.objects.count() == 50


def test_gaps_are_named(phone: Phone, turf: Turf) -> None:
    door = doors_of(turf)[0]
    answer = phone.send(phone.tap(door, "done", seq=2), phone.tap(door, "done", seq=5), max_seq=7).json()
    assert (answer["missing_seqs"], answer["received"]) == ([1, 3, 4, 6, 7], 2)


def test_a_huge_number_is_no_way_to_wear_the_server_out(phone: Phone, turf: Turf) -> None:
    answer = phone.send(phone.tap(doors_of(turf)[0], "done", seq=2**31 - 1), max_seq=2**53 - 1)
    assert answer.json()["missing_seqs"] == list(range(1, 101))


CLOCKS = {
    "right": 0,
    "a day slow": -DAY_IN_SECONDS,
    "a day fast": DAY_IN_SECONDS,
    "1970": -1_770_000_000,
    "2099": 2_300_000_000,
}


@pytest.mark.parametrize("offset", CLOCKS.values(), ids=CLOCKS.keys())
def test_a_wrong_clock_is_never_refused_and_the_day_is_right(offset: int, link: TurfLink, turf: Turf) -> None:
    phone = phone_with(link, offset=offset)
    assert phone.results(phone.tap(doors_of(turf)[0], "done", seconds_ago=1)) == ["applied"]
    assert [visit.day for visit in Visit.objects.all()] == [clock.today()]


def test_a_clock_that_jumps_between_taps_is_never_refused(phone: Phone, turf: Turf) -> None:
    taps = []
    for door, offset in zip(doors_of(turf), CLOCKS.values(), strict=False):
        phone.offset = offset
        taps.append(phone.tap(door, "done"))
    assert phone.results(*taps) == ["applied"] * 4
    assert counted() == [(4, 4)]


@pytest.mark.parametrize("damage", ["cut", "digest of another body", "no digest", "not json", "no list", "no id"])
def test_a_body_that_is_not_whole_changes_nothing(damage: str, phone: Phone, turf: Turf) -> None:
    tap = phone.tap(doors_of(turf)[0], "done")
    message: Any = {"device": phone.device, "device_now": 0, "nonce": "n", "ops": [tap], "pending": 1, "max_seq": 1}
    digest = None
    if damage == "cut":
        from gjennomslag.canvass.sync import body_digest

        digest = body_digest(json.dumps(message).encode() + b"}")
    elif damage == "digest of another body":
        digest = "sha-256=:AAAA:"
    elif damage == "no digest":
        digest = ""
    elif damage == "not json":
        message = "text"
    elif damage == "no list":
        message["ops"] = tap
    else:
        tap["id"] = "17"
    assert phone.post("sync", message, digest).status_code == 400
    assert (Operation.objects.count(), Visit.objects.count()) == (0, 0)


def test_the_keys_do_only_what_they_are_for(phone: Phone, turf: Turf) -> None:
    assert phone.turf().status_code == 200
    phone.upload, phone.download = phone.download, phone.upload
    assert phone.turf().status_code == 410
    assert phone.send(phone.tap(doors_of(turf)[0], "done")).status_code == 410
    phone.upload, phone.download = "", "forged"
    assert phone.turf().status_code == 410
    assert phone.send(phone.tap(doors_of(turf)[0], "done")).status_code == 410
    assert Visit.objects.count() == 0


def test_a_phone_cannot_send_in_anothers_name(phone: Phone, link: TurfLink, turf: Turf) -> None:
    other = phone_with(link)
    assert phone.send(phone.tap(doors_of(turf)[0], "done"), device=other.device).status_code == 400


def test_taking_a_turf_again_is_the_same_phone(link: TurfLink) -> None:
    phone = phone_with(link)
    before = (phone.upload, phone.download)
    phone.take()
    assert (phone.upload, phone.download) == before
    assert [device.number for device in Device.objects.all()] == [1]


def test_a_phone_that_holds_another_turf_needs_a_new_name(phone: Phone, turf: Turf, party: Party) -> None:
    other = make_link(Turf.objects.get(drive=turf.drive, number=2), party.turid)
    assert Phone(other, device=phone.device).take().status_code == 400


def test_the_turf_is_pulled_whole_and_only_when_it_has_changed(phone: Phone, turf: Turf) -> None:
    first = phone.turf()
    pulled = first.json()
    assert [door["id"] for stop in pulled["stops"] for door in stop["doors"]] == doors_of(turf)
    assert (pulled["drive"], pulled["number"], pulled["drive_doors"]) == ("Vårdrive", 1, 8)
    again = phone.turf(**{"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    phone.results(phone.tap(doors_of(turf)[0], "done"))
    changed = phone.turf(**{"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["stops"][0]["doors"][0]["mark"] == "done"
    assert changed.json()["drive_conversations"] == 1


def test_two_phones_on_one_turf_see_each_others_doors(link: TurfLink, turf: Turf) -> None:
    one, two = phone_with(link), phone_with(link)
    first, second = doors_of(turf)[:2]
    one.results(one.tap(first, "no-answer"))
    two.results(two.tap(second, "done"))
    marks = [[door["mark"] for stop in phone.turf().json()["stops"] for door in stop["doors"]] for phone in (one, two)]
    assert marks == [["no-answer", "done", "not-visited", "not-visited"]] * 2


def test_the_answer_is_kept_by_nobody_in_between(phone: Phone) -> None:
    assert phone.turf().headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("ending", ["taken back", "run out", "drive closed"])
def test_after_the_lease_nothing_is_handed_out_and_late_taps_are_taken(
    ending: str, phone: Phone, turf: Turf, party: Party
) -> None:
    tap = phone.tap(doors_of(turf)[0], "done")
    if ending == "taken back":
        take_back_turf(turf=turf, now=timezone.now(), by=party.turid)
    elif ending == "run out":
        TurfLink.objects.update(
            expires_at=timezone.now() - timedelta(hours=1), made_at=timezone.now() - timedelta(hours=2)
        )
    else:
        close_drive(drive=turf.drive, on=clock.today(), by=party.turid)
    assert phone.turf().status_code == 410
    answer = phone.send(tap)
    assert answer.json()["results"] == {tap["id"]: "applied"}
    assert answer.json()["lease"]["running"] is False
    assert counted() == [(1, 1)]


def test_a_turf_can_be_held_for_longer(phone: Phone, turf: Turf, party: Party) -> None:
    later = timezone.now() + timedelta(hours=40)
    assert extend_turf(turf=turf, now=later, by=party.turid) == 1
    assert abs(phone.send().json()["lease"]["remaining"] - 96 * HOUR) < 60_000


@pytest.mark.parametrize("what", ["phone", "turf"])
def test_a_revoked_phone_is_refused_everything(what: str, phone: Phone, turf: Turf, party: Party) -> None:
    if what == "phone":
        revoke_device(device=Device.objects.get(), by=party.turid)
    else:
        revoke_turf(turf=turf, now=timezone.now(), by=party.turid)
    assert phone.send(phone.tap(doors_of(turf)[0], "done")).status_code == 410
    assert phone.turf().status_code == 410
    assert phone.take().status_code == 410
    assert Visit.objects.count() == 0


def test_revoking_one_phone_leaves_the_others_alone(phone: Phone, link: TurfLink, turf: Turf, party: Party) -> None:
    other = phone_with(link)
    revoke_device(device=Device.objects.get(pk=phone.device), by=party.turid)
    assert other.results(other.tap(doors_of(turf)[0], "done")) == ["applied"]


def test_do_not_knock_marks_the_door_and_can_be_undone_in_any_order(phone: Phone, turf: Turf) -> None:
    first, second = doors_of(turf)[:2]
    phone.results(phone.tap(first, "do-not-knock"))
    asked = phone.tap(second, "do-not-knock", seconds_ago=20)
    taken_back = phone.tap(second, "may-knock", seconds_ago=10)
    phone.results(taken_back)
    phone.results(asked)
    marks = dict(Door.objects.filter(pk__in=[first, second]).values_list("pk", "do_not_knock_on"))
    assert marks == {first: clock.today(), second: None}


def test_do_not_knock_stands_beside_any_state(phone: Phone, turf: Turf) -> None:
    door = doors_of(turf)[0]
    phone.results(phone.tap(door, "do-not-knock", seconds_ago=20), phone.tap(door, "done", seconds_ago=10))
    assert Door.objects.get(pk=door).do_not_knock_on == clock.today()
    assert counted() == [(1, 1)]
    assert door not in [each["id"] for stop in phone.turf().json()["stops"] for each in stop["doors"]]


def test_turfs_that_phones_hold_are_not_cut_anew(phone: Phone, turf: Turf) -> None:
    held = doors_of(turf)
    turf.drive.doors_per_turf = 2
    cut_drive_into_turfs(drive=turf.drive)
    sizes = [row.stops.count() for row in Turf.objects.filter(drive=turf.drive)]
    assert (doors_of(turf), sizes) == (held, [4, 2, 2])


def test_a_phone_whose_turf_is_gone_still_delivers(phone: Phone, turf: Turf) -> None:
    doors = doors_of(turf)
    tap = phone.tap(doors[0], "done")
    TurfLink.objects.all().delete()
    answer = phone.send(tap).json()
    assert answer["results"] == {tap["id"]: "applied"}
    assert answer["lease"]["running"] is False


def test_closing_forgets_when_phones_were_seen_and_thirty_days_later_all_of_them(phone: Phone, turf: Turf) -> None:
    phone.results(phone.tap(doors_of(turf)[0], "done"), phone.tap(10**15, "done"))
    assert Device.objects.get().last_seen is not None
    close_drive(drive=turf.drive, on=clock.today(), by=None)
    assert Device.objects.get().last_seen is None
    phone.results(phone.tap(doors_of(turf)[1], "done"))
    assert Device.objects.get().last_seen is None
    forget_visits(today=clock.today() + timedelta(days=30))
    assert (Device.objects.count(), Operation.objects.count(), PutAside.objects.count()) == (0, 0, 0)
    assert counted() == [(2, 2)]
    assert phone.send().status_code == 410


def test_the_ledger_tells_neither_door_nor_time() -> None:
    def columns(model: type[Any]) -> set[str]:
        return {field.attname for field in model._meta.concrete_fields}

    assert columns(Operation) == {"id", "device_id", "seq", "content", "refused"}
    assert columns(Device) == {
        *("id", "drive_id", "link_id", "number", "revoked"),
        *("last_seen", "last_tap", "last_seq", "pending", "max_seq"),
    }
    settling = {"settled", "settled_on", "settled_by_id"}
    assert columns(PutAside) == {"id", "drive_id", "fingerprint", "reason", "door_id", "mark", "day"} | settling
    assert columns(Visit) == {"id", "drive_id", "door_id", "day", "state", "order_key"}


class AnyOrderAnyNumberOfTimes(TestCase):
    """Whatever the order and the repetitions, taps lead to the same doors and counts as in order and once."""

    @settings(max_examples=25)
    @given(
        taps=st.lists(
            st.tuples(
                st.integers(0, 3),
                st.sampled_from(["no-answer", "no-access", "done", "not-visited", "do-not-knock", "may-knock"]),
            ),
            min_size=1,
            max_size=15,
        ),
        seed=st.integers(0, 2**32),
    )
    def test_any_sequence(self, taps: list[tuple[int, str]], seed: int) -> None:
        party = make_party()
        turf = Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")
        doors = doors_of(turf)
        phone = phone_with(make_link(turf, party.turid))
        operations = [
            phone.tap(doors[door], mark, seconds_ago=len(taps) - place) for place, (door, mark) in enumerate(taps)
        ]
        chance = random.Random(seed)
        shuffled = chance.sample(operations, len(operations)) + chance.choices(operations, k=3)
        while shuffled:
            size = chance.randint(1, 5)
            assert set(phone.results(*shuffled[:size])) <= {"applied", "duplicate"}
            del shuffled[:size]
        last = {doors[door]: mark for door, mark in taps if not mark.endswith("knock")}
        asked = {doors[door]: mark for door, mark in taps if mark.endswith("knock")}
        assert states(turf) == {door: mark for door, mark in last.items() if mark != "not-visited"}
        marked = set(Door.objects.filter(do_not_knock_on__isnull=False).values_list("pk", flat=True))
        assert marked == {door for door, mark in asked.items() if mark == "do-not-knock"}


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_sent_many_times_at_once_is_taken_once() -> None:
    party = make_party()
    turf = Turf.objects.filter(drive=make_drive(party.branch)).earliest("number")
    phone = phone_with(make_link(turf, party.turid))
    taps = [phone.tap(door, "done") for door in doors_of(turf)]
    results: list[str] = []

    def send() -> None:
        results.extend(phone.results(*taps))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["applied"] * 4 + ["duplicate"] * 20
    assert counted() == [(4, 4)]


def test_a_new_uuid_is_no_phone(link: TurfLink) -> None:
    phone = Phone(link, device="not-a-uuid")
    assert phone.take().status_code == 400
    assert Phone(link, device=str(uuid.uuid4())).turf().status_code == 410
