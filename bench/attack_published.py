"""The published numbers under attack, at length: ``make attack [--sequences N]``.

Hypothesis makes 100,000 sequences of uploads (sessions that grow, are sent again, come late and close, in three areas),
with somebody looking at every number after each (``tests/algorithms/published.py``). Writes
``bench/results/attack.json`` and ``.md``; ends with 1 and the shortest such sequence where a number below ten can be
seen, or worked out by taking one shown state from another.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.algorithms.published import SEQUENCES, Upload, attack  # noqa: E402

RESULTS = ROOT / "bench" / "results"


LOT = 1000
"""So many sequences are made from one seed: what the search remembers of earlier ones stays small."""


def main() -> int:
    """Attack, and write down what was tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    seen = Counter[str]()
    since = time.monotonic()
    lots = range(-(-wanted.sequences // LOT))
    work = [(wanted.seed * 1_000_000 + lot, min(LOT, wanted.sequences - lot * LOT)) for lot in lots]
    with ProcessPoolExecutor(wanted.processes) as pool:
        for found in pool.map(attack_lot, work):
            seen.update(found)
            sys.stderr.write(f"\r{seen['sequences']:,} of {wanted.sequences:,} sequences")
    sys.stderr.write("\n")
    _write({"seed": wanted.seed, **seen, "found": 0, "seconds": round(time.monotonic() - since)})
    return 0


def attack_lot(lot: tuple[int, int]) -> Counter[str]:
    """Attack with so many sequences made from the seed, and count them. Fails with the shortest that finds a number."""
    number, sequences = lot
    seen = Counter[str]()

    @seed(number)
    @settings(
        max_examples=sequences,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(SEQUENCES)
    def attempt(sequence: Sequence[Upload]) -> None:
        party = attack(sequence)
        seen.update(sequences=1, uploads=len(sequence), states=sum(map(len, party.shown)))

    attempt()
    return seen


def _write(outcome: dict[str, int]) -> None:
    (RESULTS / "attack.json").write_text(json.dumps(outcome, indent=2) + "\n", "utf-8")
    lines = [
        "# Published numbers under attack",
        "",
        f"`make attack` with seed {outcome['seed']}, in {outcome['seconds']} seconds.",
        "",
        "| | |",
        "|---|---|",
        f"| sequences of uploads and views | {outcome['sequences']:,} |",
        f"| uploads in them | {outcome['uploads']:,} |",
        f"| states that came to be shown | {outcome['states']:,} |",
        f"| numbers below ten, shown or worked out by subtraction | **{outcome['found']}** |",
        "",
    ]
    (RESULTS / "attack.md").write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
