"""Back up the whole database to one file, and put it back in one transaction.

The programs are the embedded PostgreSQL's (version 18), which can dump and fill every server from version 15.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from gjennomslag.config.embedded import program
from gjennomslag.core.command import CommandError

# Connection parameters as psycopg knows them → the environment variables that PostgreSQL's programs read.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}

# Settings that newer programs write and older servers do not know. They change nothing here.
_UNKNOWN_TO_OLDER_SERVERS = b"SET transaction_timeout"


def _environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs reach the database; no password in any argument."""
    given = {variable: str(parameters[key]) for key, variable in _VARIABLES.items() if parameters.get(key)}
    return os.environ | given


def _failed(done: subprocess.CompletedProcess[bytes], doing: str) -> CommandError:
    return CommandError(f"{doing} failed: {done.stderr.decode(errors='replace').strip()}")


def write_backup(parameters: Mapping[str, Any], file: Path) -> int:
    """Write the database to the file and return its size in bytes.

    The file appears under its name only when it is complete, readable for its owner alone: it holds everything
    that the database holds.
    """
    if not file.resolve().parent.is_dir():
        raise CommandError(f"There is no folder {file.resolve().parent} to write the backup in.")
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.touch(mode=0o600)
    done = subprocess.run(  # noqa: S603
        [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}"],
        env=_environment(parameters),
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        unfinished.unlink()
        raise _failed(done, "The backup")
    unfinished.replace(file)
    return file.stat().st_size


def check_backup(file: Path) -> None:
    """Raise ``CommandError`` unless the file is a whole backup of this system."""
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    listing = subprocess.run(  # noqa: S603
        [program("pg_restore"), "--list", file], capture_output=True, check=False
    )
    if listing.returncode:
        raise CommandError(f"{file} is not a backup, or is damaged: {listing.stderr.decode(errors='replace').strip()}")
    if b"organisation_unit" not in listing.stdout:
        raise CommandError(f"{file} is a backup of another system: it has no units.")


def restore_backup(parameters: Mapping[str, Any], file: Path) -> None:
    """Replace everything in the database by the backup, in one transaction: all of it, or nothing at all."""
    environment = _environment(parameters)
    with tempfile.TemporaryFile() as script:
        unpacked = subprocess.run(  # noqa: S603
            [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", file],
            stdout=script,
            stderr=subprocess.PIPE,
            check=False,
        )
        if unpacked.returncode:
            raise _failed(unpacked, "Reading the backup")
        script.seek(0)
        _run_script(script, environment)


def _run_script(script: IO[bytes], environment: Mapping[str, str]) -> None:
    """Empty the database and run the script in it, as one transaction."""
    command: list[str | Path] = [
        program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
    ]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints, env=environment
        )
        assert process.stdin is not None
        try:
            process.stdin.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
            _copy(script, process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # psql has stopped; what it said is read below
        if process.wait():
            complaints.seek(0)
            text = complaints.read().decode(errors="replace").strip()
            raise CommandError(f"The backup was not restored, and nothing was changed: {text}")


def _copy(script: IO[bytes], target: IO[bytes]) -> None:
    """Copy the script, leaving out from its opening lines what older servers do not know."""
    for line in script:
        if not line.startswith(_UNKNOWN_TO_OLDER_SERVERS):
            target.write(line)
        if line.startswith(b"CREATE "):
            break
    shutil.copyfileobj(script, target, 1 << 20)
