"""Who wrote and why: the context that the history tables keep with every change (django-pghistory)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction


@contextmanager
def writing(*, by: AbstractBaseUser | None, why: str) -> Iterator[None]:
    """Open one transaction whose changes are kept in history as made ``by`` this person for this reason.

    ``by`` is None only for the system itself (an import on the command line, a job). ``why`` is a short English
    phrase or a text the person gave; never personal data.
    """
    with transaction.atomic(), pghistory.context(by=by.pk if by else None, why=why):
        yield
