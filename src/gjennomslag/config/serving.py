"""Serve the site: processes that answer requests, a worker beside them, and an orderly end.

This process only watches over the others. When it is told to stop (Ctrl-C, SIGTERM), or when one of them ends by
itself, it stops them all; whatever supervises it may then start it again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gjennomslag.accounts.demo import demo_people
from gjennomslag.config.upgrade import missing_migrations, upgrade
from gjennomslag.core.command import CommandError

THREADS = 4
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30

Say = Callable[[object, str], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where and how to serve."""

    host: str
    port: int
    processes: int
    worker: bool

    @property
    def address(self) -> str:
        """Return the address to open in a browser."""
        host = "localhost" if self.host in {"0.0.0.0", "127.0.0.1", "::", "::1"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"


def serve(site: Site, *, say: Say) -> int:
    """Serve until told to stop; return 0 then, 1 when a part ended by itself.

    The embedded database is brought up to date first. A server's is not: that is for ``gjennomslag migrate``,
    at a time of somebody's choosing.
    """
    _check_port(site)
    if finders.find("build/site.css") is None:
        raise CommandError("The site's styles and scripts are not built. Run: make setup")
    if settings.ENVIRONMENT.database_url:
        missing = missing_migrations()
        if missing:
            raise CommandError(f"The database lacks {len(missing)} migrations. Run: gjennomslag migrate")
    else:
        upgrade()
    call_command("collectstatic", interactive=False, verbosity=0)
    with _stopping() as stopped:
        environment = environment_of(site)
        parts = [_start_web(site, environment)] + ([_start_worker(environment)] if site.worker else [])
        try:
            if _wait_until_answering(site, parts, stopped):
                _welcome(site, say)
            while not stopped() and all(part.poll() is None for part in parts):
                time.sleep(0.2)
            return 0 if stopped() else 1
        finally:
            _stop(parts)


def _check_port(site: Site) -> None:
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((site.host, site.port))
        except OSError as fault:
            raise CommandError(
                f"Cannot listen on {site.host} port {site.port} ({fault.strerror}). Choose another with --port."
            ) from fault


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Turn the signals that mean "stop" into a question to ask; give them back their old meaning afterwards."""
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def environment_of(site: Site) -> dict[str, str]:
    """Return the environment of the parts: unless somebody has said where people reach the site, links lead here."""
    said = os.environ.keys() & {"GJENNOMSLAG_ADDRESS", "GJENNOMSLAG_HOSTS"}
    return dict(os.environ) if said else os.environ | {"GJENNOMSLAG_ADDRESS": site.address}


def _start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
    return subprocess.Popen([sys.executable, "-m", *arguments], env=environment, start_new_session=True)  # noqa: S603


def _start_web(site: Site, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return _start(
        environment,
        "granian",
        "--interface=wsgi",
        f"--host={site.host}",
        f"--port={site.port}",
        f"--workers={site.processes}",
        f"--blocking-threads={THREADS}",
        "--respawn-failed-workers",
        "--no-ws",
        "--log-level=warning",
        "gjennomslag.config.wsgi:application",
    )


def _start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return _start(environment, "gjennomslag.config.command", "worker")


def _wait_until_answering(site: Site, parts: list[subprocess.Popen[bytes]], stopped: Callable[[], bool]) -> bool:
    """Wait until the port answers; return False when that will not happen."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(site.host, site.host)  # noqa: S104
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and not stopped() and all(part.poll() is None for part in parts):
        try:
            socket.create_connection((host, site.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _welcome(site: Site, say: Say) -> None:
    """Say where the site is and, in demo mode, who to sign in as and a turf to walk."""
    lines = [f"Gjennomslag is at {site.address}   (Ctrl-C stops it)"]
    value = {"address": site.address}
    if settings.DEMO:
        from gjennomslag.config.demo.doors import link_to_walk

        lines.append("Sign in with one click on the front page, as:")
        lines += [f"  {each.person.full_name:24} {each.role.replace('-', ' ')}" for each in demo_people()]
        token = link_to_walk(timezone.now())
        if token:
            value["walk"] = site.address.rstrip("/") + reverse("canvass:enter", args=[token])
            lines.append(f"Walk a turf, as on a phone: {value['walk']}")
    say(value, "\n".join(lines))


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    """Ask all parts to stop, and end those that do not in time."""
    for part in parts:
        if part.poll() is None:
            part.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()
