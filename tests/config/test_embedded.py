"""The embedded server: shared by processes that start at once, and gone when the last of them has ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gjennomslag.config.embedded import program, server_folder, server_library, socket_folder

# Starts the server of the folder, says so, and lives until its input ends.
USER = """
import sys
from pathlib import Path
from gjennomslag.config.embedded import socket_folder, start_embedded
import psycopg
data = Path(sys.argv[1])
start_embedded(data)
with psycopg.connect(host=str(socket_folder(data)), user="postgres", dbname="postgres") as connection:
    print(connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """Return an empty data folder that other users of the machine can reach (the server does not run as root)."""
    with tempfile.TemporaryDirectory(prefix="gjennomslag-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def start_user(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answer_of(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def end(user: subprocess.Popen[str]) -> None:
    assert user.stdin is not None
    user.stdin.close()
    assert user.wait(60) == 0


def is_running(data: Path) -> bool:
    done = subprocess.run([program("pg_isready"), "-q", "-h", str(socket_folder(data)), "-U", "postgres"], check=False)
    return done.returncode == 0


def test_processes_that_start_at_once_share_one_server_and_the_last_one_stops_it(data: Path) -> None:
    users = [start_user(data) for _ in range(3)]
    answers = {answer_of(user) for user in users}
    assert len(answers) == 1
    assert answers != {""}
    end(users[0])
    end(users[1])
    assert is_running(data)
    end(users[2])
    assert not is_running(data)
    assert not (server_folder(data) / "postmaster.pid").exists()


def test_a_process_that_comes_while_another_makes_the_folder_waits_for_it(data: Path) -> None:
    folder = server_folder(data)
    folder.mkdir(parents=True)
    with server_library().PostgresServer._lock:
        (folder / "PG_VERSION").touch()
        waiting = start_user(data)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(3)
        (folder / "PG_VERSION").unlink()
    assert answer_of(waiting) != ""
    end(waiting)


def test_a_killed_process_does_not_keep_the_server_running(data: Path) -> None:
    killed = start_user(data)
    assert answer_of(killed) != ""
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    assert is_running(data)
    later = start_user(data)
    assert answer_of(later) != ""
    assert json.loads((server_folder(data) / ".handle_pids.json").read_text()) == [later.pid]
    end(later)
    assert not is_running(data)


def test_a_server_that_was_killed_starts_again(data: Path) -> None:
    first = start_user(data)
    identifier = answer_of(first)
    server = int((server_folder(data) / "postmaster.pid").read_text().splitlines()[0])
    os.kill(server, signal.SIGKILL)
    first.send_signal(signal.SIGKILL)
    first.wait(30)
    while is_running(data):
        time.sleep(0.1)
    second = start_user(data)
    assert answer_of(second) == identifier
    end(second)
