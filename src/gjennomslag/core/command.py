"""What every verb of the command line shares: output as words or as JSON, and errors people can act on.

A room that has verbs keeps them in its own ``command.py`` with one function ``add_commands(verbs)``;
``config.command`` puts them together. Importing a room's ``command.py`` must not import models, so that verbs
which need no database start at once and run where there is none.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias


class CommandError(Exception):
    """Something the person at the keyboard can put right. The text says what and how; no traceback is shown."""


class Verbs(Protocol):
    """The part of argparse's sub-parser action that rooms use."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser: ...


Run: TypeAlias = Callable[[argparse.Namespace], int]


def add_verb(verbs: Verbs, name: str, run: Run, summary: str, *, database: bool) -> argparse.ArgumentParser:
    """Add the verb ``name`` with ``--json``; ``run`` gets the options and returns the exit code.

    ``database`` says whether Django and PostgreSQL must be up before ``run`` is called.
    """
    parser = verbs.add_parser(name, help=summary, description=summary)
    parser.add_argument("--json", action="store_true", help="print one JSON value instead of words")
    parser.set_defaults(run=run, database=database)
    return parser


def report(options: argparse.Namespace, value: object, words: str) -> None:
    """Print ``value`` as JSON when ``--json`` was given, else the ``words``."""
    text = json.dumps(value, ensure_ascii=False, default=str) if options.json else words
    sys.stdout.write(text.rstrip("\n") + "\n")
