"""The verbs of canvassing on the command line. Nothing here imports models before the database is up."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time
from pathlib import Path

from gjennomslag.canvass.turf_command import add_turf_commands
from gjennomslag.core.command import CommandError, Verbs, add_verb, report


def add_commands(verbs: Verbs) -> None:
    """Add ``addresses generate`` and what ``turf_command`` has."""
    addresses = verbs.add_parser("addresses", help="address files from Kartverket, and invented ones")
    actions = addresses.add_subparsers(required=True, metavar="ACTION")
    _add_generate(actions)
    add_turf_commands(verbs)


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
        "files": [str(path) for path in (written.addresses, written.dwellings, written.barriers, written.streets)],
    }
    files = "\n".join(value["files"])
    report(options, value, f"{town.addresses} addresses, {options.doors} doors:\n{files}")
    return 0
