"""Bring the database up to the version of the code."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gjennomslag.activities.services.expected import install_expected
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.organisation.services import install_offices
from gjennomslag.organisation.services.words import install_words

# Any number that nothing else uses: whoever holds this lock is migrating.
_LOCK = 7_155_001


def missing_migrations() -> list[str]:
    """Return the names of the migrations that the database lacks, in the order in which they must be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def upgrade() -> list[str]:
    """Apply what is missing, install offices, words and templates, return the migrations applied.

    Two processes that upgrade at once wait for each other; the second finds nothing left to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            missing = missing_migrations()
            if missing:
                call_command("migrate", interactive=False, verbosity=0)
            install_offices(by=None)
            install_words(by=None)
            install_templates(by=None)
            install_expected(by=None)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return missing
