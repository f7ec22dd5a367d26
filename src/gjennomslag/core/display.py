"""How numbers, days, times, lengths and shares are written for people, in the active language.

Norwegian follows the Language Council's rules: ``1234`` but ``12 345`` (no-break space from five digits on),
decimal comma, ``34 %``, ``7. juni 2023``, ``kl. 18.00``, ``uke 36``, ranges with an en dash. What is not known
(None) is written as a dash, never as 0.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import overload

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from gjennomslag.core import clock
from gjennomslag.core.clock import Week, week_of

NO_BREAK_SPACE = "\u00a0"
UNKNOWN = "–"
NEAR = timedelta(days=335)
Number = int | float | Decimal


def number(value: Number | None, decimals: int = 0) -> str:
    """Write a number: ``12 345``, ``−3,5``. Rounds half away from zero, as people do."""
    if value is None:
        return UNKNOWN
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    norwegian = _is_norwegian()
    if len(whole) > (4 if norwegian else 3):
        whole = f"{int(whole):,}".replace(",", NO_BREAK_SPACE if norwegian else ",")
    sign = "−" if rounded < 0 else ""
    return f"{sign}{whole}{',' if norwegian else '.'}{fraction}" if fraction else f"{sign}{whole}"


def percent(share: Number | None, decimals: int = 0) -> str:
    """Write a share (0.34) as per cent: ``34 %``."""
    if share is None:
        return UNKNOWN
    return f"{number(Decimal(str(share)) * 100, decimals)}{NO_BREAK_SPACE if _is_norwegian() else ''}%"


def day(value: date | datetime | None) -> str:
    """Write a day: ``7. juni 2023``. A moment is written as the day it has in the installation's time zone."""
    if value is None:
        return UNKNOWN
    local = _local(value)
    return _day(date(local.year, local.month, local.day), get_language())


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> str:
    """Write a day once for each language: lists repeat few days many times."""
    return date_format(value, "DATE_FORMAT")


def short_day(value: date | datetime | None) -> str:
    """Write a day without its year, where the year is clear: ``7. juni``."""
    return UNKNOWN if value is None else date_format(_local(value), "MONTH_DAY_FORMAT")


def clear_day(value: date | datetime | None) -> str:
    """Write a day with its year only where one could think of another: ``7. juni``, ``12. april 2028``.

    The year is clear in the running year, and in the eleven months to come.
    """
    if value is None:
        return UNKNOWN
    local, today = _local(value), clock.today()
    ahead = date(local.year, local.month, local.day) - today
    return short_day(local) if local.year == today.year or timedelta() < ahead < NEAR else day(local)


def weekday(value: date | datetime | None) -> str:
    """Write a day with its weekday, and with its year only where that is not clear: ``onsdag 7. juni``."""
    return UNKNOWN if value is None else f"{date_format(_local(value), 'l')} {clear_day(value)}"


def clock_time(value: time | datetime | None) -> str:
    """Write a time of day: ``18.00``."""
    if value is None:
        return UNKNOWN
    return time_format(_local(value) if isinstance(value, datetime) else value, "TIME_FORMAT")


def span(first: datetime, last: datetime) -> str:
    """Write from when until when: ``onsdag 7. juni, 18.00–20.00``, ``onsdag 7. juni 20.00–torsdag 8. juni 01.00``."""
    if _local(first).date() == _local(last).date():
        return f"{weekday(first)}, {clock_time(first)}–{clock_time(last)}"
    return f"{weekday(first)} {clock_time(first)}–{weekday(last)} {clock_time(last)}"


def moment(value: datetime | None) -> str:
    """Write a day and a time: ``7. juni 2023 kl. 18.00``."""
    return UNKNOWN if value is None else date_format(_local(value), "DATETIME_FORMAT")


def week(value: Week | date | None) -> str:
    """Write an ISO week, or the one that a day lies in: ``uke 36``. The week's year is not written."""
    if value is None:
        return UNKNOWN
    which = value if isinstance(value, Week) else week_of(_local(value))
    return gettext("week %(number)s") % {"number": which.number}


def days(first: date, last: date) -> str:
    """Write a span of days as short as it can be said: ``7.–9. juni 2023``, ``28. juni–3. juli 2023``."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month != last.month:
        return f"{short_day(first)}–{day(last)}"
    return f"{first.day}{'.' if _is_norwegian() else ''}–{day(last)}"


def distance(metres: Number | None) -> str:
    """Write a distance: ``850 m``, ``1,2 km``, ``12 km``."""
    if metres is None:
        return UNKNOWN
    if round(metres) < 1000:
        return f"{number(metres)}{NO_BREAK_SPACE}m"
    kilometres = Decimal(str(metres)) / 1000
    return f"{number(kilometres, 1 if kilometres < 10 else 0)}{NO_BREAK_SPACE}km"


def duration(seconds: Number | None) -> str:
    """Write how long something takes, in whole minutes, rounded up: ``45 min``, ``1 t 20 min``, ``2 t``."""
    if seconds is None:
        return UNKNOWN
    hours, minutes = divmod(-int(-seconds // 60), 60)
    hour_sign = pgettext("hours", "h")
    parts = [f"{hours}{NO_BREAK_SPACE}{hour_sign}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes}{NO_BREAK_SPACE}min")
    return " ".join(parts)


def mail_address(address: str) -> SafeString:
    """Return the mail address as HTML that breaks before its @ where a line is too short, not within a word."""
    name, at, place = address.rpartition("@")
    return format_html("{}<wbr>{}{}", name, at, place)


def _is_norwegian() -> bool:
    return (get_language() or "").startswith(("nb", "nn", "no"))


@overload
def _local(value: datetime) -> datetime: ...


@overload
def _local(value: date) -> date: ...


def _local(value: date) -> date:
    """Return the day or moment as clocks in the installation show it."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
