"""One run of the fault rig: walkers tap and send through failing networks until everything has arrived."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.canvass.faults.fault_proxy import Fault, FaultProxy, seeded_faults
from tests.canvass.faults.stage import Stage
from tests.canvass.faults.walker import Walker

SIZES = (1, 5, 50)
SHARES = (0.1, 0.25, 0.65)
CLOCKS = (0, 0, -86_400_000, 86_400_000, -1_770_000_000_000, 2_300_000_000_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. ``lost`` were never seen by the server, ``doubled`` more than once."""

    operations: int
    requests: int
    failed: int
    faults: int
    kills: int
    lost: int
    doubled: int
    wrong_doors: int
    wrong_counts: int
    seconds: float


def make_walkers(prepared: list[dict[str, Any]], seed: int) -> list[Walker]:
    """Return a walker for each phone, some with clocks that are badly wrong."""
    return [
        Walker(each["device"], each["upload"], each["doors"], random.Random(seed + place), CLOCKS[place % len(CLOCKS)])
        for place, each in enumerate(prepared)
    ]


def sweep(stage: Stage, walker: Walker, *, strides: dict[int, int]) -> int:
    """Cut requests and answers at every byte (or every so many) for each size of batch; return how many cuts."""
    plan = Switch()
    proxy = FaultProxy(("127.0.0.1", stage.port), plan)
    for size, stride in strides.items():
        walker.tap(size)
        for byte in range(0, len(walker.request("0" * 20, size)), stride):
            plan.next_fault = Fault("cut-request", byte)
            walker.attempt(proxy.address, size)
        for byte in range(0, 520 + 52 * size, stride):
            plan.next_fault = Fault("cut-answer", byte)
            walker.attempt(proxy.address, size)
            if not walker.waiting:
                walker.tap(size)
        while walker.waiting:
            walker.attempt(proxy.address, size)
    proxy.close()
    return proxy.faults


class Switch(Iterator[Fault]):
    """A plan that is told each fault just before it happens."""

    next_fault = Fault("pass")

    def __next__(self) -> Fault:
        fault, self.next_fault = self.next_fault, Fault("pass")
        return fault


def walk(stage: Stage, walkers: list[Walker], *, operations: int, share: float, seed: int, kills: list[str]) -> int:
    """Let the walkers share the operations, failing with this probability; kill what ``kills`` names on the way.

    The kills are spread evenly over the operations. Returns the number of faults.
    """
    quota = operations // len(walkers)
    proxies = [
        FaultProxy(("127.0.0.1", stage.port), seeded_faults(seed + place, share)) for place in range(len(walkers))
    ]
    start = sum(walker.seq for walker in walkers)
    threads = [
        threading.Thread(target=_walk_one, args=(walker, proxy, walker.seq + quota))
        for walker, proxy in zip(walkers, proxies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for place, what in enumerate(kills, 1):
        while sum(walker.seq for walker in walkers) - start < operations * place / (len(kills) + 1):
            time.sleep(0.01)
        (stage.kill_server if what == "server" else stage.stop_database_at_once)()
    for thread in threads:
        thread.join()
    for proxy in proxies:
        proxy.close()
    return sum(proxy.faults for proxy in proxies)


def _walk_one(walker: Walker, proxy: FaultProxy, until: int) -> None:
    while walker.seq < until or walker.waiting:
        size = walker.chance.choices(SIZES, SHARES)[0]
        if len(walker.waiting) < size and walker.seq < until:
            walker.tap(min(size, until - walker.seq))
        if not walker.attempt(proxy.address, size):
            time.sleep(0.05)


def settle(stage: Stage, walkers: list[Walker], *, faults: int, since: float) -> Outcome:
    """Compare what arrived with what was tapped: every operation once, every door and every count exact."""
    operations = sum(walker.seq for walker in walkers)
    [(rows, numbers)] = stage.ask("SELECT count(*), count(DISTINCT (device_id, seq)) FROM canvass_operation")
    doors = dict(stage.ask("SELECT door_id, state FROM canvass_visit"))
    expected = dict(chain.from_iterable(walker.last.items() for walker in walkers))
    wrong = sum(doors.get(door) != mark for door, mark in expected.items()) + len(doors.keys() - expected.keys())
    counts = stage.ask("SELECT sum(doors), sum(conversations) FROM canvass_daycount")
    knocked = [mark for mark in expected.values() if mark != "not-visited"]
    return Outcome(
        operations=operations,
        requests=sum(walker.attempts for walker in walkers),
        failed=sum(walker.failed for walker in walkers),
        faults=faults,
        kills=stage.kills,
        lost=operations - numbers,
        doubled=rows - numbers,
        wrong_doors=wrong,
        wrong_counts=int(counts != [(len(knocked), knocked.count("done"))]),
        seconds=round(time.monotonic() - since, 1),
    )
