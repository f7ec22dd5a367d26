"""Cut a country, municipality by municipality, by jobs on any number of workers: seconds and memory.

Run ``python bench/bench_turf_country.py [WORKERS [ADDRESSES]]`` from the repository. As many addresses as Norway has,
2.25 million unless said otherwise, in 357 generated municipalities whose sizes fall as the real ones do; the towns are
made first and are not counted. Each municipality is one job that reads its town, cuts it without rounds of improvement,
orders every turf and gives the cut back. Writes ``bench/results/turf_country.json`` and ``turf_country.md``.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import resource
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from bench.bench_turfs import DOORS, RESULTS  # noqa: E402
from bench.turfs.grounds import Ground, generated  # noqa: E402
from gjennomslag.algorithms.turfs import cut_turfs  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402

ADDRESSES = 2_250_000
MUNICIPALITIES = 357
LARGEST = 0.075
"""The share of the largest municipality."""
TOWNS = ROOT / ".cache" / "bench-country"
KINDS = 24
"""So many different towns are made; municipalities of about one size share one and differ in the seed of the cut."""


def sizes(addresses: int) -> list[int]:
    """Return the addresses of each municipality, the largest first: each is a fixed share smaller than the last."""
    low, high = 0.9, 0.9999
    for _ in range(60):
        fall = (low + high) / 2
        total = LARGEST * (1 - fall**MUNICIPALITIES) / (1 - fall)
        low, high = (fall, high) if total < 1 else (low, fall)
    shares = LARGEST * low ** np.arange(MUNICIPALITIES)
    return [max(200, round(each)) for each in (addresses * shares / shares.sum()).tolist()]


def rounded(size: int, largest: int) -> int:
    """Return the size of the town that stands in for a municipality of this size."""
    steps = np.geomspace(200, largest, KINDS)
    return int(steps[np.argmin(np.abs(np.log(steps / size)))])


def town_of(size: int) -> Path:
    """Make the town of this size unless it is there, and return its file."""
    file = TOWNS / f"{size}.pickle"
    if not file.exists():
        TOWNS.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(generated(size)))
    return file


def cut_municipality(job: tuple[str, int]) -> dict[str, Any]:
    """Cut one municipality and say what that took."""
    path, seed = job
    ran = time.process_time()
    area: Ground = pickle.loads(Path(path).read_bytes())  # made by this very bench
    cut = cut_turfs(
        area.points,
        np.ones(len(area.points), np.int64),
        doors_per_turf=DOORS,
        barriers=area.barriers,
        streets=area.streets,
        rounds=0,
        seed=seed,
    )
    return {
        "addresses": len(area.points),
        "turfs": cut.turfs,
        "metres": float(cut.metres.sum()),
        "processor": time.process_time() - ran,
        "worker": os.getpid(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main(arguments: list[str]) -> int:
    """Measure and write."""
    workers = int(arguments[0]) if arguments else os.cpu_count() or 1
    addresses = int(arguments[1]) if len(arguments) > 1 else ADDRESSES
    warm_up()
    wanted = sizes(addresses)
    jobs = [(str(town_of(rounded(size, wanted[0]))), number) for number, size in enumerate(wanted)]
    load = os.getloadavg()[0]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(warm, range(workers), chunksize=1)
        began = time.perf_counter()
        done = list(pool.imap_unordered(cut_municipality, jobs, chunksize=1))
        seconds = time.perf_counter() - began
    peaks: dict[int, int] = {}
    for each in done:
        peaks[each["worker"]] = max(peaks.get(each["worker"], 0), each["peak_mb"])
    facts = {
        "load": round(load, 1),
        "workers": workers,
        "municipalities": len(done),
        "addresses": sum(each["addresses"] for each in done),
        "turfs": sum(each["turfs"] for each in done),
        "metres_per_door": round(sum(each["metres"] for each in done) / sum(each["addresses"] for each in done), 2),
        "seconds": round(seconds, 1),
        "processor_seconds": round(sum(each["processor"] for each in done), 1),
        "peak_mb": sum(peaks.values()),
    }
    print(json.dumps(facts, indent=1))
    file = RESULTS / "turf_country.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {}
    known[f"{facts['addresses']} {workers}"] = facts
    file.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    write_table(list(known.values()))
    return 0


def warm(number: int) -> int:
    """Let a worker load the machine code before the clock runs."""
    points = np.random.default_rng(number).random((200, 2)) * 1000
    return cut_turfs(points, np.ones(200, np.int64), doors_per_turf=DOORS, rounds=0).turfs


def write_table(rows: list[dict[str, Any]]) -> None:
    """Write a table of all that was measured."""
    text = (
        "# A country, municipality by municipality\n\nGenerated municipalities with their streets and barriers, every "
        "address one door, 60 a turf, no rounds of improvement; cut and routes. Each municipality is one job. Seconds "
        "by the clock on a shared machine of 2 cores, the processor's by all workers together, and the sum of the "
        "workers' peak memory. Load is how many processes wanted to run before it began.\n\n"
        "| addresses | municipalities | turfs | m per door | workers | seconds | processor seconds | peak MB | load |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    for each in rows:
        text += (
            f"| {each['addresses']:,} | {each['municipalities']} | {each['turfs']:,} | {each['metres_per_door']} | "
            f"{each['workers']} | {each['seconds']} | {each['processor_seconds']} | {each['peak_mb']} | "
            f"{each['load']} |\n"
        )
    (RESULTS / "turf_country.md").write_text(text, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
