"""Answering about members whom a member system lacks."""

from __future__ import annotations

from datetime import date

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import MissingAnswer
from gjennomslag.organisation.models import MissingMember, Person
from gjennomslag.organisation.services.memberships import resign


def answer_missing(*, person: Person, answer: MissingAnswer, on: date, by: Person) -> bool:
    """Note whether the missing person is a member; one who has left resigns as of the day, and is then erased.

    Returns False, with nothing done, where somebody else has answered already.
    """
    with writing(by=by, why="missing member answered"):
        asked = MissingMember.objects.select_for_update().filter(person=person, answer="")
        if not asked.update(answer=answer, answered_by=by, answered_on=on):
            return False
        if answer == MissingAnswer.LEFT:
            resign(person=person, on=on, by=by)
    return True
