"""What the environment says, and the secret key that is made where none is given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gjennomslag.config.environment import read_environment

PRINT_KEY = "from gjennomslag.config.environment import read_environment; print(read_environment().secret_key)"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GJENNOMSLAG_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GJENNOMSLAG_SECRET_KEY", raising=False)
    return tmp_path / "data"


def test_the_key_is_made_once_for_the_owner_alone(data: Path) -> None:
    key = read_environment().secret_key
    assert len(key) > 60
    assert read_environment().secret_key == key
    assert [path.name for path in data.iterdir()] == ["secret-key"]
    assert (data / "secret-key").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_get_one_key(data: Path) -> None:
    starting = [
        subprocess.Popen([sys.executable, "-c", PRINT_KEY], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    keys = {process.communicate()[0].strip() for process in starting}
    assert keys == {(data / "secret-key").read_text()}


def test_a_given_key_is_used_and_none_is_made(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GJENNOMSLAG_SECRET_KEY", "given")
    assert read_environment().secret_key == "given"
    assert not data.exists()


def test_hosts_are_a_list_without_empty_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GJENNOMSLAG_HOSTS", "one.example,,two.example")
    assert read_environment().hosts == ("one.example", "two.example")
