from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canvass.faults.fault_proxy import KINDS
from tests.canvass.faults.run import make_walkers, settle, sweep, walk
from tests.canvass.faults.stage import Stage

SEED = int(os.environ.get("GJENNOMSLAG_SEED", "20260504"))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.stop()


def test_every_tap_arrives_exactly_once(stage: Stage) -> None:
    """Cuts at every byte of requests and answers, then 20,000 taps through failing networks, with three kills."""
    walkers = make_walkers(stage.start(phones=6, doors_each=120), SEED)
    since = time.monotonic()
    cuts = sweep(stage, walkers)
    swept = sum(walker.seq for walker in walkers)
    kills = ["server", "database", "server"]
    counts = walk(stage, walkers, operations=20_000 - swept, share=0.55, seed=SEED, kills=kills)
    outcome = settle(stage, walkers, cuts + counts, seed=SEED, since=since)
    assert outcome.wrong == (0,) * 6, outcome
    assert [walker.waiting for walker in walkers] == [[]] * 6
    assert (outcome.operations, outcome.kills) == (20_000, {"server": 2, "database": 1})
    # Each cut was made: none met a server that was down, and none of the requests before the last came through.
    assert cuts.keys() == {"cut-request", "cut-answer"}
    assert {kind: number >= 20 for kind, number in counts.items() if kind != "down"} == dict.fromkeys(
        (*KINDS, "pass"), True
    )
    assert outcome.injected >= 1000
