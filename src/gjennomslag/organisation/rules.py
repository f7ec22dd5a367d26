"""The capabilities of the organisation room, and what the statutes say about one member.

The days and months are the party's own and stand in ``data/statutes.yaml``.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

import phonenumbers
import yaml
from django.utils.translation import gettext_lazy as _

from gjennomslag.core.capabilities import register_capability
from gjennomslag.organisation.scope import OPEN_TO_MEMBERS

SEE = register_capability(OPEN_TO_MEMBERS, _("See the open pages of units"))
SEE_MEMBERS = register_capability("organisation.see_members", _("See who is a member"))
EDIT_MEMBERS = register_capability("organisation.edit_members", _("Change the member register"))
EXPORT_MEMBERS = register_capability("organisation.export_members", _("Take out lists of members"))
APPROVE_LISTS = register_capability("organisation.approve_lists", _("Approve long lists of members"))
IMPORT_MEMBERS = register_capability("organisation.import_members", _("Import members from a member system"))
MANAGE_OFFICES = register_capability("organisation.manage_offices", _("Give and end offices"))
HEAR_OF_JOINS = register_capability("organisation.hear_of_joins", _("Be told at once when somebody joins"))
SEE_PROCESSING = register_capability("organisation.see_processing", _("See the record of processing"))


@dataclass(frozen=True, slots=True)
class Statutes:
    """What the party's statutes say about members, as ``data/statutes.yaml`` explains it."""

    youngest: int
    dues_due: tuple[int, int]
    rights_end: tuple[int, int]
    counts_for_next_year_from: int
    unpaid_months: int
    resigned_hours: int
    alone_at_most: int
    follow_up_at_most: int


@cache
def statutes() -> Statutes:
    """Return the party's statutes."""
    values = yaml.safe_load((files("gjennomslag.organisation") / "data" / "statutes.yaml").read_text("utf-8"))
    pairs = {key: tuple(values[key]) for key in ("dues_due", "rights_end")}
    return Statutes(**(values | pairs))


def first_dues_year(member_since: date) -> int:
    """Return the first year for which a member owes dues, and in which the member counts."""
    late = member_since.month >= statutes().counts_for_next_year_from
    return member_since.year + 1 if late else member_since.year


def dues_due_on(year: int) -> date:
    """Return the last day to pay the year's dues."""
    return date(year, *statutes().dues_due)


def rights_until(member_since: date, last_paid_year: int | None) -> date:
    """Return the first day without a member's rights: 1 July of the year after the last paid year.

    Who has never paid has rights as if the year before the first year of dues were paid.
    """
    paid = first_dues_year(member_since) - 1 if last_paid_year is None else last_paid_year
    return date(max(paid, first_dues_year(member_since) - 1) + 1, *statutes().rights_end)


def has_rights(member_since: date, last_paid_year: int | None, day: date) -> bool:
    """Say whether a member who joined then and has paid so far has a member's rights on the day."""
    return member_since <= day < rights_until(member_since, last_paid_year)


def first_unpaid_year(member_since: date, last_paid_year: int | None) -> int:
    """Return the first year for which dues are still owed."""
    first = first_dues_year(member_since)
    return first if last_paid_year is None else max(first, last_paid_year + 1)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def erased_as_unpaid_on(member_since: date, last_paid_year: int | None) -> date:
    """Return the day on which a member who pays nothing more is erased: months after the dues were due (rule M2)."""
    due = dues_due_on(first_unpaid_year(member_since, last_paid_year))
    return months_after(due, statutes().unpaid_months)


def newest_paid_year_erased_on(day: date) -> int:
    """Return the newest year such that members who have paid for it, and no later one, are erased by this day."""
    year = day.year
    while months_after(dues_due_on(year), statutes().unpaid_months) > day:
        year -= 1
    return year - 1


def old_enough(birth: date, day: date) -> bool:
    """Say whether someone born on the day may join (rule M1)."""
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return age >= statutes().youngest


def old_enough_on(birth: date) -> date:
    """Return the first day on which someone born on the day may join."""
    return months_after(birth, 12 * statutes().youngest)


def erased_as_resigned_by(ended_at: datetime) -> datetime:
    """Return the moment by which someone who resigned then must be erased (rule M2)."""
    return ended_at + timedelta(hours=statutes().resigned_hours)


def normal_phone(text: str) -> str | None:
    """Return the telephone number as E.164 (``+4791234567``), or None where it is no number.

    Numbers without a country code are Norwegian. Empty stays empty.
    """
    if not text.strip():
        return ""
    try:
        parsed = phonenumbers.parse(text, "NO")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def normal_email(text: str | None) -> str | None:
    """Return the mail address in small letters without spaces around it, or None where there is none."""
    return (text or "").strip().lower() or None
