"""A PostgreSQL server of the system's own, started privately for one run of the tests and thrown away after it."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OLDEST = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# A database that is thrown away needs no durability, and its small queries no compiler: PostgreSQL compiles what it
# believes to be large, and of tables it has never counted it believes much. Compiling doubled the time of migrating.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=256MB",
    "jit=off",
    "listen_addresses=",
)


def version_of(programs: Path) -> int:
    """Return the major version of the server in the folder."""
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", answer)
    return int(found[1]) if found else 0


def find_programs() -> Path | None:
    """Return the folder of the newest installed PostgreSQL that is new enough, or None."""
    on_path = shutil.which("postgres")
    folders = {Path(on_path).resolve().parent} if on_path else set()
    for place in PLACES:
        folders |= set(Path("/").glob(place.lstrip("/")))
    suitable = [folder for folder in folders if (folder / "initdb").exists() and version_of(folder) >= OLDEST]
    return max(suitable, key=version_of, default=None)


def other_user() -> dict[str, Any]:
    """Return how to start a process as somebody else: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}
    raise SystemExit("There is neither a user postgres nor a user nobody to run PostgreSQL as.")


def call(program: Path, arguments: Sequence[str], user: dict[str, Any], folder: Path) -> None:
    """Run one of PostgreSQL's programs; show what it said where it fails."""
    log = folder / "programs.log"
    with log.open("a") as output:
        done = subprocess.run([program, *arguments], stdout=output, stderr=output, cwd=folder, check=False, **user)
    if done.returncode:
        raise SystemExit(f"{program} failed:\n{log.read_text()}")


@contextmanager
def running_server(programs: Path) -> Iterator[tuple[str, str]]:
    """Start a server that only this machine can reach; give its address for ``DATABASE_URL`` and its name.

    Its folder lies among the temporary files, not in the checkout: the path of a socket must be short, and the
    user that PostgreSQL runs as when we are root may not be able to read the checkout.
    """
    folder = Path(tempfile.mkdtemp(prefix="gjennomslag-"))
    user = other_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    data, log = str(folder / "data"), str(folder / "server.log")
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
    try:
        call(programs / "initdb", ("-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"), user, folder)
        call(programs / "pg_ctl", ("-D", data, "-l", log, "-o", options, "-w", "start"), user, folder)
        try:
            yield f"postgresql:///postgres?host={folder}&user=postgres", f"PostgreSQL {version_of(programs)}"
        finally:
            call(programs / "pg_ctl", ("-D", data, "-m", "immediate", "-w", "stop"), user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
