"""The verbs of whoever runs the system: serve, worker, migrate, backup, restore, demo."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from gjennomslag.core.command import CommandError, Verbs, add_verb, report


def add_commands(verbs: Verbs) -> None:
    """Add the verbs of operations."""
    serve = add_verb(verbs, "serve", _serve, "serve the site, with a worker beside it", database=True)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    serve.add_argument("--processes", type=int, default=2, help="processes that answer requests (%(default)s)")
    serve.add_argument("--no-worker", action="store_true", help="do no background work; run workers elsewhere")
    worker = add_verb(verbs, "worker", _worker, "do background work until stopped", database=True)
    worker.add_argument("--once", action="store_true", help="stop when no work is waiting")
    add_verb(verbs, "migrate", _migrate, "bring the database up to this version", database=True)
    backup = add_verb(verbs, "backup", _backup, "write the whole database to a file", database=True)
    backup.add_argument("file", type=Path)
    restore = add_verb(verbs, "restore", _restore, "replace the whole database by a backup", database=True)
    restore.add_argument("file", type=Path)
    restore.add_argument("--yes", action="store_true", help="do not ask before replacing")
    demo = verbs.add_parser("demo", help="load an invented party, or start over with it")
    actions = demo.add_subparsers(required=True, metavar="ACTION")
    add_verb(actions, "load", _demo_load, "load the invented party, unless it is there", database=True)
    add_verb(actions, "reset", _demo_reset, "empty the demo's database and load the party afresh", database=True)


def _serve(options: argparse.Namespace) -> int:
    from gjennomslag.config.serving import Site, serve

    site = Site(options.host, options.port, options.processes, worker=not options.no_worker)
    return serve(site, say=lambda value, words: report(options, value, words))


def _worker(options: argparse.Namespace) -> int:
    from gjennomslag.config.working import keep_working, work

    if not options.once:
        return keep_working()
    work(until_done=True)
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from gjennomslag.config.upgrade import upgrade

    applied = upgrade()
    words = f"{len(applied)} migrations applied." if applied else "The database was up to date."
    report(options, {"applied": applied}, words)
    return 0


def _backup(options: argparse.Namespace) -> int:
    from django.db import connection

    from gjennomslag.config.backup import write_backup

    size = write_backup(connection.get_connection_params(), options.file)
    report(options, {"file": options.file, "bytes": size}, f"{options.file}: {size / 1e6:.1f} MB written.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from django.db import connection

    from gjennomslag.config.backup import check_backup, restore_backup
    from gjennomslag.config.erasures import erase_since_backup, remember_erasures
    from gjennomslag.config.upgrade import upgrade

    check_backup(options.file)
    if not options.yes:
        if options.json:
            raise CommandError("restore replaces everything in the database: say --yes to mean it.")
        answer = input("This replaces everything in the database. Write yes to go on: ")
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was changed.")
    remember_erasures()
    parameters = connection.get_connection_params()
    connection.close()
    restore_backup(parameters, options.file)
    applied = upgrade()
    erased = erase_since_backup()
    words = f"{options.file}: restored. {erased} people who were erased since were erased again."
    report(options, {"file": options.file, "applied": applied, "erased": erased}, words)
    return 0


def _demo_load(options: argparse.Namespace) -> int:
    from gjennomslag.config.demo.party import load
    from gjennomslag.core import clock

    loaded = load(today=clock.today())
    value = asdict(loaded) if loaded else {"unchanged": True}
    report(options, value, loaded.as_words() if loaded else "The invented party is there already.")
    return 0


def _demo_reset(options: argparse.Namespace) -> int:
    from gjennomslag.config.demo.party import reset
    from gjennomslag.core import clock

    loaded = reset(today=clock.today())
    report(options, asdict(loaded), loaded.as_words())
    return 0
