"""A server of its own with a database of its own, both of which can be killed and come back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
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
class Stage:
    """PostgreSQL with its usual durability in ``folder``, and a web server before it."""

    folder: Path
    processes: int = 1
    port: int = field(default_factory=free_port)
    kills: int = 0
    _server: subprocess.Popen[bytes] | None = None

    def start(self, phones: int, doors_each: int) -> list[dict[str, Any]]:
        """Start everything with one drive, and return each phone's id, key and doors."""
        embedded.start_embedded(self.folder)
        arguments = [sys.executable, "-m", "tests.canvass.faults.prepare", str(phones), str(doors_each)]
        done = subprocess.run(arguments, cwd=ROOT, env=self._environment(), check=True, stdout=subprocess.PIPE)
        self.start_server()
        prepared: list[dict[str, Any]] = json.loads(done.stdout)
        return prepared

    def start_server(self) -> None:
        """Start the web server and wait until it answers."""
        arguments = [
            *(sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={self.port}"),
            *(f"--workers={self.processes}", "--blocking-threads=4", "--no-ws", "--log-level=critical"),
            "gjennomslag.config.wsgi:application",
        ]
        self._server = subprocess.Popen(
            arguments, cwd=ROOT, env=self._environment(), start_new_session=True, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not start")

    def kill_server(self) -> None:
        """Kill the web server at once, whatever it is doing, and start it again."""
        assert self._server is not None
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()
        self.kills += 1
        self.start_server()

    def stop_database_at_once(self) -> None:
        """Stop PostgreSQL as if its power had gone (mode "immediate"), and start it again."""
        folder = embedded.server_folder(self.folder)
        master = int((folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(master, signal.SIGQUIT)
        while embedded._is_alive(master):
            time.sleep(0.02)
        embedded._servers.pop(folder)
        self.kills += 1
        embedded.start_embedded(self.folder)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows that answer the SQL question."""
        host = embedded.socket_folder(self.folder)
        with psycopg.connect(host=str(host), user="postgres", dbname="postgres") as connection:
            return connection.execute(question.encode()).fetchall()

    def stop(self) -> None:
        """Stop the web server; the database stops with this process."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()

    def _environment(self) -> dict[str, str]:
        ours = {
            "GJENNOMSLAG_DATA": str(self.folder),
            "GJENNOMSLAG_DEMO": "0",
            "GJENNOMSLAG_SECRET_KEY": "faults-only-key",
            "DJANGO_SETTINGS_MODULE": "gjennomslag.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours
