"""Committees: setting one up, changing what it does and who is on it, and ending it (G3.S12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import CommitteeKind
from gjennomslag.organisation.models import Committee, CommitteeMember, Person, Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written about a committee. ``people`` are all who are on it, the leader with them or not."""

    name: str
    kind: CommitteeKind
    task: str
    valid_from: date
    leader: Person | None
    people: Sequence[Person]


def set_up_committee(*, unit: Unit, written: Written, by: Person | None) -> Committee:
    """Set up a committee of the unit, with those who are on it from its first day."""
    with writing(by=by, why="committee set up"):
        committee = Committee.objects.create(
            unit=unit,
            name=written.name.strip(),
            kind=written.kind,
            task=written.task.strip(),
            valid_from=written.valid_from,
        )
        _seat(committee, written, written.valid_from)
    return committee


def change_committee(*, committee: Committee, written: Written, on: date, by: Person | None) -> None:
    """Write anew what the committee is and who is on it. Whoever is new is on it from the day, and others until then.

    Those who stay keep their terms; whoever becomes or is no longer the leader begins a new one. A committee that has
    ended stays as it is.
    """
    with writing(by=by, why="committee changed"):
        found = Committee.objects.select_for_update().get(pk=committee.pk)
        if found.valid_until is not None:
            return
        found.name, found.kind, found.task = written.name.strip(), written.kind, written.task.strip()
        found.valid_from = written.valid_from
        found.save(update_fields=["name", "kind", "task", "valid_from"])
        _seat(found, written, max(on, written.valid_from))


def end_committee(*, committee: Committee, on: date, by: Person | None) -> None:
    """End the committee, and the terms of those on it, with this day. What has ended already stays as it is."""
    with writing(by=by, why="committee ended"):
        found = Committee.objects.select_for_update().get(pk=committee.pk)
        if found.valid_until is None:
            found.valid_until = max(on, found.valid_from)
            found.save(update_fields=["valid_until"])
            for each in found.members.filter(valid_until=None):
                _end(each, found.valid_until)


def _seat(committee: Committee, written: Written, on: date) -> None:
    """Let exactly these people be on the committee from the day."""
    leader = written.leader.pk if written.leader is not None else None
    wanted = {person.pk: person.pk == leader for person in written.people}
    if leader is not None:
        wanted[leader] = True
    for each in committee.members.filter(valid_until=None):
        if wanted.get(each.person_id) == each.leads:
            del wanted[each.person_id]
        else:
            _end(each, on - ONE_DAY)
    CommitteeMember.objects.bulk_create(
        CommitteeMember(committee=committee, person_id=person, leads=leads, valid_from=on)
        for person, leads in wanted.items()
    )


def _end(member: CommitteeMember, last: date) -> None:
    """End the term with the day; one that has not begun by then was never served, and goes."""
    if last < member.valid_from:
        member.delete()
        return
    member.valid_until = last
    member.save(update_fields=["valid_until"])
