from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canvass.faults.run import make_walkers, settle, sweep, walk
from tests.canvass.faults.stage import Stage

SEED = 20260504


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.stop()


def test_every_tap_arrives_exactly_once(stage: Stage) -> None:
    """Twenty thousand taps through at least a thousand faults, two kills of the server and one of the database."""
    walkers = make_walkers(stage.start(phones=6, doors_each=120), SEED)
    since = time.monotonic()
    faults = sweep(stage, walkers[0], strides={1: 2, 5: 13, 50: 97})
    kills = ["server", "database", "server"]
    swept = walkers[0].seq
    faults += walk(stage, walkers, operations=20_000 - swept, share=0.35, seed=SEED, kills=kills)
    outcome = settle(stage, walkers, faults=faults, since=since)
    assert outcome.operations >= 19_990
    assert outcome.faults >= 1000
    assert (outcome.lost, outcome.doubled, outcome.wrong_doors, outcome.wrong_counts) == (0, 0, 0, 0)
    assert [walker.waiting for walker in walkers] == [[]] * 6
