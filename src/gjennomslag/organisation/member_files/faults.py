"""What can be wrong with a file of members, in words and with a remedy: in single rows, and in the file as a whole.

What stood in a faulty field is never kept: it may be anything about anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_SHOWN = 200
"""How many faults are kept with their rows; all are counted."""
_ROW_IS_LEFT_OUT = _("The row is left out.")
_FIELD_IS_LEFT_OUT = _("The rest of the row is used.")


class FaultCode(Enum):
    """What is wrong with a row: its key, what it is called, what to do, and whether the row is left out."""

    WIDTH = ("width", _("The row has more fields than the header."), _("Look for a separator in a text."), True)
    NAME = ("name", _("There is no name."), _("Write the first name."), True)
    TEXT = ("text", _("The text is too long, or has characters that cannot be shown."), _("Shorten it."), False)
    NUMBER = ("number", _("The member number is longer than 20 characters."), _("Look at the column."), True)
    NO_KEY = (
        "no-key",
        _("Nothing tells who this is."),
        _("Give a member number, a mail address or a day of birth."),
        True,
    )
    DUPLICATE = ("duplicate", _("The same person is in the file before."), _("The first row is used."), True)
    IDENTITY = (
        "identity",
        _("This looks like a national identity number."),
        _("The register never holds one. Take the column out of the file."),
        False,
    )
    EMAIL = ("email", _("This is no mail address."), _("Put it right in the member system."), False)
    EMAIL_TWICE = (
        "email-twice",
        _("Somebody before in the file has the same mail address."),
        _("Give each person an address of their own; the first row keeps it."),
        False,
    )
    PHONE = ("phone", _("This is no telephone number."), _("Write eight digits, or a country code first."), False)
    BIRTH = ("birth", _("This is no day or year of birth."), _("Write it as 31.12.1990."), False)
    POSTAL_CODE = ("postal-code", _("This is no Norwegian postal code."), _("Write four digits."), False)
    INSTITUTION = (
        "institution",
        _("There is no university or college of this name."),
        _("Write the whole name or the usual short form, such as UiO."),
        False,
    )
    YEAR = ("year", _("This is no year."), _("Write the year as 2026."), False)
    DATE = ("date", _("This is no day."), _("Write it as 31.12.2026."), False)
    FUTURE = ("future", _("The day has not come yet."), _("Look at the year."), False)
    ORDER = ("order", _("The person left before they joined."), _("Look at both days."), True)
    STATUS = ("status", _("This word for a membership is not known."), _("Write “member” or “resigned”."), False)
    NO_UNIT = (
        "no-unit",
        _("No branch is named, and none has the postal code."),
        _("Name the branch, or give the postal code to a branch."),
        True,
    )
    UNKNOWN_UNIT = (
        "unknown-unit",
        _("There is no unit of this name."),
        _("Write the name or code as it stands here, or say below which unit is meant."),
        True,
    )
    SAME_NAME = ("same-name", _("Several units have this name."), _("Write the unit’s code."), True)
    OTHER_UNIT = ("other-unit", _("The unit lies outside the one you import for."), _("Import it there."), True)
    ROLE = ("role", _("There is no office of this name."), _("Say which office is meant, or leave it out."), True)
    ROLE_HOLDER = (
        "role-holder",
        _("It is not clear which member holds the office."),
        _("Give the mail address, or enter the office by hand."),
        True,
    )

    what: str | Promise
    remedy: str | Promise
    loses_row: bool

    def __new__(cls, key: str, what: str | Promise, remedy: str | Promise, loses_row: bool) -> Self:
        """Let the key be the value: the words change with the language."""
        member = object.__new__(cls)
        member._value_ = key
        member.what, member.remedy, member.loses_row = what, remedy, loses_row
        return member

    @classmethod
    def of(cls, key: str) -> FaultCode:
        """Return the fault with this key."""
        return next(each for each in cls if each.value == key)

    @property
    def consequence(self) -> str | Promise:
        """Say what happens to the row."""
        return _ROW_IS_LEFT_OUT if self.loses_row else _FIELD_IS_LEFT_OUT


class FileFault(Enum):
    """Why a whole file cannot be used, and what to do."""

    EMPTY = ("empty", _("There is nothing in the file. Take it out of the member system again."))
    BROKEN = ("broken", _("The file is damaged, or is no CSV, XLSX, JSON or zip file. Take it out again."))
    TOO_LARGE = ("too-large", _("The file is too large to open. Save it as CSV, or take out one county at a time."))
    NO_HEADER = ("no-header", _("There is no row with the names of the columns. Let the first row name them."))
    NO_NAME = ("no-name", _("No column is a name. Say which column holds the first name, or the whole name."))
    NO_KEY = (
        "no-key",
        _("No column tells people apart. Say which holds the member number, mail address or day of birth."),
    )
    MISSING = ("missing", _("The file lacks columns that it had before: %(columns)s. Say anew what each column is."))
    NO_GOOD_ROWS = ("no-good-rows", _("Not one row of the file can be used. The faults below say why."))
    NO_MEMBERS = ("no-members", _("There are no members in the file."))

    words: str | Promise

    def __new__(cls, key: str, words: str | Promise) -> Self:
        """Let the key be the value."""
        member = object.__new__(cls)
        member._value_ = key
        member.words = words
        return member

    @classmethod
    def of(cls, key: str) -> FileFault:
        """Return the fault with this key."""
        return next(each for each in cls if each.value == key)


class UnreadableFileError(Exception):
    """The file cannot be used. ``details`` fill the gaps in the words."""

    def __init__(self, fault: FileFault, **details: str) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.details = details

    def __str__(self) -> str:
        return str(self.fault.words) % self.details if self.details else str(self.fault.words)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``row`` is the line in the file (the header is line 1), ``column`` the title there."""

    row: int
    column: str
    code: FaultCode


@dataclass(slots=True)
class FaultTally:
    """Counts all faults and keeps the first ones."""

    shown: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Number of faults."""
        return self.counts.total()

    def add(self, faults: Iterable[Fault]) -> None:
        """Count the faults."""
        for fault in faults:
            self.counts[fault.code.value] += 1
            if len(self.shown) < MOST_SHOWN:
                self.shown.append(fault)
