from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.plan.drafts.sentences import (
    HOW_OFTEN,
    OWN_WORDS,
    choices_of,
    evidence_choices,
    evidence_text,
    reads_as_rule,
    sentence_of,
)
from gjennomslag.plan.files import plan_file, read_plan_text
from gjennomslag.plan.loader import load_document

DAYS = st.dates().filter(lambda day: day.year > 1000)
CHOICES = st.fixed_dictionaries(
    {
        "how": st.sampled_from([how for how in HOW_OFTEN if how != OWN_WORDS]),
        "subject": st.sampled_from(["party", "branch", "branch with representatives", "new member"]),
        "count": st.integers(1, 99),
        "years": st.sampled_from(["", "election years", "mid-term years"]),
        "first": DAYS,
        "last": DAYS,
        "share": st.integers(1, 100),
    }
)


@given(CHOICES)
def test_what_is_chosen_is_a_rule_and_is_shown_as_it_was_chosen(chosen: dict[str, object]) -> None:
    sentence = sentence_of(chosen)
    assert reads_as_rule(sentence, "plan.reported", {}) is None
    shown = choices_of(sentence)
    assert {name: str(chosen[name]) for name in shown} == {name: str(value) for name, value in shown.items()}
    assert sentence_of(shown) == sentence


def test_every_rule_of_the_shipped_plan_survives_the_form() -> None:
    document = load_document(read_plan_text(plan_file("sv-2026-2029")))
    bindings = [binding for item in document.items for binding in item.bindings]
    assert [sentence_of(choices_of(each.sentence)) for each in bindings] == [each.sentence for each in bindings]
    assert [evidence_text(evidence_choices(each.shown_by)) for each in bindings] == [each.shown_by for each in bindings]


@pytest.mark.parametrize("missing", [{"how": "once-by"}, {"how": "between", "first": "2026-01-01"}, {"how": "cover"}])
def test_what_is_missing_is_named(missing: dict[str, str]) -> None:
    with pytest.raises(KeyError, match=r"last|share"):
        sentence_of(missing)
