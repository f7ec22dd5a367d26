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


_WORK = """
import sys
from gjennomslag.algorithms import compiled
from gjennomslag.algorithms.warm_up import warm_up
before = compiled.ready()
warm_up()
if before:
    import numpy as np
    from gjennomslag.algorithms.routes import route, walking_metres
    from gjennomslag.algorithms.streets import street_network
    from gjennomslag.algorithms.turfs import cut_turfs, recut_around
    random = np.random.default_rng(1)
    points, line = random.uniform(0, 900, (90, 2)), np.array([[0.0, 0.0], [900.0, 899.0]])
    for streets in (None, street_network(line, np.array([[0, 1]]))):
        for barriers in (None, [line[:, ::-1]]):
            cut = cut_turfs(points, np.ones(90, np.int32), doors_per_turf=20, barriers=barriers, streets=streets)
            recut_around(points, np.ones(90, np.int16), cut.turf, changed=1, barriers=barriers, streets=streets)
            order = route(points, start=points[0], barriers=barriers, streets=streets)
            walking_metres(points[::2], order[order < 45].astype(np.int16), streets=streets)
modules = [module for name, module in sys.modules.items() if name.startswith("gjennomslag.algorithms.")]
loops = {each for module in modules for each in vars(module).values() if isinstance(each, compiled.Loop)}
missed = [sum(each._compiled.stats.cache_misses.values()) for each in loops]
print(before, compiled.ready(), len(missed) > 10, sum(missed))
"""


def test_nothing_is_compiled_after_warming_up_whatever_is_asked_for() -> None:
    """One process warms up, if setting up has not; the next one cuts, shares out and routes, and compiles no loop."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", _WORK], env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert said[0][1:3] == ["True", "True"]
    assert said[1] == ["True", "True", "True", "0"]


def test_old_versions_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / str(number) / "part").mkdir(parents=True)
        os.utime(tmp_path / str(number), (number, number))
    monkeypatch.setattr(compiled, "_home", tmp_path)
    monkeypatch.setattr(compiled, "folder", tmp_path / "new")
    compiled.mark_ready()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "4", "5", "new"]
