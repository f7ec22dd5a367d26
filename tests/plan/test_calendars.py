from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.plan.calendars import Deadline, write_calendar

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


@given(TEXTS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_lines_are_short_and_texts_come_back(title: str, day: date) -> None:
    text = write_calendar("Plan", [Deadline("key", day, title, "https://example.org/")], "example.org")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    (summary,) = (line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:"))
    for sign in (",", ";", "\\"):
        summary = summary.replace(f"\\{sign}", sign)
    assert summary == f"SUMMARY:{title}"
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in unfolded
