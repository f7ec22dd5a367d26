"""Erasures outlive a restore: who was erased since a backup was taken is erased again before anyone uses it."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gjennomslag.organisation.ledger import entries_of
from gjennomslag.organisation.models import Erasure
from gjennomslag.organisation.services.erasure import bring_ledger_in_step, erase_again


def remember_erasures() -> int:
    """Before the database is replaced: write to the ledger what it alone knows, and return how many erasures.

    A database that is empty or from before there was a ledger knows none.
    """
    if Erasure._meta.db_table not in connection.introspection.table_names():
        return 0
    return bring_ledger_in_step()


def erase_since_backup() -> int:
    """After the database has been replaced: erase everyone in the ledger who is back, and return how many."""
    return erase_again(entries=list(entries_of(settings.ERASURES)), now=timezone.now())
