"""When something was tapped: made out from a phone's clock that may be wrong, and kept without telling the time.

Within a day the newest tap on a door stands, so that the server must remember which of two came last. It does not
keep the clock time (privacy rule P2): it keeps the order with a number added that is secret to the installation and
different for every door, day and drive. Two such numbers can be compared where they are about the same door and day,
and a copy of the database tells no time at all.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_SAME_MOMENT = 2**20
"""Room for the device's counter and the mark behind the milliseconds, so that no two taps are alike."""


def milliseconds(moment: datetime) -> int:
    """Return the moment as milliseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _MILLISECOND


def moment_of(milliseconds_since_1970: int) -> datetime:
    """Return the moment; what lies outside the calendar comes out at its edge."""
    try:
        return min(max(datetime.fromtimestamp(milliseconds_since_1970 / 1000, UTC), _EARLIEST), _LATEST)
    except (OverflowError, OSError, ValueError):
        return _LATEST if milliseconds_since_1970 > 0 else _EARLIEST


def effective_moment(*, at: int, device_now: int, now: datetime, earliest: datetime, latest: datetime) -> datetime:
    """Return when a tap happened by the server's clock, never outside the time that the turf was held.

    ``at`` and ``device_now`` are the phone's clock at the tap and at sending, ``now`` is the server's at sending. A
    clock that is wrong by any constant is put right; one that jumped in between gives a moment within the lease.
    """
    happened = moment_of(milliseconds(now) - (device_now - at))
    return max(earliest, min(happened, latest, now))


def order_key(*, drive: int, door: int, day: date, moment: datetime, seq: int, rank: int) -> int:
    """Return a number that grows with the moment among taps on the same door and day, and tells nothing else.

    ``seq`` decides between taps of one device in the same millisecond, ``rank`` (below 8) between the rest.
    """
    since = max(0, (moment - _FIRST) // _MILLISECOND)
    return since * _SAME_MOMENT + (seq % 2**17) * 8 + rank + _secret_number(f"{drive}/{door}/{day}")


def sealed_id(operation: UUID) -> UUID:
    """Return what the ledger knows an operation by. Its own id carries the clock time and is not kept."""
    return UUID(bytes=hashlib.blake2b(operation.bytes, digest_size=16).digest())


def sealed_content(*parts: object) -> UUID:
    """Return a fingerprint by which equal content is known again, and which only this installation can make."""
    return UUID(bytes=_keyed("/".join(map(str, parts)))[:16])


def _secret_number(text: str) -> int:
    """Return a number below 2**61 that only this installation can work out."""
    return int.from_bytes(_keyed(text)[:8]) >> 3


def _keyed(text: str) -> bytes:
    key = b"gjennomslag.canvass.moments" + force_bytes(settings.SECRET_KEY)
    return hmac.digest(key, text.encode(), "sha256")
