"""What the site reads and writes where Django's own formats differ from Norwegian writing rules."""

from __future__ import annotations

from datetime import date, time

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("nb", "7.6.2023"),
        ("nb", "07.06.23"),
        ("nn", "7.6.2023"),
        ("en", "7/6/2023"),
        ("en", "7.6.2023"),
        ("nb", "2023-06-07"),
    ],
)
def test_the_day_comes_before_the_month_in_every_language(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2023, 6, 7)


@pytest.mark.parametrize("typed", ["18.05", "18:05"])
def test_a_time_is_read_with_full_stop_or_colon(typed: str) -> None:
    with translation.override("nb"):
        assert forms.TimeField().clean(typed) == time(18, 5)


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "7. juni 2023 18.05"), ("nn", "7. juni 2023 18.05"), ("en", "7 June 2023 18:05")]
)
def test_djangos_own_date_filters_follow_too(language: str, words: str) -> None:
    with translation.override(language):
        template = Template("{{ day|date }} {{ clock|time }}")
        assert template.render(Context({"day": date(2023, 6, 7), "clock": time(18, 5)})) == words
