"""What cutting and routing cost as towns grow: seconds and memory, next to n log n.

Run ``python bench/bench_turf_sizes.py [ADDRESSES …]`` from the repository. Cuts generated towns with their streets and
barriers, each in a process of its own, without rounds of improvement: what is left is what grows with the town. Writes
``bench/results/turf_sizes.json`` and ``turf_sizes.md``; sizes measured earlier stay.
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from bench.bench_turfs import DOORS, RESULTS, alone  # noqa: E402
from bench.turfs.grounds import generated  # noqa: E402
from gjennomslag.algorithms.turfs import cut_turfs  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402


def measure(addresses: int) -> dict[str, Any]:
    """Cut one town and return what that took; the town itself is not counted."""
    area = generated(addresses)
    warm = area.points[:200]
    cut_turfs(warm, np.ones(len(warm), np.int64), doors_per_turf=DOORS, streets=area.streets, rounds=0)
    began, ran = time.perf_counter(), time.process_time()
    cut = cut_turfs(
        area.points,
        np.ones(addresses, np.int64),
        doors_per_turf=DOORS,
        barriers=area.barriers,
        streets=area.streets,
        rounds=0,
    )
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "cutting_processor_seconds": round(time.process_time() - ran, 2),
        "metres_per_door": round(float(cut.metres.sum()) / addresses, 2),
        "turfs": cut.turfs,
    }


def main(sizes: list[int]) -> int:
    """Measure and write."""
    warm_up()
    file = RESULTS / "turf_sizes.json"
    facts = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for size in sizes:
        facts[str(size)] = alone(lambda size=size: measure(size))  # type: ignore[misc]
        print(size, facts[str(size)], flush=True)
    file.write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    rows = [(int(size), each) for size, each in sorted(facts.items(), key=lambda item: int(item[0]))]
    unit = rows[0][1]["cutting_processor_seconds"] / (rows[0][0] * math.log(rows[0][0]))
    lines = [
        f"| {size:,} | {each['seconds']} | {each['cutting_processor_seconds']} | "
        f"{each['cutting_processor_seconds'] / (unit * size * math.log(size)):.2f} | {each['peak_mb']} |"
        for size, each in rows
    ]
    text = (
        "# What cutting costs as towns grow\n\nGenerated towns with streets and barriers, every address one door, 60 "
        "a turf, no rounds of improvement. Seconds by the clock on a shared machine of 2 cores, and the processor's; "
        "these by n log n, the smallest town being 1; and the peak memory of the process, the town included.\n\n"
        "| addresses | seconds | processor seconds | to n log n | peak MB |\n|---|---|---|---|---|\n"
    )
    (RESULTS / "turf_sizes.md").write_text(text + "\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main([int(each) for each in sys.argv[1:]] or [5_000, 20_000, 60_000]))
