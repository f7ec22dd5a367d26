"""The long run of the fault rig: a million taps through networks that fail, with servers killed all the time.

``make soak``, or ``python bench/soak_exactly_once.py [--operations N] [--kills N] [--databases N] [--seed N]``. First
every byte of requests and answers is cut once; then 250 phones walk, sixteen at once, before two web servers and a
PostgreSQL with its usual durability. Writes ``bench/results/exactly_once.json`` and ``.md``; ends with 1 where a tap
was lost, doubled, refused or miscounted. The same seed makes the same taps and the same plan of faults; when the
kills fall depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.canvass.faults import run  # noqa: E402
from tests.canvass.faults.stage import Stage  # noqa: E402
from tests.canvass.faults.walker import Walker  # noqa: E402

DATA = ROOT / ".cache" / "soak-data"
RESULTS = ROOT / "bench" / "results"
PHONES, DOORS_EACH, AT_ONCE, WEB_SERVERS = 250, 40, 16, 2
SHARE_OF_FAULTS = 0.68


def main() -> int:
    """Run, write the result down, and say whether it is as it must be."""
    wanted = _arguments()
    shutil.rmtree(DATA, ignore_errors=True)
    stage = Stage(DATA, processes=WEB_SERVERS)
    try:
        outcome = _run(stage, wanted)
    finally:
        stage.stop()
    _write(outcome)
    sys.stdout.write((RESULTS / "exactly_once.md").read_text("utf-8"))
    return int(any(outcome.wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=2000, help="kills of a web server")
    parser.add_argument("--databases", type=int, default=20, help="immediate stops of the database")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _run(stage: Stage, wanted: argparse.Namespace) -> run.Outcome:
    walkers = run.make_walkers(stage.start(PHONES, DOORS_EACH), wanted.seed)
    since = time.monotonic()
    _tell_of_progress(stage, walkers, wanted.operations, since)
    cuts = run.sweep(stage, walkers[: len(run.PARTS)])
    kills = ["server"] * wanted.kills + ["database"] * wanted.databases
    random.Random(wanted.seed).shuffle(kills)
    swept = sum(walker.seq for walker in walkers)
    counts: Counter[str] = run.walk(
        stage,
        walkers,
        operations=wanted.operations - swept,
        share=SHARE_OF_FAULTS,
        seed=wanted.seed,
        kills=kills,
        at_once=AT_ONCE,
    )
    return run.settle(stage, walkers, cuts + counts, seed=wanted.seed, since=since)


def _tell_of_progress(stage: Stage, walkers: list[Walker], goal: int, since: float) -> None:
    def tell() -> None:
        done = 0
        while done < goal:
            time.sleep(30)
            done = sum(walker.seq for walker in walkers)
            failed, kills = sum(walker.failed for walker in walkers), stage.kills.total()
            seconds = time.monotonic() - since
            sys.stderr.write(f"{seconds:.0f} s: {done:,} of {goal:,} taps, {failed:,} failed, {kills:,} kills\n")

    threading.Thread(target=tell, daemon=True).start()


def _write(outcome: run.Outcome) -> None:
    machine = {"processors": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    record = asdict(outcome) | {"injected": outcome.injected, "machine": machine}
    (RESULTS / "exactly_once.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    by_kind = ", ".join(f"{number:,} {kind}" for kind, number in outcome.faults.items())
    lines = [
        "# Exactly once: the long run",
        "",
        f"`make soak` with seed {outcome.seed}: {PHONES} phones, {AT_ONCE} of them walking at once, {WEB_SERVERS} web",
        "servers, PostgreSQL with its usual durability, on a machine that others used at the same time.",
        "",
        "| | |",
        "|---|---|",
        f"| taps | {outcome.operations:,} |",
        f"| answers in sealed tallies | {outcome.answers:,} |",
        f"| requests | {outcome.requests:,} |",
        f"| requests that failed | {outcome.failed:,} |",
        f"| faults injected by the network | {outcome.injected:,} ({by_kind}) |",
        f"| requests that met a killed server | {outcome.down:,} |",
        f"| web servers killed (SIGKILL) | {outcome.kills.get('server', 0):,} |",
        f"| PostgreSQL stopped at once (immediate) | {outcome.kills.get('database', 0):,} |",
        f"| seconds | {outcome.seconds:,.0f} |",
        f"| **lost** | **{outcome.lost}** |",
        f"| **doubled** | **{outcome.doubled}** |",
        f"| **refused or put aside** | **{outcome.refused}** |",
        f"| **doors, counts and answers that are wrong** | **{sum(outcome.wrong[3:])}** |",
        "",
    ]
    (RESULTS / "exactly_once.md").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
