"""Turfs and routes against paper lists, Hilbert's curve, k-means and METIS with LKH, on the same ground.

Run ``python bench/bench_turfs.py [TOWN …]`` from the repository; a town is a number of addresses or ``elverum``
(5000 without any). Every cut is walked along the streets, in the best order that is known for it: METIS' by LKH, the
others' by our own search. Writes ``bench/results/turfs_TOWN.json`` and, from all of these, ``turfs.md``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from bench.turfs import paths, rival_cuts  # noqa: E402
from bench.turfs.door_graph import Graph, contiguous, door_graph  # noqa: E402
from bench.turfs.grounds import Ground, ground  # noqa: E402
from gjennomslag.algorithms.distances import Walk  # noqa: E402
from gjennomslag.algorithms.improvement import Turfs, search_paths  # noqa: E402
from gjennomslag.algorithms.turfs import cut_turfs  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402

DOORS = 60
KICKS = 100
ROUNDS = (0, 1, 6, 40)
RESULTS = ROOT / "bench" / "results"


def as_turfs(turf: rival_cuts.Turf) -> Turfs:
    """Return the doors turf by turf."""
    order = np.argsort(turf, kind="stable").astype(np.int32)
    return Turfs(order, np.searchsorted(turf[order], np.arange(turf.max() + 2)))


def metres_by_lkh(walk: Walk, turf: rival_cuts.Turf) -> float:
    """Return the metres of all turfs in LKH's order."""
    turfs, total = as_turfs(turf), 0
    for first, last in zip(turfs.starts[:-1], turfs.starts[1:], strict=True):
        matrix = paths.matrix_of(walk, turfs.order[first:last])
        total += paths.walked(matrix, paths.lkh(matrix))
    return total / 10


def row(area: Ground, graph: Graph, turf: rival_cuts.Turf, metres: float, seconds: float) -> dict[str, Any]:
    """Return what is told of one method."""
    sizes = np.bincount(turf)
    return {
        "metres_per_door": round(metres / len(area.points), 2),
        "max_by_mean": round(float(sizes.max() / sizes.mean()), 3),
        "contiguous": round(float(contiguous(graph, turf).mean()), 3),
        "seconds": round(seconds, 2),
    }


def measure(name: str) -> dict[str, Any]:
    """Cut one town in every way."""
    area = ground(name)
    walk = area.walk()
    graph = door_graph(walk)
    turfs = round(len(area.points) / DOORS)
    found: dict[str, Any] = {}

    def note(method: str, cut: Callable[[], rival_cuts.Turf], lkh: bool = False) -> None:
        began = time.perf_counter()
        turf = cut()
        found[method] = row(area, graph, turf, length(turf, lkh), 0)
        found[method]["seconds"] = round(time.perf_counter() - began, 2)
        print(name, method, found[method], flush=True)

    def length(turf: rival_cuts.Turf, lkh: bool) -> float:
        return metres_by_lkh(walk, turf) if lkh else float(search_paths(walk, as_turfs(turf), KICKS, 0).sum()) / 10

    note("by street and number", lambda: rival_cuts.in_pieces(area.paper, turfs))
    note("Hilbert chunks", lambda: rival_cuts.in_pieces(rival_cuts.hilbert(area.points), turfs))
    note("k-means with repair", lambda: rival_cuts.k_means(area.points, turfs, 1))
    cuts = [(length(turf, False), kind, turf) for kind, turf in rival_cuts.metis(graph, turfs)]
    _, kind, best = min(cuts, key=lambda each: each[0])
    note(f"METIS, best of {len(cuts)} ({kind}), and LKH", lambda: best, lkh=True)
    for rounds in ROUNDS:
        began = time.perf_counter()
        cut = cut_turfs(
            area.points,
            np.ones(len(area.points), np.int64),
            doors_per_turf=DOORS,
            streets=area.streets,
            rounds=rounds,
        )
        taken = time.perf_counter() - began
        method = f"ours, {rounds} rounds"
        found[method] = row(area, graph, cut.turf.astype(np.int64), float(cut.metres.sum()), taken)
        print(name, method, found[method], flush=True)
    return found


def main(towns: list[str]) -> int:
    """Measure the towns and write what came out."""
    warm_up()
    for name in towns:
        facts = {"load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(), "methods": measure(name)}
        (RESULTS / f"turfs_{name}.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    write_table()
    return 0


def write_table() -> None:
    """Write one table from all results at hand."""
    text = "# Turfs and routes\n\nEvery address one door, 60 a turf, walking along the streets where they are known.\n"
    for file in sorted(RESULTS.glob("turfs_*.json")):
        facts = json.loads(file.read_text("utf-8"))
        methods = facts["methods"]
        metis = next(each["metres_per_door"] for name, each in methods.items() if name.startswith("METIS"))
        text += (
            f"\n## {file.stem.removeprefix('turfs_')}\n\n{facts['cores']} cores, {facts['load']} processes wanted to "
            "run before it began: seconds are the clock's on a shared machine.\n\n"
            "| method | m per door | to METIS + LKH | max/mean | contiguous | seconds |\n|---|---|---|---|---|---|\n"
        )
        for name, each in methods.items():
            text += (
                f"| {name} | {each['metres_per_door']} | {each['metres_per_door'] / metis:.3f} | "
                f"{each['max_by_mean']} | {each['contiguous']:.0%} | {each['seconds']} |\n"
            )
    (RESULTS / "turfs.md").write_text(text, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["5000"]))
