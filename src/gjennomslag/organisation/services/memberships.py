"""Writes about memberships: joining, moving, leaving, paying, and counting at the end of the year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from gjennomslag.core.history import writing
from gjennomslag.organisation.choices import EndReason, Given, Topic
from gjennomslag.organisation.models import (
    CommitteeMember,
    ConsentText,
    Dues,
    Exclusion,
    Membership,
    OfficeHolding,
    Person,
    Unit,
    YearCount,
)
from gjennomslag.organisation.queries.memberships import year_counts_of
from gjennomslag.organisation.services.consents import give_consent


class NotTransferable(ValueError):
    """A membership that has ended, or a move to the unit where it is already."""


class Excluded(ValueError):
    """Somebody who has been excluded from the party and cannot join until that is lifted."""


def join_unit(
    *, person: Person, unit: Unit, on: date, by: Person | None, member_since: date | None = None
) -> Membership:
    """Make the person a member of the unit from this day.

    The first running membership is the primary one. A further one (a student branch, an office elsewhere) is not, and
    takes its start in the party from the primary one unless ``member_since`` is given. Raises ``Excluded``.
    """
    with writing(by=by, why="joined"):
        if Exclusion.objects.filter(person=person, lifted_on__isnull=True).exists():
            raise Excluded
        primary = Membership.objects.filter(person=person, ended_on__isnull=True, primary=True).first()
        since = member_since or (min(primary.member_since, on) if primary else on)
        return Membership.objects.create(
            person=person, unit=unit, joined_on=on, member_since=since, primary=primary is None
        )


def join_with_consent(
    *, person: Person, unit: Unit, on: date, text: ConsentText, how: Given, by: Person | None
) -> Membership:
    """Make the person a member and record the consent to being in the register (rule M1)."""
    with writing(by=by, why="joined with consent"):
        give_consent(person=person, topic=Topic.MEMBERSHIP, channel="", text=text, how=how, by=by)
        return join_unit(person=person, unit=unit, on=on, by=by)


def transfer(*, membership: Membership, to: Unit, on: date, by: Person | None) -> Membership:
    """Move a membership to another unit from this day, and return the new one.

    The real day of joining goes with it, so that every clock runs on in the new unit. Where the person belongs to the
    new unit already, that membership takes over what the old one was. Raises ``NotTransferable``.
    """
    if membership.ended_on is not None or membership.unit_id == to.pk:
        raise NotTransferable
    day = max(on, membership.joined_on)
    with writing(by=by, why="transferred"):
        _end(membership, on=day, why=EndReason.TRANSFERRED)
        there = Membership.objects.filter(person=membership.person_id, unit=to, ended_on__isnull=True).first()
        if there is None:
            return Membership.objects.create(
                person_id=membership.person_id,
                unit=to,
                joined_on=day,
                member_since=membership.member_since,
                primary=membership.primary,
            )
        there.member_since = min(there.member_since, membership.member_since)
        there.primary = there.primary or membership.primary
        there.save(update_fields=["member_since", "primary"])
        return there


def end_membership(*, membership: Membership, on: date, why: EndReason, by: Person | None) -> None:
    """End one membership. Where others run on and this was the primary one, the oldest of them becomes it."""
    with writing(by=by, why=f"membership ended: {why}"):
        _end(membership, on=max(on, membership.joined_on), why=why)
        if membership.primary:
            running = Membership.objects.filter(person=membership.person_id, ended_on__isnull=True)
            oldest = running.order_by("member_since", "pk").first()
            if oldest is not None:
                oldest.primary = True
                oldest.save(update_fields=["primary"])


def _end(membership: Membership, *, on: date, why: EndReason) -> None:
    membership.ended_on = on
    membership.ended_why = why
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_on", "ended_why", "ended_at"])


def leave_party(*, person: Person, on: date, why: EndReason, by: Person | None) -> int:
    """End all of the person's memberships, offices and seats on committees; return how many memberships ended.

    What remains in the register is erased by a job within a day (rule M2), except what must be kept.
    """
    with writing(by=by, why=f"left the party: {why}"):
        running = list(Membership.objects.filter(person=person, ended_on__isnull=True))
        for membership in running:
            _end(membership, on=max(on, membership.joined_on), why=why)
        running_on_after = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
        for held in (OfficeHolding.objects, CommitteeMember.objects):
            held.filter(running_on_after, person=person).update(valid_until=Greatest(F("valid_from"), on))
    return len(running)


def resign(*, person: Person, on: date, by: Person | None) -> int:
    """Take the person's resignation: memberships and offices end on the day."""
    return leave_party(person=person, on=on, why=EndReason.RESIGNED, by=by)


def exclude(*, person: Person, unit: Unit, on: date, by: Person | None) -> Exclusion:
    """Exclude the person from the party by a decision of the unit. The name is kept until it is lifted."""
    with writing(by=by, why="excluded"):
        leave_party(person=person, on=on, why=EndReason.EXCLUDED, by=by)
        return Exclusion.objects.create(person=person, unit=unit, decided_on=on)


def pay_dues(
    *,
    person: Person,
    year: int,
    paid_on: date,
    by: Person | None,
    amount: Decimal | None = None,
    voucher: str = "",
) -> Dues:
    """Note that the dues of a year are paid; noting it again changes what was noted."""
    with writing(by=by, why="dues paid"):
        dues, _ = Dues.objects.update_or_create(
            person=person, year=year, defaults={"paid_on": paid_on, "amount": amount, "voucher": voucher}
        )
        if (person.last_paid_year or 0) < year:
            person.last_paid_year = year
            person.save(update_fields=["last_paid_year"])
    return dues


def freeze_year(*, year: int, by: Person | None) -> int:
    """Count every unit's members at the end of 31 December of the year, once, and return how many units were counted.

    A year that is counted already is not touched; a year that is not over is refused with ``ValueError``.
    """
    if timezone.localdate() <= date(year, 12, 31):
        raise ValueError(f"{year} is not over")
    if YearCount.objects.filter(year=year).exists():
        return 0
    now = timezone.now()
    with writing(by=by, why="year counted"):
        rows = YearCount.objects.bulk_create(
            (YearCount(year=year, frozen_at=now, **count) for count in year_counts_of(year)), batch_size=2000
        )
    return len(rows)
