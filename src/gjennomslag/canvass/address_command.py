"""The verb ``addresses``: import Kartverket's files, or write invented ones.

Nothing here imports models before the database is up.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gjennomslag.core.command import CommandError, Verbs, add_verb, report

if TYPE_CHECKING:
    from gjennomslag.canvass.models import AddressImport


def add_address_commands(verbs: Verbs) -> None:
    """Add ``addresses import`` and ``addresses generate``."""
    addresses = verbs.add_parser("addresses", help="address files from Kartverket, and invented ones")
    actions = addresses.add_subparsers(required=True, metavar="ACTION")
    _add_import(actions)
    _add_generate(actions)


def _add_import(actions: Verbs) -> None:
    summary = "Import Kartverket's address file, with or without dwellings, as it was downloaded."
    parser = add_verb(actions, "import", _import, summary, database=True)
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV or zip")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--unit", metavar="CODE", help="accept only the municipalities that this unit covers")


def _import(options: argparse.Namespace) -> int:
    from gjennomslag.canvass.address_files import UnreadableFileError
    from gjennomslag.canvass.fault_texts import explain_file_fault
    from gjennomslag.canvass.services.address_imports import import_file
    from gjennomslag.organisation.queries import unit_with_code

    unit = unit_with_code(options.unit) if options.unit is not None else None
    if options.unit is not None and unit is None:
        raise CommandError(f"There is no unit with the code {options.unit}. Its pages' addresses show the code.")
    try:
        record = import_file(
            path=options.file, unit=unit, by=None, dry_run=options.dry_run, progress=lambda share: None
        )
    except OSError as missing:
        raise CommandError(f"{options.file} cannot be opened: {missing.strerror}.") from missing
    except UnreadableFileError as refused:
        raise CommandError(f"{options.file}: {explain_file_fault(refused, str)}") from refused
    report(options, _as_value(record, dry_run=options.dry_run), _as_words(record, dry_run=options.dry_run))
    return 0


def _as_value(record: AddressImport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "file": record.file_name,
        "product": record.product,
        "municipalities": record.municipality_codes,
        "extracted_at": record.extracted_at.isoformat() if record.extracted_at else None,
        "dry_run": dry_run,
        **record.counts,
        "faults": {
            "counts": record.faults["counts"],
            "shown": [
                {"line": line, "column": column, "fault": code, "value": value}
                for line, column, code, value in record.faults["shown"]
            ],
        },
    }


def _as_words(record: AddressImport, *, dry_run: bool) -> str:
    from gjennomslag.canvass.address_files import FaultCode
    from gjennomslag.canvass.fault_texts import explain_fault

    lines = [f"{record.file_name}: {record.counts['rows']} rows" + (", nothing written" if dry_run else "")]
    lines += [
        f"{what}: " + ", ".join(f"{count} {name}" for name, count in record.counts[what].items())
        for what in ("addresses", "doors")
    ]
    shown, total = record.faults["shown"], sum(record.faults["counts"].values())
    lines += [
        f"line {line}, {column or 'row'}: {' '.join(explain_fault(FaultCode(code), str))} ({value})"
        for line, column, code, value in shown
    ]
    if total > len(shown):
        lines.append(f"… and {total - len(shown)} faults more")
    return "\n".join(lines)


def _add_generate(actions: Verbs) -> None:
    summary = "Write an invented town as address files in Kartverket's formats, with barriers and streets."
    parser = add_verb(actions, "generate", _generate, summary, database=False)
    parser.add_argument("--doors", type=int, required=True, help="how many dwellings, 20 to 3,000,000")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another town (1)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument("--municipality", metavar="CODE", help="pretend to be this municipality (an invented one)")
    parser.add_argument("--epsg", default="25833", help="coordinate system: 25832, 25833, 25835 or 4258 (25833)")
    parser.add_argument("--motorway", action="store_true", help="let a motorway cut through the town")
    parser.add_argument(
        "--date", type=date.fromisoformat, default=date(2026, 1, 15), help="when the files were taken out (2026-01-15)"
    )


def _generate(options: argparse.Namespace) -> int:
    from gjennomslag.algorithms.towns import generate_town
    from gjennomslag.canvass.address_files.coordinates import KNOWN_EPSG
    from gjennomslag.canvass.generated_files import Setting, municipality_centre, write_town
    from gjennomslag.organisation.geography import municipalities

    if options.epsg not in KNOWN_EPSG:
        raise CommandError(f"--epsg must be one of {', '.join(sorted(KNOWN_EPSG))}, not {options.epsg}.")
    extracted_at = datetime.combine(options.date, time(5, 30))
    setting, centre = Setting(epsg=options.epsg, extracted_at=extracted_at), None
    if options.municipality is not None:
        centre = municipality_centre(options.municipality)
        if centre is None or options.municipality not in municipalities():
            raise CommandError(f"There is no municipality {options.municipality}. A code is four digits, such as 3420.")
        name = municipalities()[options.municipality].name
        setting = Setting(options.municipality, name, options.epsg, extracted_at)
    try:
        town = generate_town(
            doors=options.doors, seed=options.seed, motorway=options.motorway, **({"centre": centre} if centre else {})
        )
    except ValueError as refused:
        raise CommandError(f"--doors: {refused}") from refused
    written = write_town(town, options.out, setting)
    value = {
        "doors": options.doors,
        "addresses": town.addresses,
        "files": [str(path) for path in astuple(written)],
    }
    files = "\n".join(value["files"])
    report(options, value, f"{town.addresses} addresses, {options.doors} doors:\n{files}")
    return 0
