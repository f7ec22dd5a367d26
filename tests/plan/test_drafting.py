from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gjennomslag.plan.drafting import Draft, draft_plan, write_draft
from gjennomslag.plan.loader import read_document

TODAY = date(2026, 11, 23)

HYPHENS = """\
Handlingsplan 2024–2027
Vedteken av årsmøtet, 3. mars 2024

Innleiing
Vi vil bli fleire. Dette er bakgrunnen:
- Verda endrar seg
- Vi òg

Mål 1: Eit parti for alle

Vi skal vekse overalt.

Viktigaste prioriteringar:
- Vekse i byane og
  i bygdene
- Behalde medlemmer

Nasjonale tiltak:
- Lage kurs
- Reise rundt

Fylkeslaga si rolle:
- Halde kontakt

Studentlaga si rolle:
- Verve på campus

Mål 2: Vinne val

Prioriteringar:
- Stille lister

Lokale tiltak:
- Banke på dører
- Halde stand på
  torget kvar laurdag
"""

NUMBERED = """\
Work plan for the Green Union, 2030-2033

1. We live in hard times.
2. We will not give up.

1. A larger union

Priorities
1. Grow
2. Keep members

Central measures
1. Start a campaign
2. Train organisers

Role of the branches
1. Call every member

2. A louder union

Priorities
1. Be heard

Central measures
1. Write letters
2. Hold rallies

3. A richer union

Central measures
1. Raise money
"""

MARKDOWN = """\
# Plan 2027

Some words first.

## Win the council

Why we want it.

### Measures for the party

* Knock on **every** door
* Hold a rally

### Regional measures

* Visit branches

### Youth wing

* Make films

## Keep the members

### Measures

* Call them
"""

FLAT = """\
# Plan 2028

## Goal 1: Grow

- Recruit
- Welcome

## Goal 2: Win

- Campaign
"""


WHO_DOES_WHAT = """\
ARBEIDSPROGRAM FOR DALALAGET 2025-2028
Vedteke på årsmøtet 14. februar 2025

1 Om laget

Dalalaget har hundre medlemmer. Vi vil bli fleire og gjere meir.

2 Satsingsområde: Fleire folk

Her seier vi kva vi vil.

Kva vi prioriterer
* Unge
* Folk i bygdene

Kva styret skal gjere
* Arrangere eit opent møte i kvar krins
* Ringe alle nye medlemmer innan
  to veker

Kva grendelaga skal gjere
* Stå på stand

3 Satsingsområde: Betre politikk

Kva vi prioriterer
* Skulen

Kva styret skal gjere
* Skrive lokalt program

Kva kommunestyregruppa skal gjere
* Møte laget før kvart kommunestyremøte
* Melde attende etterpå
"""

CAPITALS = """\
Strategic plan of the Harbour Party 2030–2032
Adopted by the congress on 5 June 2030

Foreword
We are small but stubborn.

GOAL 1 – MEMBERS WHO STAY
Most people leave in their first year.

Priorities
1) Welcome everybody
2) Ask for help early

What headquarters will do
1) Call each new member within 14 days
2) Publish a starter course

What regions will do
1) Visit every branch twice a year

What branches will do
1) Hold an open evening every quarter
2) Name somebody who welcomes new members

GOAL 2 – ELECTIONS WE WIN
Priorities
1) Stand everywhere

What headquarters will do
1) Draw up a list plan by March 2031

What elected members will do
1) Report back every month
"""

PLUSES = """\
# Action plan

## Introduction

We were founded in 1999.

## Goal A: Be heard

### Central

+ Write every week
+ Train speakers

### Local branches

+ Hold a stand

## Goal B: Be many

### Central

+ Recruit

### Local branches

+ Welcome
"""


def shape(draft: Draft) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [(goal.title, [(item.kind, item.level, item.text) for item in goal.items]) for goal in draft.goals]


def test_hyphens_and_levels_not_seen_before() -> None:
    draft = draft_plan(HYPHENS)
    assert (draft.title, draft.adopted_by, draft.adopted_on) == (
        "Handlingsplan 2024–2027",
        "årsmøtet",
        date(2024, 3, 3),
    )
    assert draft.introduction == [
        "Vi vil bli fleire. Dette er bakgrunnen:",
        "Verda endrar seg",
        "Vi òg",
    ]
    assert shape(draft) == [
        (
            "Eit parti for alle",
            [
                ("priority", "all", "Vekse i byane og i bygdene"),
                ("priority", "all", "Behalde medlemmer"),
                ("measure", "central", "Lage kurs"),
                ("measure", "central", "Reise rundt"),
                ("role", "county", "Halde kontakt"),
                ("role", "studentlaga", "Verve på campus"),
            ],
        ),
        (
            "Vinne val",
            [
                ("priority", "all", "Stille lister"),
                ("measure", "local", "Banke på dører"),
                ("measure", "local", "Halde stand på torget kvar laurdag"),
            ],
        ),
    ]
    assert draft.goals[0].preamble == ["Vi skal vekse overalt."]
    assert draft.counts() == {
        "goals": 2,
        "priorities": 3,
        "measures": {"central": 2, "county": 1, "studentlaga": 1, "local": 2},
    }


def test_goals_and_bullets_both_numbered_and_a_numbered_introduction() -> None:
    draft = draft_plan(NUMBERED)
    assert draft.introduction == ["We live in hard times.", "We will not give up."]
    assert [(goal.title, len(goal.items)) for goal in draft.goals] == [
        ("A larger union", 5),
        ("A louder union", 3),
        ("A richer union", 1),
    ]
    assert draft.counts() == {"goals": 3, "priorities": 3, "measures": {"central": 5, "local": 1}}


def test_marked_headings() -> None:
    assert shape(draft_plan(MARKDOWN)) == [
        (
            "Win the council",
            [
                ("measure", "central", "Knock on every door"),
                ("measure", "central", "Hold a rally"),
                ("measure", "county", "Visit branches"),
                ("measure", "youth", "Make films"),
            ],
        ),
        ("Keep the members", [("measure", "central", "Call them")]),
    ]


def test_goals_with_bullets_right_below() -> None:
    assert shape(draft_plan(FLAT)) == [
        ("Grow", [("measure", "central", "Recruit"), ("measure", "central", "Welcome")]),
        ("Win", [("measure", "central", "Campaign")]),
    ]


def test_sections_that_say_who_does_what_and_numbered_chapters() -> None:
    draft = draft_plan(WHO_DOES_WHAT)
    assert (draft.title, draft.adopted_by, draft.adopted_on) == (
        "ARBEIDSPROGRAM FOR DALALAGET 2025-2028",
        "årsmøtet",
        date(2025, 2, 14),
    )
    assert draft.introduction == ["Dalalaget har hundre medlemmer. Vi vil bli fleire og gjere meir."]
    assert shape(draft) == [
        (
            "Fleire folk",
            [
                ("priority", "all", "Unge"),
                ("priority", "all", "Folk i bygdene"),
                ("measure", "styret", "Arrangere eit opent møte i kvar krins"),
                ("measure", "styret", "Ringe alle nye medlemmer innan to veker"),
                ("measure", "grendelaga", "Stå på stand"),
            ],
        ),
        (
            "Betre politikk",
            [
                ("priority", "all", "Skulen"),
                ("measure", "styret", "Skrive lokalt program"),
                ("measure", "elected", "Møte laget før kvart kommunestyremøte"),
                ("measure", "elected", "Melde attende etterpå"),
            ],
        ),
    ]


def test_goals_in_capitals_on_top_of_their_text() -> None:
    draft = draft_plan(CAPITALS)
    assert (draft.adopted_by, draft.adopted_on) == ("the congress", date(2030, 6, 5))
    assert draft.introduction == ["We are small but stubborn."]
    assert [(goal.title, goal.preamble) for goal in draft.goals] == [
        ("MEMBERS WHO STAY", ["Most people leave in their first year."]),
        ("ELECTIONS WE WIN", []),
    ]
    assert draft.counts() == {
        "goals": 2,
        "priorities": 3,
        "measures": {"central": 3, "county": 1, "local": 2, "elected": 1},
    }


def test_pluses_and_lettered_goals() -> None:
    assert shape(draft_plan(PLUSES)) == [
        (
            "Be heard",
            [
                ("measure", "central", "Write every week"),
                ("measure", "central", "Train speakers"),
                ("measure", "local", "Hold a stand"),
            ],
        ),
        ("Be many", [("measure", "central", "Recruit"), ("measure", "local", "Welcome")]),
    ]


@pytest.mark.parametrize("text", [HYPHENS, NUMBERED, MARKDOWN, FLAT, WHO_DOES_WHAT, CAPITALS, PLUSES])
def test_only_rules_are_left_to_fill_in(text: str) -> None:
    draft = draft_plan(text)
    document, faults = read_document(write_draft(draft, key="draft", language="nb", today=TODAY))
    items = sum(len(goal.items) for goal in draft.goals)
    assert Counter(fault.code for fault in faults) == {"rule-missing": items}
    assert document is not None
    assert [item.text for item in document.items if item.kind not in {"goal", "intro"}] == [
        item.text for goal in draft.goals for item in goal.items
    ]


@given(st.text(alphabet=st.sampled_from(list("aB1 .:\n-*•#æ")), max_size=300))
def test_any_text_gives_a_readable_draft(text: str) -> None:
    written = write_draft(draft_plan(text), key="draft", language="nb", today=TODAY)
    assert yaml.safe_load(written)["key"] == "draft"
    assert {fault.code for fault in read_document(written)[1]} <= {"rule-missing"}


@pytest.fixture
def adopted(shared_data: Path) -> str:
    return (shared_data.parent / "mission" / "arbeidsplan-2026-2029.txt").read_text("utf-8")


def test_the_adopted_text(adopted: str) -> None:
    draft = draft_plan(adopted)
    assert draft.counts() == {
        "goals": 4,
        "priorities": 24,
        "measures": {"central": 53, "county": 12, "local": 11},
    }
    assert [len(goal.items) for goal in draft.goals] == [22, 23, 25, 30]
    assert draft.goals[1].title == "SV har aktive medlemmer"
    assert len(draft.introduction) == 9
    joined = draft.goals[0].items[4].text
    assert joined.endswith("mobilisere og organisere for å nå politiske mål.")


@pytest.mark.parametrize("marker", ["-", "*", "–", "1."])
def test_the_adopted_text_with_other_bullets(adopted: str, marker: str) -> None:
    assert draft_plan(adopted.replace("•", marker)).counts() == draft_plan(adopted).counts()


def test_the_adopted_text_with_numbered_lists(adopted: str) -> None:
    numbered, number = [], 0
    for line in adopted.splitlines():
        number = number + 1 if line.startswith("•") else 0 if line.rstrip().endswith(":") else number
        numbered.append(line.replace("•", f"{number}."))
    assert draft_plan("\n".join(numbered)).counts() == draft_plan(adopted).counts()
