"""Serving from a data folder: it answers, does background work, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from gjennomslag.config.serving import Site, environment_of

COMMAND = (sys.executable, "-m", "gjennomslag.config.command")
# One worker makes the installation, which takes a minute, for all of them.
pytestmark = pytest.mark.xdist_group("serving")
SITE = Site(host="127.0.0.1", port=8123, processes=1, worker=True)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Return the environment of an installation of its own, with the database made."""
    with tempfile.TemporaryDirectory(prefix="gjennomslag-test-") as folder:
        Path(folder).chmod(0o755)
        values = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        values |= {
            "GJENNOMSLAG_DATA": str(Path(folder) / "data"),
            "DJANGO_SETTINGS_MODULE": "gjennomslag.config.settings",
        }
        subprocess.run([*COMMAND, "migrate"], env=values, check=True, capture_output=True)
        yield values


@pytest.fixture
def port() -> int:
    """Return a port that is free now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        number: int = trial.getsockname()[1]
        return number


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_leaves_nothing_behind(
    environment: dict[str, str], port: int, number: signal.Signals
) -> None:
    command = [*COMMAND, "serve", "--port", str(port), "--processes", "1", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert json.loads(read_line(server)) == {"address": f"http://localhost:{port}/"}
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            assert answer.status == 200
            assert "Gjennomslag" in answer.read().decode()
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{port}/nowhere/", timeout=20)
        family = psutil.Process(server.pid).children(recursive=True)
        assert any("worker" in process.cmdline() for process in family)
        server.send_signal(number)
        assert server.wait(60) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert not (Path(environment["GJENNOMSLAG_DATA"]) / "postgresql" / "postmaster.pid").exists()


def workers(server: subprocess.Popen[str], *, since: psutil.Process | None = None) -> tuple[psutil.Process, ...]:
    """Return the process that watches and the one that works, as soon as it is another than the one before."""
    for _ in range(600):
        family = psutil.Process(server.pid).children()
        watching = next(process for process in family if "worker" in process.cmdline())
        working = [each for each in watching.children() if each != since and each.status() != psutil.STATUS_ZOMBIE]
        if working:
            return watching, working[0]
        time.sleep(0.1)
    raise AssertionError("nobody works")


def test_serve_outlives_a_killed_worker_but_not_a_part_that_ends(environment: dict[str, str], port: int) -> None:
    command = [*COMMAND, "serve", "--port", str(port), "--processes", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert str(port) in read_line(server)
        watching, working = workers(server)
        working.kill()
        watching, _another = workers(server, since=working)
        assert server.poll() is None
        family = psutil.Process(server.pid).children(recursive=True)
        watching.kill()
        assert server.wait(60) == 1
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_serve_says_when_the_port_is_taken(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "serve", "--port", taken], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"port {taken}" in done.stderr
    assert "--port" in done.stderr


def test_worker_once_stops_when_no_work_is_waiting(environment: dict[str, str]) -> None:
    done = subprocess.run([*COMMAND, "worker", "--once"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_links_lead_to_the_address_that_is_served_or_where_somebody_has_said(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("GJENNOMSLAG_ADDRESS", "GJENNOMSLAG_HOSTS")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    assert environment_of(SITE)["GJENNOMSLAG_ADDRESS"] == "http://localhost:8123/"
    for name in names:
        with monkeypatch.context() as said:
            said.setenv(name, "https://lag.example.org")
            told = environment_of(SITE)
        assert {key: told[key] for key in names if key in told} == {name: "https://lag.example.org"}
