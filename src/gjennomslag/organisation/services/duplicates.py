"""Making two records of the same person one, and undoing it; and people who live together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from gjennomslag.core import clock
from gjennomslag.core.history import writing
from gjennomslag.core.personal_data import Held, everything_held
from gjennomslag.organisation.models import Consent, Household, Membership, Person, PersonMerge

# What is filled in on the record that is kept, where it is empty there. Addresses of sign-in are not handed over: if
# the two turn out to be different people, neither must ever have been able to sign in as the other.
FILLED = (
    *("phone", "birth_year", "birth_date", "street_address", "postal_code", "postal_place", "municipality_code"),
    *("involvement", "involvement_asked_on", "interests", "skills", "studies_at", "last_paid_year"),
)
_STAYING = {"organisation.Person", "organisation.PersonMerge", "organisation.ErasureRequest"}


class NotMergeable(ValueError):
    """A record with itself, or one that has been merged already."""


def merge(*, kept: Person, duplicate: Person, by: Person | None) -> PersonMerge:
    """Make one person of two records. Whatever leads to the duplicate leads to the kept record from now on.

    Rows that the kept record has already (a running membership of the same branch, dues of the same year) stay on the
    duplicate, which is hidden, and goes away for good after thirty days; until then ``undo_merge`` puts everything
    back. A membership counts from the earlier of the two days. Raises ``NotMergeable``.
    """
    if kept.pk == duplicate.pk or kept.merged_into_id or duplicate.merged_into_id or duplicate.merges.exists():
        raise NotMergeable
    with writing(by=by, why="records merged"):
        earlier = _keep_earlier_days(kept, duplicate)
        _keep_withdrawals(kept, duplicate)
        Membership.objects.filter(person=duplicate, primary=True, ended_on=None).update(primary=False)
        moved = [move for held in everything_held() for move in _hand_over(held, kept, duplicate)]
        _have_a_primary(kept)
        filled = [name for name in FILLED if not getattr(kept, name) and getattr(duplicate, name)]
        for name in filled:
            setattr(kept, name, getattr(duplicate, name))
        kept.save(update_fields=filled)
        duplicate.merged_into, duplicate.is_active = kept, False
        duplicate.save(update_fields=["merged_into", "is_active"])
        return PersonMerge.objects.create(
            kept=kept,
            duplicate=duplicate,
            at=timezone.now(),
            by=by,
            moved=moved,
            filled=filled,
            earlier=earlier,
        )


def _keep_earlier_days(kept: Person, duplicate: Person) -> list[list[object]]:
    """Let memberships that both have count from the earlier day, and return what is needed to undo everything."""
    earlier: list[list[object]] = []
    theirs = {each.unit_id: each for each in duplicate.memberships.filter(ended_on=None)}
    for mine in kept.memberships.filter(ended_on=None):
        other = theirs.get(mine.unit_id)
        if other is not None and (other.joined_on < mine.joined_on or other.member_since < mine.member_since):
            earlier.append(_as_it_is(mine))
            mine.joined_on = min(mine.joined_on, other.joined_on)
            mine.member_since = min(mine.member_since, other.member_since)
            mine.save(update_fields=["joined_on", "member_since"])
    earlier += [_as_it_is(each) for each in theirs.values()]
    return earlier


def _as_it_is(membership: Membership) -> list[object]:
    days = (membership.joined_on.isoformat(), membership.member_since.isoformat())
    return [membership.pk, *days, membership.primary]


def _have_a_primary(kept: Person) -> None:
    running = kept.memberships.filter(ended_on=None)
    if not running.filter(primary=True).exists():
        oldest = running.order_by("member_since", "pk").first()
        if oldest is not None:
            oldest.primary = True
            oldest.save(update_fields=["primary"])


def _keep_withdrawals(kept: Person, duplicate: Person) -> None:
    """Take back what one record says yes to and the other has said no to later: when in doubt, nobody is contacted."""
    for withdrawn in Consent.objects.filter(person=duplicate, withdrawn_at__isnull=False):
        Consent.objects.filter(
            person=kept,
            topic=withdrawn.topic,
            channel=withdrawn.channel,
            withdrawn_at__isnull=True,
            given_at__lt=withdrawn.withdrawn_at,
        ).update(withdrawn_at=withdrawn.withdrawn_at, withdrawn_how=withdrawn.withdrawn_how)


def _hand_over(held: Held, kept: Person, duplicate: Person) -> Iterable[list[object]]:
    """Move the table's rows from one to the other, and return [table, column, ids] for those that could be."""
    ours = held.model.__module__.startswith("gjennomslag.") and not held.table.endswith("Event")
    if not held.person or not ours or held.table in _STAYING:
        return
    rows = held.model._default_manager.filter(**{held.person: duplicate.pk})
    moved = [pk for pk in list(rows.values_list("pk", flat=True)) if _moved(held.model, held.person, pk, kept)]
    if moved:
        yield [held.table, held.person, moved]


def _moved(model: type[models.Model], column: str, pk: int, kept: Person) -> bool:
    """Move one row, or return False where the kept record has such a row already."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**{column: kept.pk})
    except IntegrityError:
        return False
    return True


def undo_merge(*, merge: PersonMerge, by: Person | None) -> Person:
    """Take the two apart again, as they were, and return the record that comes back.

    What has been written on the kept record since stays there, and so do details that have been changed since.
    """
    kept, duplicate = merge.kept, merge.duplicate
    with writing(by=by, why="merge undone"):
        models_by_table = {held.table: held.model for held in everything_held()}
        for table, column, ids in merge.moved:
            rows = models_by_table[table]._default_manager.filter(pk__in=ids, **{column: kept.pk})
            rows.update(**{column: duplicate.pk})
        unchanged = [name for name in merge.filled if getattr(kept, name) == getattr(duplicate, name)]
        for name in unchanged:
            setattr(kept, name, Person._meta.get_field(name).get_default())  # type: ignore[union-attr]
        kept.save(update_fields=unchanged)
        for pk, joined_on, member_since, primary in merge.earlier:
            Membership.objects.filter(pk=pk).update(joined_on=joined_on, member_since=member_since, primary=primary)
        duplicate.merged_into, duplicate.is_active = None, True
        duplicate.save(update_fields=["merged_into", "is_active"])
        merge.delete()
    return duplicate


def form_household(*, people: Sequence[Person], by: Person | None) -> Household:
    """Note that these people live together. A household one of them is in already takes the others in."""
    with writing(by=by, why="household formed"):
        known = next((each.household for each in people if each.household_id), None)
        home = known or Household.objects.create(formed_on=clock.today())
        for person in people:
            person.household = home
            person.save(update_fields=["household"])
    return home


def leave_household(*, person: Person, by: Person | None) -> None:
    """Note that the person lives alone. A household of one is none."""
    with writing(by=by, why="household left"):
        home, person.household = person.household, None
        person.save(update_fields=["household"])
        if home is not None and home.people.count() < 2:
            home.delete()
