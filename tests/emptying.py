"""Empty the test database after a test that committed, without Django's flush.

Flush truncates every table, whether anything is in it or not, and then writes all content types and permissions anew:
more than a second after each test in the browser. Most tests leave rows in a dozen of two hundred tables.
"""

from __future__ import annotations

from functools import cache

from django.db import connections
from django.test import TransactionTestCase

# Django's stubs leave it out: it is Django's own, and the only place to take hold of.
TEARDOWN = "_fixture_teardown"
FLUSH = getattr(TransactionTestCase, TEARDOWN)
# What migrations wrote, and no test changes.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "django_site", "procrastinate_version")


@cache
def _question(alias: str) -> str:
    """Return the query that lists the tables with rows in them."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname = current_schema() AND c.relname != ALL(%s) ORDER BY 1",
            [list(KEPT)],
        )
        tables = [row[0] for row in cursor.fetchall()]
    return " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)


def empty_tables(test: TransactionTestCase) -> None:
    """Delete all rows; only a superuser may leave the triggers out of it, anybody else gets Django's flush."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        if not cursor.fetchone()[0]:
            FLUSH(test)
            return
        cursor.execute(_question("default"))
        filled = [row[0] for row in cursor.fetchall()]
        deletes = "".join(f"DELETE FROM {table};" for table in filled)
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes} COMMIT")


def replace_flush() -> None:
    """Empty the database this way after every test that committed."""
    setattr(TransactionTestCase, TEARDOWN, empty_tables)
