from __future__ import annotations

from gjennomslag.plan.comparison import Change, compare
from gjennomslag.plan.loader import load_document
from tests.plan.making import SMALL_PLAN

OLD = load_document(SMALL_PLAN)
MORE = """\
  - id: M1.L2
    kind: measure
    goal: M1
    level: local
    title: {nb: Lage kurs, en: Hold courses}
    rules:
      for each branch, every year: canvass.doors
"""


def test_the_same_plan_has_no_changes() -> None:
    assert compare(OLD, OLD).same


def test_items_are_added_and_left_out() -> None:
    new = load_document(SMALL_PLAN + MORE)
    there, back = compare(OLD, new), compare(new, OLD)
    assert ([item.key for item in there.added], there.removed, there.changed) == (["M1.L2"], [], [])
    assert (back.added, [item.key for item in back.removed]) == ([], ["M1.L2"])


def test_old_and_new_stand_side_by_side() -> None:
    text = SMALL_PLAN.replace("value: half-year", "value: quarter").replace("en: Knock on doors", "en: Knock")
    text = text.replace("standing: canvass.doors", "2 per year: canvass.doors").replace("2029-12-31", "2028-12-31")
    found = compare(OLD, load_document(text))
    assert found.frame == [
        Change("period", "2026-01-01 – 2029-12-31", "2026-01-01 – 2028-12-31"),
        Change("$rounds", "half-year", "quarter"),
    ]
    (changed,) = found.changed
    assert (changed.item.key, list(changed.changes)) == (
        "M1.L1",
        [
            Change("title", "en: Knock on doors\nnb: Banke på dører", "en: Knock\nnb: Banke på dører"),
            Change(
                "rules",
                "for each branch, every $rounds: canvass.conversations\nfor each branch, standing: canvass.doors",
                "for each branch, every $rounds: canvass.conversations\nfor each branch, 2 per year: canvass.doors",
            ),
        ],
    )
