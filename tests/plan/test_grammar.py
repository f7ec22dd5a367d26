from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.algorithms.recurrence import (
    Always,
    Anchored,
    Between,
    Cover,
    Direction,
    EachTime,
    ElectionDay,
    Every,
    Form,
    Fresh,
    Gate,
    InPeriod,
    MonthDay,
    Once,
    PerYear,
    Span,
    Standing,
    Trend,
    Within,
    YearClass,
    YearlyTarget,
)
from gjennomslag.plan.grammar import Rule, RuleError, Subject, UnknownParameterError, parse_rule

SENTENCES: list[tuple[str, Form]] = [
    ("every half-year in mid-term years", Every(Span.HALF_YEAR, YearClass.MIDTERM)),
    ("every quarter in election years", Every(Span.QUARTER, YearClass.ELECTION)),
    ("2 every year", Every(Span.YEAR, count=2)),
    ("every month except july and august", Every(Span.MONTH, except_months=frozenset({7, 8}))),
    ("2 per year", PerYear(2)),
    ("1 per year in 2026, 2027 and 2028", PerYear(1, frozenset({2026, 2027, 2028}))),
    ("2 in the period", InPeriod(2)),
    ("3 in the period by 2028-06-30", InPeriod(3, date(2028, 6, 30))),
    ("within 14 days of organisation.joined", Within("organisation.joined", days=14)),
    ("within 12 months of organisation.office_started", Within("organisation.office_started", months=12)),
    ("always", Always()),
    ("at followup.county_annual_meeting every year", Anchored("followup.county_annual_meeting")),
    (
        "at followup.county_annual_meeting every year in mid-term years plus 1 other",
        Anchored("followup.county_annual_meeting", 1, YearClass.MIDTERM),
    ),
    ("each time campaigns.started", EachTime("campaigns.started")),
    ("between 2026-01-01 and 2026-12-31", Between(date(2026, 1, 1), date(2026, 12, 31))),
    ("between 1 March and 15 June in mid-term years", Between(MonthDay(3, 1), MonthDay(6, 15), YearClass.MIDTERM)),
    (
        "2 between election day - 100 days and election day in local election years",
        Between(ElectionDay(-100), ElectionDay(), YearClass.LOCAL, 2),
    ),
    (
        "between election day + 1 day and 31 December in 2027",
        Between(ElectionDay(1), MonthDay(12, 31), frozenset({2027})),
    ),
    (
        "as many as possible between 1 January and 31 December",
        Between(MonthDay(1, 1), MonthDay(12, 31), as_many_as_possible=True),
    ),
    ("once in the period", Once()),
    ("once by 2027-03-31 at 12:00", Once(date(2027, 3, 31), time(12))),
    ("target every year set by 2026-03-31", YearlyTarget(set_by=date(2026, 3, 31))),
    ("target every year in national election years", YearlyTarget(YearClass.NATIONAL)),
    ("cover 100 %", Cover(1.0)),
    ("cover 62.5% by 2026-12-31", Cover(0.625, last=date(2026, 12, 31))),
    (
        "cover 100 % between 1 May and election day in 2027",
        Cover(1.0, MonthDay(5, 1), ElectionDay(), frozenset({2027})),
    ),
    ("gate funding.payout at 50 %", Gate("funding.payout", 0.5)),
    ("fresh within 12 months", Fresh(12)),
    ("trend down from 2026", Trend(Direction.DOWN, 2026)),
    ("standing", Standing()),
]


@pytest.mark.parametrize(("sentence", "form"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_every_form(sentence: str, form: Form) -> None:
    assert parse_rule(sentence, {}) == Rule(Subject.PARTY, form)
    assert parse_rule(f"For each  county, {sentence.upper()}".replace("FOLLOWUP", "followup"), {}).form == form


@pytest.mark.parametrize("subject", Subject)
def test_every_subject(subject: Subject) -> None:
    assert parse_rule(f"for each {subject.value}, always", {}) == Rule(subject, Always())


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("sometimes", "sometimes"),
        ("every fortnight", "every fortnight"),
        ("0 per year", "0"),
        ("for each dragon, always", "for each dragon"),
        ("every year in leap years", "in leap years"),
        ("every month except julember", "julember"),
        ("between 2026-02-30 and 2026-12-31", "2026-02-30"),
        ("between 31 June and 15 July", "2000-06-31"),
        ("between 1 Mars and 15 June", "1 mars"),
        ("once by tomorrow", "tomorrow"),
        ("once by 2026-01-01 at 25:00", "25:00"),
        ("cover 0 %", "0 %"),
        ("cover 101 %", "101 %"),
        ("", ""),
    ],
)
def test_what_is_no_rule_names_the_part_at_fault(sentence: str, part: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse_rule(sentence, {})
    assert raised.value.part == part


def test_parameters_are_filled_in() -> None:
    parameters = {"days": 14, "how_often": "quarter"}
    assert parse_rule("within $days days of organisation.joined", parameters).form == Within("organisation.joined", 14)
    assert parse_rule("every $how_often", parameters).form == Every(Span.QUARTER)
    with pytest.raises(UnknownParameterError) as raised:
        parse_rule("every $how", parameters)
    assert raised.value.part == "how"


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    try:
        rule = parse_rule(text, {})
    except RuleError:
        return
    assert isinstance(rule, Rule)
