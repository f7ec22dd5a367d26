from __future__ import annotations

import pytest

from gjennomslag.plan.drafts.content import check, content_of, text_of_content
from gjennomslag.plan.faults import PlanFaultsError
from gjennomslag.plan.files import plan_file, read_plan_text
from gjennomslag.plan.loader import load_document
from tests.plan.making import SMALL_PLAN


@pytest.mark.parametrize("text", [SMALL_PLAN, read_plan_text(plan_file("sv-2026-2029"))], ids=["small", "shipped"])
def test_a_plan_is_the_same_after_having_been_a_draft(text: str) -> None:
    written = text_of_content(content_of(text))
    before, after = load_document(text), load_document(written)
    assert (after.key, after.title, after.period, after.adopted_on, after.calendar, after.levels) == (
        *(before.key, before.title, before.period, before.adopted_on, before.calendar, before.levels),
    )
    assert [(item.key, item.title, item.levels, item.follows) for item in after.items] == [
        (item.key, item.title, item.levels, item.follows) for item in before.items
    ]
    assert [(each.rule, each.evidence) for item in after.items for each in item.bindings] == [
        (each.rule, each.evidence) for item in before.items for each in item.bindings
    ]
    assert content_of(written) == content_of(text)


def test_faults_stand_at_their_items() -> None:
    content = content_of(SMALL_PLAN.replace("canvass.doors", "canvass.windows"))
    _document, by_item, others = check(content)
    assert {key: [fault.code for fault in faults] for key, faults in by_item.items()} == {
        "M1.L1": ["unknown-indicator"]
    }
    assert others == []


def test_a_file_whose_frame_is_broken_is_no_draft() -> None:
    with pytest.raises(PlanFaultsError) as raised:
        content_of(SMALL_PLAN.replace("from: 2026-01-01", "from: i fjor"))
    assert [(fault.line, fault.code) for fault in raised.value.faults] == [(4, "not-a-day")]
