"""A backup put back gives the same database; a bad file changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gjennomslag.config.backup import check_backup, restore_backup, write_backup
from gjennomslag.core.command import CommandError
from tests.party import make_party

pytestmark = pytest.mark.django_db(transaction=True)


def counts(parameters: dict[str, Any]) -> dict[str, int]:
    """Return the number of rows of every table."""
    with psycopg.connect(**parameters) as other:
        tables = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        found = {}
        for (table,) in tables:
            row = other.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            assert row is not None
            found[table] = row[0]
    return found


def digest(parameters: dict[str, Any], table: str) -> object:
    """Return one value that depends on every value in the table."""
    query = "SELECT md5(string_agg(each::text, '|' ORDER BY each::text)) FROM {} AS each"
    with psycopg.connect(**parameters) as other:
        return other.execute(sql.SQL(query).format(sql.Identifier(table))).fetchone()


def test_a_restored_backup_is_the_same_database(
    here: dict[str, Any], elsewhere: dict[str, Any], tmp_path: Path
) -> None:
    make_party()
    file = tmp_path / "party.backup"
    assert write_backup(here, file) == file.stat().st_size > 10_000
    assert file.stat().st_mode & 0o077 == 0
    check_backup(file)
    restore_backup(elsewhere, file)
    assert counts(elsewhere) == counts(here)
    for table in ("organisation_unit", "organisation_person", "organisation_unitevent", "django_migrations"):
        assert digest(elsewhere, table) == digest(here, table)


def test_restoring_replaces_what_was_there(here: dict[str, Any], elsewhere: dict[str, Any], tmp_path: Path) -> None:
    make_party()
    file = tmp_path / "party.backup"
    write_backup(here, file)
    with psycopg.connect(**elsewhere) as other:
        other.execute("CREATE TABLE left_over (id int)")
    restore_backup(elsewhere, file)
    restore_backup(elsewhere, file)
    assert counts(elsewhere) == counts(here)


def test_a_damaged_backup_changes_nothing(here: dict[str, Any], elsewhere: dict[str, Any], tmp_path: Path) -> None:
    make_party()
    file = tmp_path / "party.backup"
    write_backup(here, file)
    restore_backup(elsewhere, file)
    before = counts(elsewhere)
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(CommandError):
        restore_backup(elsewhere, damaged)
    assert counts(elsewhere) == before


@pytest.mark.parametrize(
    ("content", "message"), [(None, "There is no file"), (b"", "is not a backup"), (b"name;age\n", "is not a backup")]
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        check_backup(file)


def test_a_backup_of_another_system_is_refused(elsewhere: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "other.backup"
    write_backup(elsewhere, file)
    with pytest.raises(CommandError, match="another system"):
        check_backup(file)


def test_a_backup_into_a_folder_that_is_not_there_is_refused(here: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        write_backup(here, tmp_path / "nowhere" / "party.backup")
