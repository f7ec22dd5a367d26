"""A whole party's answers, attacked: phones upload as phones do, somebody looks at every number after each upload.

A plain model of what lies around ``next_shown``: sessions with revisions, of which the highest stands and each is
counted once, in three areas, two of them in one branch. Whoever looks remembers all that was ever shown, of an area,
of the branch and of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import hypothesis.strategies as st

from gjennomslag.algorithms.publication import Shown, ShownAs, Tally, next_shown

THEMES = (1, 2, 3)
AREAS = 3
LEVELS = {"branch": (0, 1), "whole": (0, 1, 2)}


class Upload(NamedTuple):
    """A phone's new answers in one of its sessions: sent, and perhaps sent again, or after a later one."""

    session: int
    answers: Tally
    closed: bool
    again: bool
    late: bool


@st.composite
def uploads(draw: st.DrawFn) -> Upload:
    """One upload: often of one mind, often small, since that is where secrets lie."""
    answers = draw(st.integers(0, 15))
    number = st.sampled_from((0, answers, answers // 2, max(0, answers - 1)))
    themes = {theme: draw(number) for theme in THEMES}
    flags = draw(st.integers(0, 7))
    return Upload(
        draw(st.integers(0, 7)), Tally(answers, themes), bool(flags & 1), again=bool(flags & 2), late=flags == 4
    )


def plus(one: Tally, other: Tally) -> Tally:
    """Return the sum."""
    return Tally(one.answers + other.answers, {theme: one.themes[theme] + other.themes[theme] for theme in THEMES})


NOTHING = Tally(0, dict.fromkeys(THEMES, 0))


@dataclass
class Session:
    """A session on a phone and what the server has of it."""

    area: int
    revision: int = 0
    tally: Tally = NOTHING
    held: tuple[int, Tally] = (0, NOTHING)
    closed: bool = False


@dataclass
class Party:
    """The server, and everything that was ever shown, in order."""

    sessions: dict[int, Session] = field(default_factory=dict)
    counted: list[Tally] = field(default_factory=lambda: [NOTHING] * AREAS)
    shown: list[list[Shown]] = field(default_factory=lambda: [[] for _ in range(AREAS)])
    sums: dict[str, list[int]] = field(default_factory=lambda: {level: [0] for level in LEVELS})

    def take(self, upload: Upload) -> None:
        """Take the upload as ``voices.recording`` does, then look at every number and check it."""
        session = self.sessions.setdefault(upload.session, Session(upload.session % AREAS))
        before = (session.revision, session.tally)
        session.revision, session.tally = session.revision + 1, plus(session.tally, upload.answers)
        self._receive(session, session.revision, session.tally, closed=upload.closed)
        if upload.again:
            self._receive(session, session.revision, session.tally, closed=upload.closed)
        if upload.late:
            self._receive(session, *before, closed=False)

    def _receive(self, session: Session, revision: int, tally: Tally, *, closed: bool) -> None:
        refused = not closed and tally.answers < 10
        if session.closed or revision <= session.held[0] or refused:
            return
        session.held, session.closed = (revision, tally), closed
        if closed:
            self.counted[session.area] = plus(self.counted[session.area], tally)
            self._publish(session.area)

    def _publish(self, area: int) -> None:
        history = self.shown[area]
        state = next_shown(history[-1] if history else None, self.counted[area])
        if state is None:
            return
        check(state, history)
        history.append(state)
        for level, areas in LEVELS.items():
            total = sum(self.shown[each][-1].answers for each in areas if self.shown[each])
            if total != self.sums[level][-1]:
                assert total - self.sums[level][-1] >= 10
                self.sums[level].append(total)


def check(state: Shown, earlier: Sequence[Shown]) -> None:
    """Assert that neither the state, nor what it leaves when an earlier one is taken away, tells of fewer than ten.

    Nor may it tell that more than 90 % of any such group named one theme, unless that is shown as "over 90 %".
    """
    assert state.answers >= 10
    for number, shown_as in state.themes.values():
        assert shown_as is not ShownAs.EXACT or 10 * number <= 9 * state.answers
    for before in earlier:
        between = state.answers - before.answers
        assert between >= 10
        for theme, (_number, shown_as) in state.themes.items():
            least = possible(state, theme)[0] - possible(before, theme)[1]
            assert shown_as is ShownAs.OVER or 10 * least <= 9 * between


def possible(shown: Shown, theme: int) -> tuple[int, int]:
    """Return the least and the most answers that may lie behind what is shown of a theme."""
    if theme not in shown.themes:
        return 0, 0
    answers, shown_as = shown.themes[theme]
    if shown_as is ShownAs.OVER:
        return answers + 1, shown.answers
    if shown_as is ShownAs.UNDER:
        return 0, -(-shown.answers // 10) - 1
    return answers, answers


def attack(sequence: Sequence[Upload]) -> Party:
    """Let the uploads come, check every number that is shown, and return the party."""
    party = Party()
    for upload in sequence:
        party.take(upload)
    return party


SEQUENCES = st.lists(uploads(), min_size=4, max_size=24)
