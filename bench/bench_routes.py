"""Routes of turfs of 60 doors: how often ours is the shortest there is, and in which time, next to LKH and OR-Tools.

Run ``python bench/bench_routes.py [TOWN] [TURFS] [PROVED]`` from the repository; a town is a number of addresses or
``elverum`` (5000), of which so many turfs (60) are walked, and of the first PROVED (20) the shortest path is proved by
integer programming. OR-Tools is measured where it is installed; it is no dependency. Writes
``bench/results/routes_TOWN.json`` and, from all of these, ``routes.md``.
"""

from __future__ import annotations

import importlib
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

from bench.turfs import paths  # noqa: E402
from bench.turfs.exact import shortest  # noqa: E402
from bench.turfs.grounds import Ground, ground  # noqa: E402
from gjennomslag.algorithms.distances import Matrix, Walk  # noqa: E402
from gjennomslag.algorithms.improvement import Turfs  # noqa: E402
from gjennomslag.algorithms.route_search import search_turfs  # noqa: E402
from gjennomslag.algorithms.routes import route  # noqa: E402
from gjennomslag.algorithms.turfs import Cut, cut_turfs, recut_around  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402

KICKS = (30, 100, 250, 400, 1000)
RESULTS = ROOT / "bench" / "results"


def ours(walk: Walk, turfs: Turfs, kicks: int) -> tuple[list[int], float]:
    """Return the decimetres of each turf's path and the processor's milliseconds a turf, its matrix included."""
    order, legs = turfs.order.copy(), np.zeros(len(turfs.order), np.int64)
    began = time.process_time()
    search_turfs(walk, order, turfs.starts, legs, 0, len(turfs.starts) - 1, kicks, 0)
    taken = 1000 * (time.process_time() - began) / (len(turfs.starts) - 1)
    return np.add.reduceat(legs, turfs.starts[:-1]).tolist(), taken


def theirs(matrices: list[Matrix], solve: Callable[[Matrix], paths.Order]) -> tuple[list[int], float]:
    """Return the same of somebody else's solver, which gets the matrices for nothing."""
    began = time.process_time()
    orders = [solve(matrix) for matrix in matrices]
    taken = 1000 * (time.process_time() - began) / len(matrices)
    return [paths.walked(matrix, order) for matrix, order in zip(matrices, orders, strict=True)], taken


def or_tools(matrix: Matrix) -> paths.Order:
    """Google's OR-Tools as it comes: a first path by cheapest arcs, then its local search."""
    library = importlib.import_module("ortools.constraint_solver.pywrapcp")
    wide = paths.with_anywhere(matrix).tolist()
    nodes = library.RoutingIndexManager(len(wide), 1, 0)
    routing = library.RoutingModel(nodes)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(wide))
    found = routing.Solve()
    order, at = [], routing.Start(0)
    while not routing.IsEnd(at):
        order.append(nodes.IndexToNode(at))
        at = found.Value(routing.NextVar(at))
    return np.array(order[1:]) - 1


def one_change(area: Ground, cut: Cut) -> dict[str, float]:
    """Walk half of a turf, share the rest out among it and its neighbours, for twenty turfs; tell the milliseconds."""
    clock, own = [], []
    for turf in np.random.default_rng(1).permutation(cut.turfs)[:20].tolist():
        left = (cut.turf != turf) | (cut.order >= 30)
        points, doors, labels = area.points[left], np.ones(int(left.sum()), np.int64), cut.turf[left]
        began, ran = time.perf_counter(), time.process_time()
        recut_around(points, doors, labels, changed=turf, barriers=area.barriers, streets=area.streets)
        clock.append(1000 * (time.perf_counter() - began))
        own.append(1000 * (time.process_time() - ran))
    return {"median": round(float(np.median(clock)), 1), "most": round(max(clock), 1), "own": round(max(own), 1)}


def measure(name: str, sample: int, proved: int) -> dict[str, Any]:
    """Walk a sample of the turfs of one town in every way."""
    area = ground(name)
    doors = np.ones(len(area.points), np.int64)
    cut = cut_turfs(area.points, doors, doors_per_turf=60, streets=area.streets, rounds=1)
    some = np.sort(np.random.default_rng(0).permutation(cut.turfs)[:sample])
    members = [np.flatnonzero(cut.turf == turf).astype(np.int32) for turf in some]
    turfs = Turfs(np.concatenate(members), np.cumsum([0, *(len(each) for each in members)]))
    walk = area.walk()
    matrices = [paths.matrix_of(walk, each) for each in members]
    found = {f"ours, {kicks} kicks": ours(walk, turfs, kicks) for kicks in KICKS}
    found["LKH, 10 runs"] = theirs(matrices, lambda matrix: paths.lkh(matrix, 10))
    try:
        found["OR-Tools, as it comes"] = theirs(matrices, or_tools)
    except ImportError:
        print("OR-Tools is not installed")
    change = one_change(area, cut)
    points = area.points[members[0]]
    began = time.process_time()
    for seed in range(20):
        route(points, streets=area.streets, seed=seed)
    new_route = round(1000 * (time.process_time() - began) / 20, 2)
    best = np.min([lengths for lengths, _ in found.values()], axis=0)
    proofs = [shortest(matrix) for matrix in matrices[:proved]]
    known = [(proof, int(length)) for proof, length in zip(proofs, best, strict=False) if proof is not None]
    return {
        "turfs": len(some),
        "one_change_ms": change,
        "proved": len(known),
        "proved_to_be_best_known": sum(proof == length for proof, length in known),
        "new_route_ms": new_route,
        "ways": {
            way: {
                "best_known": round(float(np.mean(np.array(lengths) == best)), 4),
                "above_best_known": round(float(sum(lengths) / best.sum() - 1), 6),
                "ms": round(taken, 2),
            }
            for way, (lengths, taken) in found.items()
        },
    }


def write_table() -> None:
    """Write one table from all results at hand."""
    text = (
        "# Routes of turfs of 60 doors\n\nThe walk from any first door past all others, along the streets where they "
        "are known. Milliseconds are the processor's, for ours with the walking matrix, for others without.\n"
    )
    for file in sorted(RESULTS.glob("routes_*.json"), key=lambda file: (len(file.stem), file.stem)):
        facts = json.loads(file.read_text("utf-8"))
        text += (
            f"\n## {file.stem.removeprefix('routes_')}\n\n{facts['turfs']} turfs. On {facts['proved']} of them the "
            f"shortest path was proved by integer programming; on {facts['proved_to_be_best_known']} of these it is "
            f"the best known. A new route after an edit, streets looked up again, takes {facts['new_route_ms']} ms. A "
            f"turf half walked, shared out anew with three neighbours: {facts['one_change_ms']['median']} ms, "
            f"{facts['one_change_ms']['most']} ms at most ({facts['one_change_ms']['own']} ms of the processor).\n\n"
            "| way | turfs on which it is the best known | above the best known | ms a turf |\n|---|---|---|---|\n"
        )
        for way, each in facts["ways"].items():
            text += f"| {way} | {each['best_known']:.1%} | {each['above_best_known']:.3%} | {each['ms']} |\n"
    (RESULTS / "routes.md").write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    """Measure one town and write what came out."""
    name = arguments[0] if arguments else "5000"
    sample, proved = int(arguments[1]) if len(arguments) > 1 else 60, int(arguments[2]) if len(arguments) > 2 else 20
    warm_up()
    facts = {"load": round(os.getloadavg()[0], 1)} | measure(name, sample, proved)
    print(json.dumps(facts, indent=1))
    (RESULTS / f"routes_{name}.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    write_table()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
