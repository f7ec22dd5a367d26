"""No request waits for the compiler: after warming up, nothing is compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.improvement import form_groups, improve_groups
from gjennomslag.algorithms.route_search import measure_walk, search_turfs, search_walk
from gjennomslag.algorithms.routes import route, walking_metres
from gjennomslag.algorithms.split import best_cuts, link_lengths
from gjennomslag.algorithms.tour import follow_links, link_pairs, shorten_round
from gjennomslag.algorithms.turfs import cut_turfs
from gjennomslag.algorithms.warm_up import warm_up


def test_every_loop_has_one_variant_whatever_the_input() -> None:
    warm_up()
    random = np.random.default_rng(1)
    for points in (
        random.uniform(0, 900, (90, 2)),
        np.asfortranarray(np.repeat(random.uniform(0, 900, (30, 2)), 3, 0)),
    ):
        cut_turfs(points, np.ones(90, np.int32), doors_per_turf=30, barriers=[np.array([[0, 0], [900, 900]])])
        order = route(points, start=points[0], finish=points[1])
        walking_metres(points[::2], order[order < 45].astype(np.int16))
    loops = (
        *(measure_walk, search_turfs, search_walk, best_cuts, link_lengths, follow_links, link_pairs, shorten_round),
        *(form_groups, improve_groups),
    )
    assert [loop.variants for loop in loops] == [1] * len(loops)


def test_warming_up_makes_ready_in_a_new_process(tmp_path: Path) -> None:
    code = (
        "from gjennomslag.algorithms import compiled; from gjennomslag.algorithms.warm_up import warm_up;"
        "before = compiled.ready(); warm_up(); print(before, compiled.ready())"
    )
    environment = {**os.environ, "GJENNOMSLAG_COMPILED": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    said = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert said == ["False True\n", "True True\n"]


def test_old_versions_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / str(number) / "part").mkdir(parents=True)
        os.utime(tmp_path / str(number), (number, number))
    monkeypatch.setattr(compiled, "_home", tmp_path)
    monkeypatch.setattr(compiled, "folder", tmp_path / "new")
    compiled.mark_ready()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4", "5", "new"]
