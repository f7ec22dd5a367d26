"""The clock of the welcome call, against counting day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.calling.choices import Turn
from gjennomslag.calling.rules import Contact, Standing, Welcomed, due_on, turn_of, welcomed
from gjennomslag.messaging.choices import Medium
from gjennomslag.organisation.choices import ContactKind, ContactOutcome

JOINED = date(2026, 3, 2)


def contact(day: int, outcome: ContactOutcome, kind: ContactKind = ContactKind.CALL, hour: int = 18) -> Contact:
    """Return an attempt so many days after joining."""
    moment = datetime.combine(JOINED + timedelta(days=day), datetime.min.time()).replace(hour=hour)
    return Contact(timezone.make_aware(moment), kind, outcome)


def outcome_of(*contacts: Contact) -> Welcomed:
    return welcomed(JOINED, contacts, days=14, attempts=3)


def test_the_fourteenth_day_is_in_time_until_midnight() -> None:
    assert due_on(JOINED) == date(2026, 3, 16)
    late = contact(14, ContactOutcome.REACHED, hour=23)
    assert outcome_of(late) == Welcomed(True, True, False, False)
    assert outcome_of(contact(15, ContactOutcome.REACHED, hour=0)) == Welcomed(False, False, False, False)


def test_three_tries_are_a_call_and_no_talk() -> None:
    tries = [contact(day, ContactOutcome.NO_ANSWER) for day in (1, 5, 9)]
    assert outcome_of(*tries[:2]) == Welcomed(False, False, False, False)
    assert outcome_of(*tries) == Welcomed(True, False, False, True)


def test_a_letter_is_another_way_and_no_failure() -> None:
    assert outcome_of(contact(3, ContactOutcome.SENT, ContactKind.EMAIL)) == Welcomed(False, False, True, False)


def test_whoever_wants_no_calls_has_been_talked_with() -> None:
    assert outcome_of(contact(3, ContactOutcome.DO_NOT_CALL)) == Welcomed(True, True, False, False)


def oracle(contacts: list[Contact], days: int, attempts: int) -> Welcomed:
    """Walk through the days one by one and note what is true at the end of the last one."""
    tries, reached_in_time, called_in_time, wrote, talked, all_tries = 0, False, False, False, False, 0
    for step in range(200):
        day = JOINED + timedelta(days=step)
        for each in contacts:
            if timezone.localtime(each.at).date() != day:
                continue
            is_talk = each.outcome in {ContactOutcome.REACHED, ContactOutcome.DO_NOT_CALL}
            is_try = each.kind == ContactKind.CALL and each.outcome != ContactOutcome.SENT
            talked = talked or is_talk
            all_tries += is_try
            if step <= days:
                tries += is_try
                reached_in_time = reached_in_time or is_talk
                wrote = wrote or each.kind != ContactKind.CALL
                called_in_time = called_in_time or is_talk or tries >= attempts
    return Welcomed(called_in_time, reached_in_time, wrote and not called_in_time, not talked and all_tries >= attempts)


ATTEMPT = st.builds(
    contact,
    st.integers(0, 40),
    st.sampled_from(list(ContactOutcome)),
    st.sampled_from(list(ContactKind)),
    st.integers(0, 23),
)


@given(contacts=st.lists(ATTEMPT, max_size=8), days=st.integers(0, 30), attempts=st.integers(1, 4))
def test_against_the_oracle(contacts: list[Contact], days: int, attempts: int) -> None:
    assert welcomed(JOINED, contacts, days=days, attempts=attempts) == oracle(contacts, days, attempts)


NOW = contact(8, ContactOutcome.BUSY).at


def standing(
    due: date = date(2026, 3, 20),
    attempts: int = 0,
    *,
    wait: int | None = None,
    held: int | None = None,
    can: bool = True,
) -> Standing:
    """Return a standing; ``wait`` and ``held`` are minutes from now."""

    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    return Standing(due, attempts, can, moment(wait), moment(held))


def test_turns() -> None:
    assert turn_of(standing(), NOW) == Turn.WAITING
    assert turn_of(standing(date(2026, 3, 13)), NOW) == Turn.SOON
    assert turn_of(standing(date(2026, 3, 10)), NOW) == Turn.TODAY
    assert turn_of(standing(date(2026, 3, 9)), NOW) == Turn.OVERDUE
    assert turn_of(standing(date(2026, 3, 9), wait=1), NOW) == Turn.LATER
    assert turn_of(standing(date(2026, 3, 9), wait=-1), NOW) == Turn.OVERDUE
    assert turn_of(standing(attempts=3), NOW) == Turn.ANOTHER_WAY
    assert turn_of(standing(can=False), NOW) == Turn.ANOTHER_WAY
    assert turn_of(standing(held=1), NOW) == Turn.TAKEN
    assert turn_of(standing(held=-1), NOW) == Turn.WAITING


@pytest.mark.parametrize(
    ("due", "by_mail", "by_sms"),
    [(11, Turn.WRITTEN, Turn.TEXTED), (10, Turn.TODAY, Turn.TODAY), (9, Turn.OVERDUE, Turn.OVERDUE)],
)
def test_a_letter_from_others_today_puts_off_whoever_has_days_left(due: int, by_mail: Turn, by_sms: Turn) -> None:
    known = standing(date(2026, 3, due))
    assert turn_of(replace(known, written=Medium.EMAIL), NOW) == by_mail
    assert turn_of(replace(known, written=Medium.SMS), NOW) == by_sms
