"""One run of the fault rig: walkers tap and send through failing networks until everything has arrived."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from tests.canvass.faults.fault_proxy import Fault, FaultProxy, seeded_faults
from tests.canvass.faults.stage import Stage
from tests.canvass.faults.walker import Walker

SIZES = (1, 5, 50)
SHARES = (0.05, 0.15, 0.8)
CLOCKS = (0, 0, -86_400_000, 86_400_000, -1_770_000_000_000, 2_300_000_000_000)
# Which sizes of batch are cut by one walker each, beginning at which byte, and every how many bytes.
PARTS = ((1, 0, 1), (5, 0, 1), (50, 0, 4), (50, 1, 4), (50, 2, 4), (50, 3, 4))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. ``lost`` were never seen by the server, ``doubled`` more than once.

    ``faults`` are those that were injected, by kind; a request that met a server that was killed is in ``down``.
    """

    seed: int
    operations: int
    requests: int
    failed: int
    faults: dict[str, int]
    down: int
    kills: dict[str, int]
    answers: int
    lost: int
    doubled: int
    refused: int
    wrong_doors: int
    wrong_counts: int
    wrong_answers: int
    seconds: float

    @property
    def injected(self) -> int:
        """Return how many faults were injected."""
        return sum(self.faults.values())

    @property
    def wrong(self) -> tuple[int, ...]:
        """Return everything that must be 0."""
        return self.lost, self.doubled, self.refused, self.wrong_doors, self.wrong_counts, self.wrong_answers


def make_walkers(prepared: list[dict[str, Any]], seed: int) -> list[Walker]:
    """Return a walker for each phone, some with clocks that are badly wrong."""
    return [
        Walker(
            *(each["device"], each["upload"], each["doors"], each["area"], each["themes"]),
            chance=random.Random(seed + place),
            offset=CLOCKS[place % len(CLOCKS)],
        )
        for place, each in enumerate(prepared)
    ]


def sweep(stage: Stage, walkers: Sequence[Walker]) -> Counter[str]:
    """Cut requests and answers at every byte, for batches of 1, 5 and 50; return how many cuts were made, by kind.

    Each walker makes its part of the cuts (``PARTS``), all at the same time.
    """
    with ThreadPoolExecutor(len(PARTS)) as pool:
        parts = zip(walkers, PARTS, strict=True)
        running = [pool.submit(_sweep_part, stage, walker, *part) for walker, part in parts]
    return sum((each.result() for each in running), Counter[str]())


def _sweep_part(stage: Stage, walker: Walker, size: int, first: int, step: int) -> Counter[str]:
    plan = Switch()
    proxy = FaultProxy(stage.addresses, plan)
    walker.tap(size)
    for byte in range(first, len(walker.request("0" * 20, size)), step):
        plan.next_fault = Fault("cut-request", byte)
        assert not walker.attempt(proxy.address, size)
    byte, came = first, False
    while not came:
        # The first of these answers says "applied", those after it "duplicate".
        plan.next_fault = Fault("cut-answer", byte)
        came = walker.attempt(proxy.address, size)
        byte += step
    proxy.close()
    return proxy.counts


class Switch(Iterator[Fault]):
    """A plan that is told each fault just before it happens."""

    next_fault = Fault("pass")

    def __next__(self) -> Fault:
        fault, self.next_fault = self.next_fault, Fault("pass")
        return fault


def walk(
    stage: Stage,
    walkers: Sequence[Walker],
    *,
    operations: int,
    share: float,
    seed: int,
    kills: Sequence[str],
    at_once: int = 6,
) -> Counter[str]:
    """Let the walkers share the operations, failing with this probability; kill what ``kills`` names on the way.

    So many walk at once, each through a network of its own. The kills are spread evenly over the operations. Returns
    how many faults were injected, by kind.
    """
    goals = [operations * place // len(walkers) for place in range(len(walkers) + 1)]
    todo = [(walker, walker.seq + goals[place + 1] - goals[place]) for place, walker in enumerate(walkers)]
    start = sum(walker.seq for walker in walkers)
    proxies = [FaultProxy(stage.addresses, seeded_faults(seed + place, share)) for place in range(at_once)]
    with ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(_walk_some, todo[place::at_once], proxy) for place, proxy in enumerate(proxies)]
        for place, what in enumerate(kills, 1):
            goal = start + operations * place / (len(kills) + 1)
            while sum(walker.seq for walker in walkers) < goal and not _has_failed(running):
                time.sleep(0.01)
            stage.kill(what)
    for each in running:
        each.result()
    for proxy in proxies:
        proxy.close()
    return sum((proxy.counts for proxy in proxies), Counter[str]())


def _has_failed(running: Sequence[Future[None]]) -> bool:
    return any(each.done() and each.exception() for each in running)


def _walk_some(todo: Sequence[tuple[Walker, int]], proxy: FaultProxy) -> None:
    for walker, until in todo:
        _walk_one(walker, proxy.address, until)


def _walk_one(walker: Walker, address: tuple[str, int], until: int) -> None:
    year, week, _ = datetime.now(ZoneInfo("Europe/Oslo")).isocalendar()
    while walker.seq < until or walker.waiting:
        size = walker.chance.choices(SIZES, SHARES)[0]
        if len(walker.waiting) < size and walker.seq < until:
            walker.tap(min(size, until - walker.seq))
        if not walker.attempt(address, size):
            time.sleep(0.02)
        if walker.owes_answers():
            walker.attempt_answers(address, year, week)
    walker.close_session()
    while walker.owes_answers():
        if not walker.attempt_answers(address, year, week):
            time.sleep(0.02)


def settle(stage: Stage, walkers: Sequence[Walker], counts: Counter[str], *, seed: int, since: float) -> Outcome:
    """Compare what arrived with what was tapped: every operation once, every door, count and answer exact."""
    operations = sum(walker.seq for walker in walkers)
    [(rows, numbers)] = stage.ask("SELECT count(*), count(DISTINCT (device_id, seq)) FROM canvass_operation")
    [(refused,)] = stage.ask("SELECT count(*) FROM canvass_operation WHERE refused <> ''")
    [(aside,)] = stage.ask("SELECT count(*) FROM canvass_putaside")
    doors = dict(stage.ask("SELECT door_id, state FROM canvass_visit ORDER BY day"))
    expected = dict(chain.from_iterable(walker.last.items() for walker in walkers))
    wrong = sum(doors.get(door) != mark for door, mark in expected.items()) + len(doors.keys() - expected.keys())
    day_counts = stage.ask("SELECT sum(doors), sum(conversations) FROM canvass_daycount")
    knocked = [mark for mark in expected.values() if mark != "not-visited"]
    given = sum((walker.answers for walker in walkers), Counter[int]())
    told = {"answers": given.total(), "themes": {str(key): number for key, number in given.items()}, "open": 0}
    return Outcome(
        seed=seed,
        operations=operations,
        requests=sum(walker.attempts for walker in walkers),
        failed=sum(walker.failed for walker in walkers),
        faults={kind: number for kind, number in sorted(counts.items()) if kind not in {"pass", "down"}},
        down=counts["down"],
        kills=dict(stage.kills),
        answers=given.total(),
        lost=operations - numbers,
        doubled=rows - numbers,
        refused=refused + aside,
        wrong_doors=wrong,
        wrong_counts=int(day_counts != [(len(knocked), knocked.count("done"))]),
        wrong_answers=int(stage.tallies() != told),
        seconds=round(time.monotonic() - since, 1),
    )
