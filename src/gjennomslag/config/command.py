"""The command line ``gjennomslag``: puts the rooms' verbs together and runs one."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from gjennomslag.config.operations import add_commands
from gjennomslag.core.command import CommandError

ROOMS_WITH_VERBS: tuple[str, ...] = ("home", "canvass", "plan", "messaging", "organisation")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with the verbs of operations and of every room."""
    parser = argparse.ArgumentParser(prog="gjennomslag", description="Organising software for membership parties.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    add_commands(verbs)
    for room in ROOMS_WITH_VERBS:
        import_module(f"gjennomslag.{room}.command").add_commands(verbs)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 1 refused with a reason, 2 misused, 130 interrupted."""
    options = build_parser().parse_args(arguments)
    # Ended in order, so that the embedded database stops with its last user.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
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
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    raise SystemExit(main())
