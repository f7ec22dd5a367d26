"""How numbers, days and lengths are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.core import display
from gjennomslag.core.clock import Week

pytestmark = pytest.mark.usefixtures("bokmaal")


@pytest.fixture
def bokmaal() -> Iterator[None]:
    with translation.override("nb"):
        yield


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234, 0, "1234"),
        (12345, 0, "12\u00a0345"),
        (1234567, 0, "1\u00a0234\u00a0567"),
        (-12345, 0, "−12\u00a0345"),
        (3.5, 1, "3,5"),
        (2.5, 0, "3"),
        (Decimal("0.125"), 2, "0,13"),
        (12345.6, 1, "12\u00a0345,6"),
        (-0.4, 0, "0"),
        (None, 0, "–"),
    ],
)
def test_numbers_in_bokmaal(value: float | None, decimals: int, words: str) -> None:
    assert display.number(value, decimals) == words


@pytest.mark.parametrize(("value", "words"), [(1234, "1,234"), (12345.5, "12,345.5"), (999, "999")])
def test_numbers_in_english(value: float, words: str) -> None:
    with translation.override("en"):
        assert display.number(value, 1 if value % 1 else 0) == words


@given(st.integers(-(10**12), 10**12))
def test_a_number_reads_back_as_itself(value: int) -> None:
    assert int(display.number(value).replace("\u00a0", "").replace("−", "-")) == value


def test_shares() -> None:
    assert display.percent(0.34) == "34\u00a0%"
    assert display.percent(0.125, 1) == "12,5\u00a0%"
    assert display.percent(None) == "–"
    with translation.override("en"):
        assert display.percent(0.34) == "34%"


def test_days_in_bokmaal_nynorsk_and_english() -> None:
    wednesday = date(2023, 6, 7)
    assert display.day(wednesday) == "7. juni 2023"
    assert display.short_day(wednesday) == "7. juni"
    assert display.weekday(wednesday) == "onsdag 7. juni 2023"
    assert display.day(None) == "–"
    with translation.override("nn"):
        assert display.weekday(wednesday) == "onsdag 7. juni 2023"
        assert display.weekday(date(2023, 6, 10)) == "laurdag 10. juni 2023"
    with translation.override("en"):
        assert display.day(wednesday) == "7 June 2023"
        assert display.weekday(wednesday) == "Wednesday 7 June 2023"


def test_the_year_is_said_where_it_is_not_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.core.clock.today", lambda: date(2026, 11, 29))
    days = [date(2026, 1, 7), date(2026, 12, 4), date(2027, 10, 1), date(2025, 12, 4), date(2027, 12, 4)]
    assert [display.clear_day(each) for each in days] == [
        "7. januar", "4. desember", "1. oktober", "4. desember 2025", "4. desember 2027",
    ]  # fmt: skip
    assert display.clear_day(None) == "–"


def test_a_time_past_midnight_says_when_it_starts_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gjennomslag.core.clock.today", lambda: date(2026, 11, 29))
    begins = datetime(2026, 12, 4, 19, tzinfo=UTC)
    assert display.span(begins, begins + timedelta(hours=2)) == "fredag 4. desember, 20.00–22.00"
    assert display.span(begins, begins + timedelta(hours=5)) == "fredag 4. desember 20.00–lørdag 5. desember 01.00"


def test_a_moment_is_written_as_clocks_in_norway_show_it() -> None:
    late = datetime(2023, 6, 7, 22, 30, tzinfo=UTC)
    assert display.moment(late) == "8. juni 2023 kl. 00.30"
    assert display.day(late) == "8. juni 2023"
    assert display.clock_time(late) == "00.30"
    assert display.clock_time(time(18, 5)) == "18.05"
    with translation.override("en"):
        assert display.moment(late) == "8 June 2023 00:30"


def test_weeks_follow_the_iso_calendar() -> None:
    assert display.week(date(2023, 9, 11)) == "uke 37"
    assert display.week(Week(2026, 53)) == "uke 53"
    assert display.week(date(2027, 1, 1)) == "uke 53"
    with translation.override("en"):
        assert display.week(Week(2027, 1)) == "week 1"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2023, 6, 7), date(2023, 6, 7), "7. juni 2023"),
        (date(2023, 6, 7), date(2023, 6, 9), "7.–9. juni 2023"),
        (date(2023, 6, 28), date(2023, 7, 3), "28. juni–3. juli 2023"),
        (date(2026, 12, 30), date(2027, 1, 2), "30. desember 2026–2. januar 2027"),
    ],
)
def test_spans_of_days(first: date, last: date, words: str) -> None:
    assert display.days(first, last) == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "0 m"),
        (849.6, "850 m"),
        (999.4, "999 m"),
        (999.6, "1,0 km"),
        (1249, "1,2 km"),
        (12400, "12 km"),
        (None, "–"),
    ],
)
def test_lengths(metres: float | None, words: str) -> None:
    assert display.distance(metres) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0_min"),
        (1, "1_min"),
        (2700, "45_min"),
        (4800, "1_t 20_min"),
        (7200, "2_t"),
        (7201, "2_t 1_min"),
        (None, "–"),
    ],
)
def test_durations_round_up_to_minutes(seconds: float | None, words: str) -> None:
    assert display.duration(seconds) == words.replace("_", "\u00a0")


def test_a_mail_address_breaks_before_its_at_and_is_escaped() -> None:
    assert display.mail_address("mona.medlem@example.org") == "mona.medlem<wbr>@example.org"
    assert display.mail_address("<b>@example.org") == "&lt;b&gt;<wbr>@example.org"
