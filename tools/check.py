"""Every check and every test, in the order in which a fault is cheapest to find. ``make test`` runs this.

The checks run two at a time and print one line each, with their output where they fail. Then the tests of what
the database does run on a PostgreSQL server of the system, where one is installed, and last of all everything runs on
the embedded PostgreSQL; the last line is pytest's own. The exit code is 0 only when all of it passed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools.real_postgresql import find_programs, running_server

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# On a second server only what reads and writes by its own SQL says something more: not the browser, nor the pages and
# who may see them, nor tests that never open the database.
PAGES = ("--ignore-glob=tests/*/views", "--ignore=tests/permissions", "--ignore=tests/home", "--ignore=tests/e2e")
ON_A_REAL_SERVER = (*PAGES, "-m", "not browser", "--database-only")
PYTEST = (str(BIN / "pytest"), "-n", "2", "--dist", "loadgroup", "-q", "--no-header")


@dataclass(frozen=True, slots=True)
class Check:
    """One command and the folder it runs in."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT


def checks() -> list[Check]:
    """Return the checks, slowest first so that two at a time end together."""
    python = str(BIN / "python")
    frontend = ROOT / "frontend"
    return [
        Check("types (mypy)", (str(BIN / "mypy"),)),
        Check("layers (import-linter)", (str(BIN / "lint-imports"), "--no-cache")),
        Check("front end: types (tsc)", ("npm", "run", "--silent", "check"), frontend),
        Check("front end: tests (vitest)", ("npm", "run", "--silent", "test"), frontend),
        Check("migrations are complete", (python, "manage.py", "makemigrations", "--check", "--dry-run")),
        Check("translations are complete", (python, "-m", "tools.messages", "check")),
        Check("style (ruff check)", (str(BIN / "ruff"), "check", "--quiet")),
        Check("style (ruff format)", (str(BIN / "ruff"), "format", "--quiet", "--check")),
    ]


def run(check: Check) -> tuple[Check, int, str, float]:
    """Run one check and return its exit code, its output and its seconds."""
    started = time.monotonic()
    environment = os.environ | {"GJENNOMSLAG_DATA": str(ROOT / ".cache" / "check-data")}
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return check, done.returncode, done.stdout, time.monotonic() - started


def run_checks() -> list[str]:
    """Run all checks, two at a time; print one line each and return the names of those that failed."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(run, check) for check in checks()]):
            check, code, output, seconds = future.result()
            print(f"{'ok  ' if code == 0 else 'FAIL'}  {check.name:32} {seconds:5.1f} s", flush=True)
            if code != 0:
                print(output, flush=True)
                failed.append(check.name)
    return failed


def run_on_real_server() -> list[str]:
    """Run the tests that touch the database on the system's own PostgreSQL; return what failed."""
    programs = find_programs()
    if programs is None:
        print("--    tests on a PostgreSQL server: left out, no PostgreSQL 15 or newer is installed here", flush=True)
        return []
    with running_server(programs) as (address, version):
        print(f"\nTests on {version}", flush=True)
        environment = os.environ | {"DATABASE_URL": address}
        code = subprocess.run([*PYTEST, *ON_A_REAL_SERVER], cwd=ROOT, env=environment, check=False).returncode
    return [] if code == 0 else [f"tests on {version}"]


def main() -> int:
    """Run everything; return 0 when all of it passed."""
    failed = run_checks() + run_on_real_server()
    if failed:
        print(f"\nFAILED so far: {', '.join(failed)}", flush=True)
    print("\nTests on the embedded PostgreSQL, in the browser too", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    code = subprocess.run(PYTEST, cwd=ROOT, env=environment, check=False).returncode
    return code or (1 if failed else 0)


if __name__ == "__main__":
    raise SystemExit(main())
