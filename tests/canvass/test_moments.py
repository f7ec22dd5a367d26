from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.canvass.moments import (
    effective_moment,
    milliseconds,
    moment_of,
    order_key,
    sealed_content,
    sealed_id,
)

NOW = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
LEASE = NOW - timedelta(hours=20), NOW + timedelta(hours=28)
DAY = date(2026, 5, 4)
WITHIN_A_DAY = st.datetimes(datetime(2026, 5, 4), datetime(2026, 5, 5), timezones=st.just(UTC))  # noqa: DTZ001


@given(offset=st.integers(-(10**11), 10**11), minutes=st.integers(0, 19 * 60))
def test_a_clock_wrong_by_any_constant_is_put_right(offset: int, minutes: int) -> None:
    happened = NOW - timedelta(minutes=minutes)
    assert (
        effective_moment(
            at=milliseconds(happened) + offset,
            device_now=milliseconds(NOW) + offset,
            now=NOW,
            earliest=LEASE[0],
            latest=LEASE[1],
        )
        == happened
    )


@given(at=st.integers(-(2**53), 2**53), device_now=st.integers(-(2**53), 2**53))
def test_no_clock_leads_out_of_the_lease_or_into_the_future(at: int, device_now: int) -> None:
    moment = effective_moment(at=at, device_now=device_now, now=NOW, earliest=LEASE[0], latest=LEASE[1])
    assert LEASE[0] <= moment <= NOW


@given(first=WITHIN_A_DAY, second=WITHIN_A_DAY, seqs=st.tuples(st.integers(1, 10**5), st.integers(1, 10**5)))
def test_the_order_key_orders_as_time_does_and_fits_the_column(
    first: datetime, second: datetime, seqs: tuple[int, int]
) -> None:
    keys = [
        order_key(drive=1, door=2, day=DAY, moment=moment, seq=seq, rank=3)
        for moment, seq in zip((first, second), seqs, strict=True)
    ]
    times = [(milliseconds(moment), seq) for moment, seq in zip((first, second), seqs, strict=True)]
    assert (keys[0] < keys[1]) == (times[0] < times[1])
    assert all(0 <= key < 2**63 for key in keys)


def test_the_same_moment_at_two_doors_has_unrelated_keys() -> None:
    keys = [order_key(drive=1, door=door, day=DAY, moment=NOW, seq=1, rank=0) for door in range(1000)]
    above_the_middle = sum(key - min(keys) > 2**60 for key in keys)
    assert len(set(keys)) == 1000
    assert 400 < above_the_middle < 600


def test_a_sealed_id_hides_the_time_that_the_id_carries() -> None:
    first = UUID("019a9c1e-0000-7000-8000-000000000001")
    second = UUID("019a9c1e-0000-7000-8000-000000000002")
    assert sealed_id(first) == sealed_id(first)
    assert sealed_id(first).bytes[:6] != sealed_id(second).bytes[:6]
    assert sealed_content(1, "done") != sealed_content(1, "no-answer")


def test_a_moment_outside_the_calendar_comes_out_at_its_edge() -> None:
    assert moment_of(2**53) == datetime(9000, 1, 1, tzinfo=UTC)
    assert moment_of(-(2**53)) == datetime(1971, 1, 1, tzinfo=UTC)
