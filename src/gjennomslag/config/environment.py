"""Everything the environment may say, read in one place.

========================== ===============================================================================
``DATABASE_URL``           ``postgresql://user:password@host:5432/name``; unset: the embedded PostgreSQL
``GJENNOMSLAG_DATA``       folder for the embedded database, uploads and the secret key (``.data``)
``GJENNOMSLAG_ERASURES``   file that remembers whom to erase again after a restore (``erasures`` in the data folder)
``GJENNOMSLAG_DEMO``       ``1``: one-click sign-in as invented people and mail shown on a page; never with real members
``GJENNOMSLAG_DEBUG``      ``1``: Django's debug pages; never in use by others
``GJENNOMSLAG_HOSTS``      host names served, comma-separated (``localhost,127.0.0.1``)
``GJENNOMSLAG_ADDRESS``    where people reach the site, for links (the first host, or the address served)
``GJENNOMSLAG_SECRET_KEY`` signing key; unset: one is made once and kept in the data folder
``GJENNOMSLAG_TILES``      raster tile address for maps; empty: maps on a blank ground
``GJENNOMSLAG_HTTPS``      ``1``: cookies only over HTTPS, HSTS, trust ``X-Forwarded-Proto``
``GJENNOMSLAG_MAIL_URL``   ``smtp://user:password@host:587``, or a provider by django-anymail:
                           ``anymail://brevo?api_key=…&webhook_secret=name:word``; unset: mail is written to the
                           data folder
``GJENNOMSLAG_MAIL_FROM``  sender of the system's mail
``GJENNOMSLAG_QUIET``      when no letters are sent (``21:00-08:00``; in the demo never); ``never``: at any hour
``GJENNOMSLAG_SMS_URL``    where an SMS provider takes messages as JSON; unset: they are written to the data folder
``GJENNOMSLAG_SMS_KEY``    the provider's key
``GJENNOMSLAG_SMS_FROM``   sender of SMS, at most eleven letters
========================== ===============================================================================
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KARTVERKET_RASTER = "https://cache.kartverket.no/v1/wmts/1.0.0/topograatone/default/webmercator/{z}/{y}/{x}.png"


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as typed values."""

    data: Path
    erasures: Path
    database_url: str
    demo: bool
    debug: bool
    hosts: tuple[str, ...]
    https: bool
    tiles: str
    mail_url: str
    mail_from: str
    quiet: str
    sms_url: str
    sms_key: str
    sms_from: str
    site_address: str

    @property
    def secret_key(self) -> str:
        """Return the signing key, made once and kept readable only for its owner."""
        given = os.environ.get("GJENNOMSLAG_SECRET_KEY")
        if given:
            return given
        path = self.data / "secret-key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        return path.read_text()


def _make_secret(path: Path) -> None:
    """Write a new key to the file, whole at once: of two processes that start together one wins, and both read it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()


def read_environment() -> Environment:
    """Return what the environment says, with defaults for a laptop."""
    data = Path(os.environ.get("GJENNOMSLAG_DATA", ".data")).resolve()
    hosts = tuple(filter(None, os.environ.get("GJENNOMSLAG_HOSTS", "localhost,127.0.0.1").split(",")))
    https = os.environ.get("GJENNOMSLAG_HTTPS") == "1"
    demo = os.environ.get("GJENNOMSLAG_DEMO") == "1"
    return Environment(
        data=data,
        erasures=Path(os.environ.get("GJENNOMSLAG_ERASURES", data / "erasures")).resolve(),
        database_url=os.environ.get("DATABASE_URL", ""),
        demo=demo,
        debug=os.environ.get("GJENNOMSLAG_DEBUG") == "1",
        hosts=hosts,
        https=https,
        tiles=os.environ.get("GJENNOMSLAG_TILES", KARTVERKET_RASTER),
        mail_url=os.environ.get("GJENNOMSLAG_MAIL_URL", ""),
        mail_from=os.environ.get("GJENNOMSLAG_MAIL_FROM", "Gjennomslag <noreply@localhost>"),
        quiet=os.environ.get("GJENNOMSLAG_QUIET", "never" if demo else "21:00-08:00"),
        sms_url=os.environ.get("GJENNOMSLAG_SMS_URL", ""),
        sms_key=os.environ.get("GJENNOMSLAG_SMS_KEY", ""),
        sms_from=os.environ.get("GJENNOMSLAG_SMS_FROM", "Gjennomslag"),
        site_address=os.environ.get("GJENNOMSLAG_ADDRESS", f"{'https' if https else 'http'}://{hosts[0]}").rstrip("/"),
    )
