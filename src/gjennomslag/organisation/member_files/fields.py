"""What a column in a file of members can be: what it is often called, and how its texts are read.

Readers return the text as the register keeps it, or None for one that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gjennomslag.core import clock
from gjennomslag.organisation.geography import institutions, postal_codes
from gjennomslag.organisation.member_files.faults import FaultCode
from gjennomslag.organisation.rules import normal_email, normal_phone

_OLDEST = 120
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ].*)?|(\d\d?)[./](\d\d?)[./](\d{4})(?: .*)?")
_PLAIN_EMAIL = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")
_NORWEGIAN = phonenumbers.PhoneMetadata.metadata_for_region("NO")
_MOBILE = re.compile((_NORWEGIAN and _NORWEGIAN.mobile and _NORWEGIAN.mobile.national_number_pattern) or "(?!)")
_IDENTITY = re.compile(r"[0-7]\d[01489]\d{3} ?\d{5}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

LEFT_WORDS = frozenset({"utmeldt", "utmelding", "resigned", "left", "slettet", "avsluttet", "ended", "død", "deceased"})
MEMBER_WORDS = frozenset({"", "medlem", "aktiv", "active", "member", "betalt", "ubetalt", "innmeldt", "ny", "1", "ja"})


def whole(text: str) -> str | None:
    """Read a name or an address line."""
    return None if _CONTROL.search(text) else " ".join(text.split())


def shorter_than(limit: int) -> Callable[[str], str | None]:
    """Return a reader of texts of at most so many characters."""

    def read(text: str) -> str | None:
        tidy = whole(text)
        return tidy if tidy is not None and len(tidy) <= limit else None

    return read


def email(text: str) -> str | None:
    """Read a mail address."""
    tidy = normal_email(text)
    if tidy is None:
        return ""
    if _PLAIN_EMAIL.fullmatch(tidy) and len(tidy) < 255 and ".." not in tidy:
        return tidy
    try:
        validate_email(tidy)
    except ValidationError:
        return None
    return tidy if len(tidy) < 255 else None


def phone(text: str) -> str | None:
    """Read a telephone number as E.164. Norwegian mobile numbers, which most are, without asking the library."""
    digits = text.replace(" ", "").removeprefix("+47").removeprefix("0047")
    if _MOBILE.fullmatch(digits) and digits.isascii():
        return "+47" + digits
    return normal_phone(text)


def day(text: str) -> str | None:
    """Read a day, ``31.12.1990`` or ``1990-12-31``, as ISO 8601."""
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, number, number2, month2, year2 = found.groups()
    try:
        return date(int(year or year2), int(month or month2), int(number or number2)).isoformat()
    except ValueError:
        return None


def birth(text: str) -> str | None:
    """Read a day of birth, or a year alone."""
    if re.fullmatch(r"\d{4}", text):
        read: str | None = text
    else:
        read = day(text)
    if not read:
        return read
    this_year = clock.today().year
    return read if this_year - _OLDEST <= int(read[:4]) <= this_year else None


def postal_code(text: str) -> str | None:
    """Read a postal code; three digits have lost the zero in front of them."""
    if not text:
        return ""
    code = text.zfill(4) if text.isdigit() and text.isascii() and len(text) == 3 else text
    return code if code in postal_codes() else None


def institution(text: str) -> str | None:
    """Read a university or college by its name, its short name or its code, as the code."""
    return _institutions_by_name().get(text.casefold()) if text else ""


@cache
def _institutions_by_name() -> Mapping[str, str]:
    return {
        name.casefold(): each.code
        for each in institutions().values()
        for name in (each.code, each.short_name, each.name)
    }


def year(text: str) -> str | None:
    """Read a year of dues."""
    if not text:
        return ""
    return text if re.fullmatch(r"(19|20)\d\d", text) and int(text) <= clock.today().year + 1 else None


def status(text: str) -> str | None:
    """Read whether somebody has left: ``left`` or nothing."""
    word = text.lower()
    if word in LEFT_WORDS:
        return "left"
    return "" if word in MEMBER_WORDS else None


def is_identity_number(text: str) -> bool:
    """Say whether the text looks like a national identity number (rule P10)."""
    return _IDENTITY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can be. ``titles`` are what it is often called, in small letters without signs."""

    name: str
    label: str | Promise
    titles: tuple[str, ...]
    read: Callable[[str], str | None]
    fault: FaultCode


FIELDS: Sequence[Field] = (
    Field(
        "number",
        _("Member number"),
        ("medlemsnummer", "medlemsnr", "medlemnr", "member id", "member number", "medlems id", "number"),
        shorter_than(20),
        FaultCode.NUMBER,
    ),
    Field("first_name", _("First name"), ("fornavn", "first name", "fornamn"), shorter_than(80), FaultCode.TEXT),
    Field("last_name", _("Last name"), ("etternavn", "last name", "etternamn"), shorter_than(80), FaultCode.TEXT),
    Field("name", _("Whole name"), ("navn", "name", "namn", "fullt navn"), shorter_than(160), FaultCode.TEXT),
    Field("email", _("E-mail"), ("epost", "e post", "email", "e mail", "mail"), email, FaultCode.EMAIL),
    Field(
        "phone",
        _("Telephone"),
        ("mobil", "telefon", "mobile", "phone", "mobiltelefon", "mobilnummer", "telefonnummer", "tlf"),
        phone,
        FaultCode.PHONE,
    ),
    Field(
        "birth",
        _("Day or year of birth"),
        ("født", "fødselsdato", "fødselsår", "birth", "birth date", "born", "fødselsdag", "fødd"),
        birth,
        FaultCode.BIRTH,
    ),
    Field(
        "street_address",
        _("Home address"),
        ("adresse", "gateadresse", "address", "street address", "address1", "postadresse", "adresse 1"),
        shorter_than(120),
        FaultCode.TEXT,
    ),
    Field(
        "postal_code",
        _("Postal code"),
        ("postnummer", "postnr", "postal code", "zip", "post nr"),
        postal_code,
        FaultCode.POSTAL_CODE,
    ),
    Field(
        "postal_place",
        _("Place"),
        ("poststed", "sted", "postal place", "postal code name", "city", "poststad"),
        shorter_than(60),
        FaultCode.TEXT,
    ),
    Field(
        "studies_at",
        _("Studies at"),
        ("lærested", "studiested", "studerer ved", "studerer", "studies at", "university", "skole", "institusjon"),
        institution,
        FaultCode.INSTITUTION,
    ),
    Field(
        "unit",
        _("Branch"),
        ("lag", "lokallag", "organisasjonsledd", "organisation", "unit", "branch", "enhet", "organisation id"),
        shorter_than(120),
        FaultCode.TEXT,
    ),
    Field(
        "joined_on",
        _("Member since"),
        ("innmeldt", "innmeldingsdato", "medlem siden", "joined", "member since", "innmelding", "medlem frå"),
        day,
        FaultCode.DATE,
    ),
    Field(
        "last_paid_year",
        _("Last paid year"),
        ("siste betalte år", "betalt år", "last paid year", "betalt for", "kontingentår", "sist betalt"),
        year,
        FaultCode.YEAR,
    ),
    Field("left_on", _("Left on"), ("utmeldt", "utmeldingsdato", "left", "resigned", "sluttdato"), day, FaultCode.DATE),
    Field("status", _("Member or resigned"), ("status", "medlemsstatus", "medlemskap"), status, FaultCode.STATUS),
)
FIELD_BY_NAME: Mapping[str, Field] = {each.name: each for each in FIELDS}
_BY_TITLE = {title: each.name for each in FIELDS for title in each.titles}


def plain_title(text: str) -> str:
    """Return a column's title in small letters, with blanks for signs."""
    return " ".join(re.sub(r"[^\wæøåÆØÅ]|_", " ", text.lower()).split())


def guess(titles: Sequence[str]) -> dict[str, str]:
    """Return which field each title most likely is, as {field: title}; the first column of each."""
    found: dict[str, str] = {}
    for title in titles:
        name = _BY_TITLE.get(plain_title(title))
        if name is not None:
            found.setdefault(name, title)
    return found
