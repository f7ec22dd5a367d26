"""Turfs and routes against paper lists, Hilbert's curve, k-means and METIS with LKH, on the same ground.

Run ``python bench/bench_turfs.py [TOWN …]`` from the repository; a town is a number of addresses or ``elverum``
(5000 without any). Every cut is walked along the streets, in the best order that is known for it: METIS' by LKH, the
others' by our own search. Each method runs in a process of its own, so that its peak memory can be told. Writes
``bench/results/turfs_TOWN.json`` and, from all of these, ``turfs.md``.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from bench.turfs import paths, rival_cuts  # noqa: E402
from bench.turfs.grounds import Ground, ground  # noqa: E402
from gjennomslag.algorithms.door_graph import Graph  # noqa: E402
from gjennomslag.algorithms.improvement import Turfs, search_paths  # noqa: E402
from gjennomslag.algorithms.turfs import cut_turfs  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402
from gjennomslag.algorithms.wholeness import Places, pieces  # noqa: E402

DOORS = 60
KICKS = 600
ROUNDS = (0, 1, 6)
LARGE = 50_000
"""Towns of more addresses are cut by METIS in fewer ways, and LKH walks a sample of the turfs."""
SAMPLE = 300
RESULTS = ROOT / "bench" / "results"


def as_turfs(turf: rival_cuts.Turf) -> Turfs:
    """Return the doors turf by turf."""
    order = np.argsort(turf, kind="stable").astype(np.int32)
    return Turfs(order, np.searchsorted(turf[order], np.arange(turf.max() + 2)))


class Bench:
    """One town and what is measured on it."""

    def __init__(self, name: str) -> None:
        self.area: Ground = ground(name)
        self.turfs = round(len(self.area.points) / DOORS)
        self.places: Places
        self.graph: Graph
        self.places, self.graph = self.area.linked()
        self.zone = self.area.zones()

    def row(self, turf: rival_cuts.Turf, metres: float, seconds: float) -> dict[str, Any]:
        """Return what is told of one method."""
        sizes = np.bincount(turf)
        pairs = np.unique(turf.astype(np.int64) * (int(self.zone.max()) + 1) + self.zone)
        crossing = np.bincount(pairs // (int(self.zone.max()) + 1)) > 1
        whole = np.bincount(pieces(self.places, turf)[1]) == 1
        return {
            "metres_per_door": round(metres / len(self.area.points), 3),
            "max_by_mean": round(float(sizes.max() / sizes.mean()), 3),
            "contiguous": round(float(whole.mean()), 4),
            "crossing": round(float(crossing.mean()), 4),
            "seconds": round(seconds, 2),
        }

    def walked(self, turf: rival_cuts.Turf) -> float:
        """Return the metres of all turfs in the order our own search finds."""
        return float(search_paths(self.area.walk(), as_turfs(turf), KICKS, 0).sum()) / 10

    def simple(self, cut: Callable[[], rival_cuts.Turf]) -> dict[str, Any]:
        """Measure a way to cut that our own search walks."""
        began = time.perf_counter()
        turf = cut()
        metres = self.walked(turf)
        return self.row(turf, metres, time.perf_counter() - began)

    def metis_and_lkh(self) -> dict[str, Any]:
        """Measure METIS' best cut, walked by LKH; the seconds are those of the one cut that was best."""
        walk = self.area.walk()
        best, tried = None, 0
        seeds = (1,) if len(self.area.points) > LARGE else (1, 2)
        began = time.perf_counter()
        for kind, turf in rival_cuts.metis(self.graph, self.places.place, self.turfs, seeds):
            taken, tried = time.perf_counter() - began, tried + 1
            metres = float(search_paths(walk, as_turfs(turf), 20, 0).sum())
            if best is None or metres < best[0]:
                best = metres, kind, turf, taken
            began = time.perf_counter()
        assert best is not None
        _, kind, turf, taken = best
        turfs = as_turfs(turf)
        count = len(turfs.starts) - 1
        sample = np.random.default_rng(0).permutation(count)[: SAMPLE if len(self.area.points) > LARGE else count]
        began, lkh, ours = time.perf_counter(), 0, 0
        legs = search_paths(walk, Turfs(turfs.order.copy(), turfs.starts), KICKS, 0)
        ours_in_all = int(legs.sum())
        began = time.perf_counter()
        for number in sample.tolist():
            matrix = paths.matrix_of(walk, turfs.order[turfs.starts[number] : turfs.starts[number + 1]])
            lkh += paths.walked(matrix, paths.lkh(matrix))
            ours += int(legs[turfs.starts[number] : turfs.starts[number + 1]].sum())
        taken += (time.perf_counter() - began) * count / len(sample)
        found = self.row(turf, ours_in_all * lkh / ours / 10, taken)
        return found | {"kind": kind, "tried": tried, "lkh_by_ours": round(lkh / ours, 5), "lkh_turfs": len(sample)}

    def ours(self, rounds: int) -> dict[str, Any]:
        """Measure our own cut and routes."""
        area = self.area
        began = time.perf_counter()
        cut = cut_turfs(
            area.points,
            np.ones(len(area.points), np.int64),
            doors_per_turf=DOORS,
            barriers=area.barriers,
            streets=area.streets,
            rounds=rounds,
        )
        taken = time.perf_counter() - began
        return self.row(cut.turf.astype(np.int64), float(cut.metres.sum()), taken)


def alone(task: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run the task in a process of its own and add its peak memory and the seconds of processor time it took."""
    here, there = multiprocessing.Pipe(False)
    context = multiprocessing.get_context("fork")

    def run(answer: Connection) -> None:
        before = time.process_time()
        found = task()
        found["processor_seconds"] = round(time.process_time() - before, 2)
        found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        answer.send(found)

    process = context.Process(target=run, args=(there,))
    process.start()
    there.close()
    found: dict[str, Any] = here.recv()
    process.join()
    return found


def measure(name: str) -> None:
    """Cut one town in every way; what is known is written after each, as a large town takes long."""
    bench = Bench(name)
    area, turfs = bench.area, bench.turfs
    methods: dict[str, Callable[[], dict[str, Any]]] = {"METIS and LKH": bench.metis_and_lkh}
    for rounds in ROUNDS:
        methods[f"ours, {rounds} rounds"] = lambda rounds=rounds: bench.ours(rounds)  # type: ignore[misc]
    methods |= {
        "Hilbert chunks": lambda: bench.simple(lambda: rival_cuts.in_pieces(rival_cuts.hilbert(area.points), turfs)),
        "k-means with repair": lambda: bench.simple(lambda: rival_cuts.k_means(area.points, turfs, 1)),
        "by street and number": lambda: bench.simple(lambda: rival_cuts.in_pieces(area.paper, turfs)),
    }
    found: dict[str, Any] = {}
    facts = {"load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(), "methods": found}
    for method, task in methods.items():
        found[method] = alone(task)
        print(name, method, found[method], flush=True)
        (RESULTS / f"turfs_{name}.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(towns: list[str]) -> int:
    """Measure the towns and write what came out."""
    warm_up()
    for name in towns:
        measure(name)
    write_table()
    return 0


def write_table() -> None:
    """Write one table from all results at hand."""
    text = (
        "# Turfs and routes\n\nEvery address one door, 60 a turf, walking along the streets where they are known, in "
        "the order that LKH finds (METIS) or our own search (all others). A turf is contiguous when one can go from "
        "door to door without passing one of another turf; it crosses a barrier when it has doors on both sides.\n"
    )
    for file in sorted(RESULTS.glob("turfs_*.json"), key=lambda file: (len(file.stem), file.stem)):
        facts = json.loads(file.read_text("utf-8"))
        methods = facts["methods"]
        rival = methods["METIS and LKH"]
        text += (
            f"\n## {file.stem.removeprefix('turfs_')}\n\n{facts['cores']} cores, {facts['load']} processes wanted to "
            "run before it began: seconds are the clock's on a shared machine, those in brackets the processor's. "
            f"METIS: {rival['kind']}, the best of {rival['tried']} within the bounds, the time is that of this one; "
            f"LKH walked {rival['lkh_turfs']} of its turfs and came out at {rival['lkh_by_ours']} of our own order.\n\n"
            "| method | m per door | to METIS + LKH | max/mean | contiguous | crossing | seconds | peak MB |\n"
            "|---|---|---|---|---|---|---|---|\n"
        )
        for name, each in methods.items():
            text += (
                f"| {name} | {each['metres_per_door']} | {each['metres_per_door'] / rival['metres_per_door']:.3f} | "
                f"{each['max_by_mean']} | {each['contiguous']:.1%} | {each['crossing']:.1%} | "
                f"{each['seconds']} ({each['processor_seconds']}) | {each['peak_mb']} |\n"
            )
    (RESULTS / "turfs.md").write_text(text, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["5000"]))
