"""When a tally may be shown, and how: no number that tells what one household said (privacy rule P6).

A tally is shown from ten answers on and refreshed only when at least ten new ones have come, so that neither a shown
state nor the difference between two says anything about fewer than ten conversations. A share above 90 % would tell
what nearly everyone behind the doors said; it is shown as "over 90 %", and shares below 10 % beside it are hidden
too, because what they leave would give it away.

A refresh also waits while more than 90 % of the *new* answers name one theme, unless that theme is shown as "over
90 %" already: subtracting the earlier state would show a share that may not be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

SMALLEST_GROUP = 10


class Tally(NamedTuple):
    """How many answers there are, and how many of them name each theme (by its key). An answer may name several."""

    answers: int
    themes: Mapping[int, int]


class ShownAs(StrEnum):
    """How a theme's number is shown: as it is, or only as above 90 % or below 10 %."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"


class ShownTheme(NamedTuple):
    """A theme's shown number. Where it is not exact, ``answers`` is the bound: 90 % rounded down, or 0."""

    answers: int
    shown_as: ShownAs


class Shown(NamedTuple):
    """A published state: the number of answers, and each theme as it is shown."""

    answers: int
    themes: Mapping[int, ShownTheme]


def next_shown(shown: Shown | None, tally: Tally) -> Shown | None:
    """Return the state to publish after ``shown`` (None: nothing is shown yet), or None when it is too early.

    ``tally`` holds everything counted so far, including what is shown.
    """
    new = tally.answers - (shown.answers if shown else 0)
    if new < SMALLEST_GROUP or (shown is not None and _difference_tells_too_much(shown, tally, new)):
        return None
    return _state_of(tally)


def _difference_tells_too_much(shown: Shown, tally: Tally, new: int) -> bool:
    """Say whether more than 90 % of the ``new`` answers may be seen to name a theme that is not shown as such."""
    for theme, answers in tally.themes.items():
        before = shown.themes.get(theme, ShownTheme(0, ShownAs.UNDER))
        if before.shown_as is not ShownAs.OVER and _over(answers - before.answers, new):
            return True
    return False


def _state_of(tally: Tally) -> Shown:
    hidden = any(_over(answers, tally.answers) for answers in tally.themes.values())
    return Shown(
        tally.answers,
        {theme: _shown_theme(answers, tally.answers, hidden=hidden) for theme, answers in tally.themes.items()},
    )


def _shown_theme(answers: int, of: int, *, hidden: bool) -> ShownTheme:
    if _over(answers, of):
        return ShownTheme(9 * of // 10, ShownAs.OVER)
    if hidden and 10 * answers < of:
        return ShownTheme(0, ShownAs.UNDER)
    return ShownTheme(answers, ShownAs.EXACT)


def _over(answers: int, of: int) -> bool:
    return 10 * answers > 9 * of
