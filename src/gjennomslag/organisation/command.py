"""Verbs of the register: the record of processing, and erasing unpaid members after somebody has looked."""

from __future__ import annotations

import argparse

from gjennomslag.core.command import CommandError, Verbs, add_verb, report


def add_commands(verbs: Verbs) -> None:
    """Add the verbs."""
    register = verbs.add_parser("register", help="the record of processing; erase unpaid members")
    actions = register.add_subparsers(required=True, metavar="ACTION")
    processing = add_verb(actions, "processing", _processing, "write the record of processing", database=True)
    processing.add_argument("--language", default="nb", help="language of the record (%(default)s)")
    unpaid = add_verb(actions, "erase-unpaid", _erase_unpaid, "erase members with unpaid dues", database=True)
    unpaid.add_argument("--yes", action="store_true", help="erase them even where they are alarmingly many")


def _processing(options: argparse.Namespace) -> int:
    from django.utils import translation

    from gjennomslag.organisation.processing import as_data, as_markdown, record_of_processing

    with translation.override(options.language):
        record = record_of_processing()
        report(options, as_data(record), as_markdown(record))
    return 0


def _erase_unpaid(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from gjennomslag.core import clock
    from gjennomslag.organisation.services.erasure import TooManyUnpaid, erase_unpaid

    try:
        erased = erase_unpaid(today=clock.today(), now=timezone.now(), however_many=options.yes)
    except TooManyUnpaid as many:
        raise CommandError(
            f"{many.number} people have not paid, more than one in twenty. Are the dues brought in? Say --yes to erase."
        ) from many
    report(options, {"erased": erased}, f"{erased} people erased.")
    return 0
