"""A migrated database that test databases, and those of measurements, are copied from.

Running all migrations takes half a minute. It happens once for each server and set of migrations, not once for each
worker and run. A copy is still migrated, which finds nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
WAIT = "SELECT pg_advisory_lock(hashtext('gjennomslag-template'))"


def fingerprint() -> str:
    """Return a name that changes with our migrations and with the libraries, which bring theirs."""
    files = [*(ROOT / "src").rglob("migrations/*.py"), ROOT / "requirements" / "runtime.txt"]
    digest = sha256()
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def make_template() -> str:
    """Make the database unless it is there, and return its name; whoever comes at the same time waits."""
    name = fingerprint()
    # The generic type does not know that PostgreSQL's creation can reach the server without a database of ours.
    creation = cast(Any, connection.creation)
    with creation._nodb_cursor() as cursor:
        cursor.execute(WAIT)
        cursor.execute("SELECT datname FROM pg_database WHERE datname ^@ 'template_'")
        present = {row[0] for row in cursor.fetchall()}
        if name in present:
            return name
        for old in present:
            cursor.execute(f"DROP DATABASE {old}")
        migrate_into(f"{name}_new")
        cursor.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")
    return name


def migrate_into(name: str) -> None:
    """Create a database of this name with everything migrated, and leave the connection as it was."""
    before, wanted = connection.settings_dict["NAME"], connection.settings_dict["TEST"].get("NAME")
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        connection.settings_dict["TEST"]["NAME"] = wanted
        connection.settings_dict["NAME"] = before


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Give measurements a migrated database of their own, and drop it afterwards."""
    template, name, before = make_template(), f"throwaway_{os.getpid()}", connection.settings_dict["NAME"]
    creation = cast(Any, connection.creation)
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
