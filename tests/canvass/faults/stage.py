"""Web servers of their own with a database of their own, all of which can be killed and come back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from gjennomslag.config import embedded

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_START = 60


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@dataclass
class WebServer:
    """A web server that is forked anew whenever it is killed (``faults.server``)."""

    environment: dict[str, str]
    workers: int = 1
    port: int = field(default_factory=free_port)
    _nursery: subprocess.Popen[str] | None = None
    _group: int = 0

    def start(self) -> None:
        """Start the process that forks servers, and wait until the first one answers."""
        arguments = [sys.executable, "-m", "tests.canvass.faults.server", str(self.port), str(self.workers)]
        self._nursery = subprocess.Popen(
            arguments, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._wait()

    def kill(self) -> None:
        """Kill the server at once, whatever it is doing, and wait until the next one answers."""
        os.killpg(self._group, signal.SIGKILL)
        self._wait()

    def stop(self) -> None:
        """Kill the server and what forks it."""
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()
            with suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)

    def _wait(self) -> None:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        self._group = int(self._nursery.stdout.readline())
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("the server did not start")


@dataclass
class Stage:
    """PostgreSQL with its usual durability in ``folder``, and web servers before it."""

    folder: Path
    processes: int = 1
    workers: int = 1
    servers: list[WebServer] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    def start(self, phones: int, doors_each: int) -> list[dict[str, Any]]:
        """Start everything with drives for so many phones, and return each phone's id, keys and doors."""
        prepared = self.prepare(phones, doors_each)
        self.start_servers()
        return prepared

    def prepare(self, phones: int, doors_each: int) -> list[dict[str, Any]]:
        """Start the database and fill it, and return each phone's id, keys and doors."""
        embedded.start_embedded(self.folder)
        prepared: list[dict[str, Any]] = self._run(str(phones), str(doors_each))
        return prepared

    def start_servers(self) -> None:
        """Start the database, if it does not run, and the web servers."""
        embedded.start_embedded(self.folder)
        self.servers = [WebServer(self._environment(), self.workers) for _ in range(self.processes)]
        for server in self.servers:
            server.start()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Return where the servers listen."""
        return [("127.0.0.1", server.port) for server in self.servers]

    def tallies(self) -> dict[str, Any]:
        """Return what has been counted of the answers."""
        counted: dict[str, Any] = self._run("tallies")
        return counted

    def _run(self, *arguments: str) -> Any:
        program = [sys.executable, "-m", "tests.canvass.faults.prepare", *arguments]
        done = subprocess.run(program, cwd=ROOT, env=self._environment(), check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    def kill(self, what: str) -> None:
        """Kill a web server (each in its turn), or stop the database at once; it comes back."""
        self.kills[what] += 1
        if what == "database":
            self.stop_database_at_once()
        else:
            self.servers[self.kills["server"] % len(self.servers)].kill()

    def stop_database_at_once(self) -> None:
        """Stop PostgreSQL as if its power had gone (mode "immediate"), and start it again."""
        folder = embedded.server_folder(self.folder)
        master = int((folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(master, signal.SIGQUIT)
        while embedded._is_alive(master):
            time.sleep(0.02)
        embedded._servers.pop(folder)
        embedded.start_embedded(self.folder)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows that answer the SQL question."""
        with self.connect() as connection:
            return connection.execute(question.encode()).fetchall()

    def connect(self) -> psycopg.Connection:
        """Return a connection to the database."""
        return psycopg.connect(host=str(embedded.socket_folder(self.folder)), user="postgres", dbname="postgres")

    def stop(self) -> None:
        """Stop the web servers; the database stops with this process."""
        for server in self.servers:
            server.stop()

    def _environment(self) -> dict[str, str]:
        ours = {
            "GJENNOMSLAG_DATA": str(self.folder),
            "GJENNOMSLAG_DEMO": "0",
            "GJENNOMSLAG_SECRET_KEY": "faults-only-key",
            "DJANGO_SETTINGS_MODULE": "gjennomslag.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours
