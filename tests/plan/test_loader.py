from __future__ import annotations

from pathlib import Path

import pytest

from gjennomslag.plan.faults import WORDS, PlanFaultsError
from gjennomslag.plan.loader import load_document, read_document

PLAN = """\
key: plan-2026
title: {nb: Plan, en: Plan}
languages: [nb, en]
period: {from: 2026-01-01, to: 2029-12-31}
adopted:
  on: 2025-11-22
  by: {nb: Styret, en: The board}
elections:
  - {kind: local, on: 2027-09-13}
levels:
  central: {nb: Sentralt, en: Central}
parameters:
  days:
    value: 14
    title: {nb: Dager, en: Days}
targets:
  - indicator: canvass.conversations
    title: {nb: Samtaler, en: Conversations}
    item: G1.S1
    national: {2026: 1, 2027: 2, 2028: 3, 2029: 4}
items:
  - id: G1
    kind: goal
    level: all
    title: {nb: Mål, en: Goal}
  - id: G1.S1
    kind: measure
    goal: G1
    level: central
    title: {nb: Tiltak, en: Measure}
    rules:
      every year: activities.held(kind=meeting)
"""

# A plan with one fault on almost every line; each is marked with the code it must be reported under.
FAULTY = """\
key: en plan!                                        #! bad-name
title: {nb: Plan}                                    #! missing-translation
languages: [nb, en]
period: {from: 2026-01-01, to: 2029-12-31}
colour: red                                          #! unknown-key
adopted:                                             #! missing-key
  on: 2030-01-01                                     #! adopted-too-late
elections:
  - {kind: lokal, on: 2027-09-13}                    #! unknown-election
  - {kind: local, on: 2027-09-32}                    #! not-a-day
  - {kind: local, on: 2027-09-13}
  - {kind: local, on: 2027-09-14}                    #! election-twice
levels: {central: {nb: Sentralt, en: Central}}
parameters:
  Days: {value: 14, title: {nb: Dager, en: Days}}    #! bad-name
  weeks: {value: "", title: {nb: Uker, en: Weeks}}   #! empty-text
targets:
  - indicator: canvass.talks                         #! unknown-indicator unknown-item target-years
    title: {nb: Samtaler, en: Conversations}
    item: G9
    national: {2026: many, 2027: 2, 2028: 3}         #! not-a-number
items:
  - id: G1
    kind: goal
    level: all
    title: {nb: Mål, en: Goal, nn: Mål}              #! unknown-language
  - id: A
    kind: wish                                       #! unknown-kind
    level: central
    title: {nb: "", en: A}                           #! empty-text
    rules: {every year: activities.held}
  - id: B                                            #! unknown-level unknown-goal unknown-item
    kind: measure
    goal: G7
    level: regional
    title: {nb: B, en: B}
    follows: [Z]
  - id: A                                            #! duplicate-id
    kind: measure
    level: central
    title: {nb: 12, en: A}
    rules:
      now and then: activities.held                  #! bad-rule
      for each dragon, always: activities.held       #! unknown-subject
      within $dayz days of organisation.joined: activities.held of activities.held   #! unknown-parameter
      every quarter: activities.hold(kind=x)         #! unknown-indicator
      every half-year: activities.held(colour=red)   #! unknown-indicator-parameter
      2 per year: "how many?"                        #! bad-evidence
      each time campaigns.ended: campaigns.started of campaigns.started   #! unknown-trigger
      gate funding.loan at 50 %: activities.held of activities.held       #! unknown-action
      cover 100 %: organisation.members              #! needs-a-whole
      between 1 June and 1 May: activities.held      #! window-backwards
      once by 2031-01-01: activities.held            #! window-outside
      between 1 May and 1 June in 2040: activities.held                   #! window-outside
      trend up from 2020: activities.held            #! baseline-outside
      every year: voices.inputs
      1 per year in 2026: voices.inputs              #! overlapping-rules
      every year: activities.held                    #! duplicate-key
  - id: C                                            #! rule-missing
    kind: priority
    level: central
    title: {nb: C, en: C}
  - id: D                                            #! cyclic-link
    kind: priority
    level: central
    title: {nb: D, en: D}
    follows: [E]
  - id: E
    kind: priority
    level: central
    title: {nb: E, en: E}
    follows: [D]
  - just a text                                      #! not-a-mapping
"""


def codes(text: str) -> list[tuple[int, str]]:
    return sorted((fault.line, fault.code) for fault in read_document(text)[1])


def test_a_plan_without_faults() -> None:
    document = load_document(PLAN)
    assert (document.key, [item.key for item in document.items]) == ("plan-2026", ["G1", "G1.S1"])


def test_every_planted_fault_is_found_in_one_run_on_its_line() -> None:
    planted = [
        (number, code)
        for number, line in enumerate(FAULTY.splitlines(), 1)
        if "#!" in line
        for code in line.partition("#!")[2].split()
    ]
    number_as_text = next(number for number, line in enumerate(FAULTY.splitlines(), 1) if "nb: 12" in line)
    planted.append((number_as_text, "not-a-text"))
    assert len(planted) >= 40
    assert codes(FAULTY) == sorted(planted)


def test_every_fault_says_what_to_do() -> None:
    _, faults = read_document(FAULTY)
    for fault in faults:
        assert all((fault.message(), fault.remedy()))
        assert "%(" not in fault.message() + fault.remedy()
    said = {fault.code: fault for fault in faults}
    assert said["unknown-parameter"].remedy() == "Define it under “parameters”, or check the spelling."
    hold = next(fault for fault in faults if "activities.hold" in fault.message())
    assert hold.remedy() == "Check the spelling: “activities.held”?"


def test_nothing_is_loaded_when_there_are_faults() -> None:
    with pytest.raises(PlanFaultsError) as raised:
        load_document(FAULTY)
    assert raised.value.faults == read_document(FAULTY)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "not-a-mapping")]),
        ("just words", [(1, "not-a-mapping")]),
        ("key: [", [(1, "not-yaml")]),
        ("key: a\n\tb: c", [(2, "not-yaml")]),
        ("key: !!python/object:os.system {}", [(1, "not-a-text")]),
        (PLAN.replace("to: 2029", "to: 2025"), [(4, "period-ends-first")]),
        (PLAN.replace("items:", "items: none\nrest:"), [(21, "not-a-list"), (22, "unknown-key")]),
        (PLAN.replace("elections:\n  - {kind: local, on: 2027-09-13}", "elections: 5"), [(8, "not-a-list")]),
    ],
)
def test_broken_frames(text: str, expected: list[tuple[int, str]]) -> None:
    found = codes(text)
    assert [fault for fault in expected if fault not in found] == []
    assert found


def test_every_word_of_a_fault_is_used_by_some_test() -> None:
    texts = [FAULTY, "key: [", PLAN.replace("to: 2029", "to: 2025"), PLAN.replace("items:", "items: none\nrest:")]
    seen = {code for text in texts for _, code in codes(text)}
    assert set(WORDS) - seen == set()


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("path", sorted((ROOT / "plans").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_plans_have_no_faults(path: Path) -> None:
    document = load_document(path.read_text("utf-8"))
    assert document.key == path.stem
