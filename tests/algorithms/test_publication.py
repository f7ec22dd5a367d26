"""The rule for what is shown, attacked: any sequence of answers, any two shown states."""

from __future__ import annotations

from itertools import combinations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gjennomslag.algorithms.publication import Shown, ShownAs, ShownTheme, Tally, next_shown
from tests.algorithms import published
from tests.algorithms.published import possible

HOUSING, HEALTH, SCHOOL = 1, 2, 3
EXACT, OVER, UNDER = ShownAs.EXACT, ShownAs.OVER, ShownAs.UNDER


def exact(answers: int, **themes: int) -> Shown:
    keys = {"housing": HOUSING, "health": HEALTH, "school": SCHOOL}
    return Shown(answers, {keys[name]: ShownTheme(number, EXACT) for name, number in themes.items()})


def test_nine_answers_are_not_shown() -> None:
    assert next_shown(None, Tally(9, {HOUSING: 5, HEALTH: 4})) is None


def test_ten_answers_are_shown() -> None:
    assert next_shown(None, Tally(10, {HOUSING: 6, HEALTH: 4})) == exact(10, housing=6, health=4)


def test_nine_new_answers_wait() -> None:
    assert next_shown(exact(10, housing=6), Tally(19, {HOUSING: 10})) is None


def test_ten_new_answers_are_shown() -> None:
    assert next_shown(exact(10, housing=6), Tally(20, {HOUSING: 10})) == exact(20, housing=10)


def test_ninety_per_cent_is_shown_and_more_is_not() -> None:
    assert next_shown(None, Tally(10, {HOUSING: 9, HEALTH: 1})) == exact(10, housing=9, health=1)
    assert next_shown(None, Tally(20, {HOUSING: 19, HEALTH: 1, SCHOOL: 8})) == Shown(
        20, {HOUSING: ShownTheme(18, OVER), HEALTH: ShownTheme(0, UNDER), SCHOOL: ShownTheme(8, EXACT)}
    )


def test_new_answers_that_nearly_all_name_one_theme_wait_for_others() -> None:
    shown = exact(10, housing=5)
    assert next_shown(shown, Tally(20, {HOUSING: 15})) is None
    assert next_shown(shown, Tally(22, {HOUSING: 15})) == exact(22, housing=15)


def test_a_theme_shown_as_over_ninety_per_cent_may_stay_so() -> None:
    shown = Shown(20, {HOUSING: ShownTheme(18, OVER), HEALTH: ShownTheme(0, UNDER)})
    assert next_shown(shown, Tally(40, {HOUSING: 40, HEALTH: 0})) == Shown(
        40, {HOUSING: ShownTheme(36, OVER), HEALTH: ShownTheme(0, UNDER)}
    )


def test_a_theme_that_was_not_offered_before_counts_from_nothing() -> None:
    shown = exact(10, housing=5)
    assert next_shown(shown, Tally(20, {HOUSING: 8, SCHOOL: 10})) is None
    assert next_shown(shown, Tally(20, {HOUSING: 8, SCHOOL: 9})) == exact(20, housing=8, school=9)


@st.composite
def sessions(draw: st.DrawFn) -> Tally:
    """One session's tally: often of one mind, often small, since that is where secrets lie."""
    answers = draw(st.integers(0, 25))
    number = st.one_of(st.just(0), st.just(answers), st.integers(0, answers))
    return Tally(answers, {theme: draw(number) for theme in (HOUSING, HEALTH, SCHOOL)})


class Attacked(RuleBasedStateMachine):
    """Answers come in sessions; everything that was ever shown is remembered and compared."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = Tally(0, {HOUSING: 0, HEALTH: 0, SCHOOL: 0})
        self.history: list[Shown] = []

    @rule(session=sessions())
    def answers_come(self, session: Tally) -> None:
        themes = {theme: number + session.themes[theme] for theme, number in self.tally.themes.items()}
        self.tally = Tally(self.tally.answers + session.answers, themes)
        state = next_shown(self.history[-1] if self.history else None, self.tally)
        if state is not None:
            self.history.append(state)

    @invariant()
    def nothing_is_shown_of_fewer_than_ten(self) -> None:
        assert [state for state in self.history if state.answers < 10] == []

    @invariant()
    def no_exact_share_is_above_ninety_per_cent(self) -> None:
        for state in self.history:
            for answers, shown_as in state.themes.values():
                assert shown_as is not EXACT or 10 * answers <= 9 * state.answers
                assert shown_as is not OVER or 10 * answers <= 9 * state.answers < 10 * (answers + 1)

    @invariant()
    def no_two_states_tell_more_by_subtraction(self) -> None:
        for earlier, later in combinations(self.history, 2):
            between = later.answers - earlier.answers
            assert between >= 10
            for theme, (_answers, shown_as) in later.themes.items():
                least = possible(later, theme)[0] - possible(earlier, theme)[1]
                assert shown_as is OVER or 10 * least <= 9 * between

    @invariant()
    def what_is_left_by_the_other_themes_tells_no_hidden_share(self) -> None:
        """Everyone names at least one theme, say; then what the others leave is a lower bound of a hidden one."""
        for state in self.history:
            hidden = [theme for theme, (_answers, shown_as) in state.themes.items() if shown_as is OVER]
            if len(hidden) == 1:
                others = sum(possible(state, theme)[1] for theme in state.themes if theme not in hidden)
                assert state.answers - others <= 9 * state.answers // 10 + 1


TestAttacked = Attacked.TestCase
TestAttacked.settings = settings(max_examples=300, stateful_step_count=20, deadline=None)


@given(published.SEQUENCES)
@settings(max_examples=500)
def test_no_sequence_of_uploads_and_views_shows_fewer_than_ten(sequence: list[published.Upload]) -> None:
    """``make attack`` tries 100,000 of them."""
    published.attack(sequence)


@pytest.mark.parametrize("wrong", ["every upload", "nine at a time"])
def test_the_attack_finds_a_rule_that_is_too_loose(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_loose(shown: Shown | None, tally: Tally) -> Shown | None:
        least = 1 if wrong == "every upload" else 9
        if tally.answers - (shown.answers if shown else 0) < least:
            return None
        return Shown(tally.answers, {theme: ShownTheme(number, EXACT) for theme, number in tally.themes.items()})

    monkeypatch.setattr(published, "next_shown", too_loose)

    @given(published.SEQUENCES)
    @settings(max_examples=500, database=None, report_multiple_bugs=False)
    def attempt(sequence: list[published.Upload]) -> None:
        published.attack(sequence)

    with pytest.raises(AssertionError):
        attempt()
