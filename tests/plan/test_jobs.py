from __future__ import annotations

from datetime import date

import pytest

from gjennomslag.core import clock
from gjennomslag.plan.jobs import read_plans
from gjennomslag.plan.models import ReadingDay
from tests.party import Party
from tests.plan.making import make_small_plan


def test_running_plans_are_read_every_night(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_small_plan(party.country)
    for day in (date(2025, 12, 31), date(2026, 2, 1), date(2030, 6, 1), date(2031, 6, 1)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        read_plans(0)
    days = ReadingDay.objects.filter(plan=plan).order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 2, 1), date(2030, 6, 1)]
