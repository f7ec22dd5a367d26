"""Verbs of the register: the record of processing, erasing unpaid members, and importing from member systems."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gjennomslag.core.command import CommandError, Verbs, add_verb, report

if TYPE_CHECKING:
    from gjennomslag.organisation.models import MemberImport, MemberSource


def add_commands(verbs: Verbs) -> None:
    """Add the verbs."""
    _add_members(verbs)
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


def _add_members(verbs: Verbs) -> None:
    members = verbs.add_parser("members", help="files of members from other member systems")
    actions = members.add_subparsers(required=True, metavar="ACTION")
    summary = "Import members from CSV, XLSX or Hypersys' JSON (a file, or a zip of many)."
    parser = add_verb(actions, "import", _import, summary, database=True)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--unit", metavar="CODE", help="the unit that the file is for (the country)")
    parser.add_argument("--system", default="Medlemssystemet", help="the member system's name (%(default)s)")
    parser.add_argument(
        "--complete", action="store_true", help="the file has all members of the unit: ask about those not in it"
    )
    parser.add_argument("--sheet", type=Path, metavar="CSV", help="write every single change, with names, to this file")
    parser.add_argument(
        "--column", action="append", default=[], metavar="FIELD=TITLE", help="what a column is; remembered"
    )
    parser.add_argument(
        "--means", action="append", default=[], metavar="NAME=CODE", help="which unit a name means; remembered"
    )
    parser.add_argument("--folder", metavar="NAME", help="import the newest file in this folder every day from now on")


def _import(options: argparse.Namespace) -> int:
    from gjennomslag.organisation.member_files import UnreadableFileError
    from gjennomslag.organisation.services.member_imports import import_file

    source = _source(options)
    try:
        record = import_file(
            path=options.file,
            source=source,
            by=None,
            dry_run=options.dry_run,
            sheet=options.sheet,
            progress=lambda share: None,
        )
    except OSError as missing:
        raise CommandError(f"{missing.filename or options.file} cannot be opened: {missing.strerror}.") from missing
    except UnreadableFileError as refused:
        raise CommandError(f"{options.file}: {refused}") from refused
    report(options, _as_value(record, dry_run=options.dry_run), _as_words(record, dry_run=options.dry_run))
    return 0


def _pairs(given: list[str], what: str) -> dict[str, str]:
    pairs = dict(each.partition("=")[::2] for each in given)
    if "" in pairs or "" in pairs.values():
        raise CommandError(f"{what} is written with = between the two, and nothing empty.")
    return pairs


def _source(options: argparse.Namespace) -> MemberSource:
    """Return the member system that the options name, with what they say about it remembered."""
    from gjennomslag.organisation.member_files.fields import FIELD_BY_NAME
    from gjennomslag.organisation.queries.units import root_unit, unit_with_code
    from gjennomslag.organisation.services.member_imports import remember, source_named

    unit = unit_with_code(options.unit) if options.unit is not None else root_unit()
    if unit is None:
        raise CommandError(f"There is no unit with the code {options.unit}. Its pages' addresses show the code.")
    columns = _pairs(options.column, "--column")
    unknown = sorted(set(columns) - set(FIELD_BY_NAME))
    if unknown:
        raise CommandError(f"--column: no field is called {unknown[0]}. Fields are {', '.join(FIELD_BY_NAME)}.")
    source = source_named(unit=unit, name=options.system, by=None, complete=True if options.complete else None)
    means = _pairs(options.means, "--means")
    remember(source=source, mapping=columns, unit_names=means, folder=options.folder, by=None)
    return source


def _as_value(record: MemberImport, *, dry_run: bool) -> dict[str, object]:
    shown = [{"line": line, "column": column, "fault": code} for line, column, code in record.faults["shown"]]
    return {
        "file": record.file_name,
        "dry_run": dry_run,
        **record.counts,
        "faults": {"counts": record.faults["counts"], "shown": shown},
    }


def _as_words(record: MemberImport, *, dry_run: bool) -> str:
    from django.utils import translation

    from gjennomslag.organisation.member_files import FaultCode

    lines = [f"{record.file_name}: {record.counts['rows']} rows" + (", nothing written" if dry_run else "")]
    lines.append(", ".join(f"{count} {kind}" for kind, count in record.counts.items() if kind != "rows"))
    shown, total = record.faults["shown"], sum(record.faults["counts"].values())
    with translation.override("en"):
        for line, column, key in shown:
            code = FaultCode.of(key)
            lines.append(f"line {line}, {column or 'row'}: {code.what} {code.remedy} {code.consequence}")
    if total > len(shown):
        lines.append(f"… and {total - len(shown)} faults more")
    return "\n".join(lines)
