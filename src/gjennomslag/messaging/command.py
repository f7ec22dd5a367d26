"""Verbs of messaging: taking in letters that came back to a mailbox. Imports no models before the database is up."""

from __future__ import annotations

import argparse
from pathlib import Path

from gjennomslag.core.command import CommandError, Verbs, add_verb, report


def add_commands(verbs: Verbs) -> None:
    """Add the verbs."""
    letters = verbs.add_parser("letters", help="take in letters that came back")
    actions = letters.add_subparsers(required=True, metavar="ACTION")
    returns = add_verb(actions, "returns", _returns, "take in returns from a mailbox", database=True)
    returns.add_argument("mailbox", type=Path, help="an mbox, a Maildir, a folder of mails, or one mail")


def _returns(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from gjennomslag.messaging.returns import mails_in, read_return
    from gjennomslag.messaging.services.addresses import take_back

    if not options.mailbox.exists():
        raise CommandError(f"{options.mailbox} is not there. Name the mailbox that returns come to.")
    read = taken = 0
    for content in mails_in(options.mailbox):
        read += 1
        found = read_return(content)
        if found is not None:
            taken += take_back(recipient=found.recipient, problem=found.problem, at=timezone.now())
    report(options, {"read": read, "returns": taken}, f"{read} mails read, {taken} of them letters that came back.")
    return 0
