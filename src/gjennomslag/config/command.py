"""The command line ``gjennomslag``: puts the rooms' verbs together and runs one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module

from gjennomslag.core.command import CommandError

ROOMS_WITH_VERBS: tuple[str, ...] = ("canvass",)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every room's verbs."""
    parser = argparse.ArgumentParser(prog="gjennomslag", description="Organising software for membership parties.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for room in ROOMS_WITH_VERBS:
        import_module(f"gjennomslag.{room}.command").add_commands(verbs)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 1 refused with a reason, 2 misused."""
    options = build_parser().parse_args(arguments)
    try:
        if options.database:
            from gjennomslag.config.startup import start

            start()
        return int(options.run(options))
    except CommandError as fault:
        if options.json:
            sys.stdout.write(json.dumps({"error": str(fault)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"gjennomslag: {fault}\n")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
