"""Two thousand phones and two processors: how fast taps are received when everyone comes back at once.

``python bench/bench_sync.py``: real granian with two workers, real PostgreSQL with its usual durability, and this
process, which plays the phones, all on one machine. Writes ``bench/results/sync.json`` and ``sync.md``. ``--prepare``
only builds the database (120,000 doors in 200 drives of 20 branches), which takes a few minutes and is kept for the
measurement in ``.cache/sync-data``; without it the measurement builds it first.

No time is compressed: what a phone does in a minute here it does in a minute on the road. Left out are the quiet
minutes between. Every phone has a connection of its own and speaks as the app does: after a batch of taps it sends the
answers that are due and fetches the turf. Four parts:

- the top of the hour: within a minute every phone delivers a tap;
- between: 2,000 phones at 20 doors an hour, each tap delivered at once;
- back in network: every phone has 60 taps and 12 answers waiting, and all get network in the same second. The app
  spreads what it sends by itself over two minutes (``SPREAD`` in ``frontend/field/keeper.ts``), and so do these;
- sustained: batches of 50, one after the other, from so many phones at once that the server is never idle.

The reference of the same run is the smallest transaction the database can make durable, alone on a connection.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.canvass.faults.run import make_walkers  # noqa: E402
from tests.canvass.faults.stage import Stage  # noqa: E402
from tests.canvass.faults.walker import Walker, believable  # noqa: E402

DATA = ROOT / ".cache" / "sync-data"
PREPARED = DATA / "phones.json"
RESULTS = ROOT / "bench" / "results"
PHONES, DOORS_EACH, WORKERS = 2000, 60, 2
MINUTE, DOORS_AN_HOUR = 60, 20
SPREAD, WAITING, ANSWERS = 120, 60, 12
SUSTAINED_SECONDS, SUSTAINED_PHONES = 40, 12
MOST_MILLISECONDS, LEAST_OPERATIONS = 300, 3000


@dataclass
class Part:
    """What was measured in one part: milliseconds by kind of request, and answers that were not as they should be."""

    name: str
    seconds: float = 0
    operations: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def all_times(self) -> list[float]:
        """Return the milliseconds of all requests."""
        return [each for times in self.times.values() for each in times]


class Connection:
    """A phone's connection: kept open, one request at a time."""

    def __init__(self, address: tuple[str, int], part: Part) -> None:
        self._address = address
        self._part = part
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, request: bytes, status: bytes) -> bytes:
        """Send the request, note how long the whole answer took, connection included, and return it."""
        since = time.perf_counter()
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        writer.write(request.replace(b"Connection: close\r\n", b"", 1))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(int(length.partition(b":")[2]))
        self._part.times.setdefault(kind, []).append((time.perf_counter() - since) * 1000)
        if head.split(b" ", 2)[1] != status:
            self._part.faults.append(f"{kind}: {head.split(maxsplit=2)[1].decode()}")
        return head + body

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


@dataclass
class Phone:
    """A phone in the field."""

    walker: Walker
    download: str

    async def deliver(self, connection: Connection, part: Part) -> None:
        """Send what waits, then the answers that are due, then fetch the turf: as the app does."""
        while self.walker.waiting:
            await self.send(connection, part)
        if self.walker.owes_answers():
            await self._send_answers(connection)
        request = (
            f"GET /walk/turf/v1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.download}\r\n\r\n".encode()
        )
        await connection.ask("turf", request, b"200")

    async def send(self, connection: Connection, part: Part) -> None:
        """Send one batch and forget what the answer names."""
        nonce = str(self.walker.chance.getrandbits(64))
        number = min(len(self.walker.waiting), 50)
        message = await connection.ask("taps", self.walker.request(nonce, 50), b"201")
        answer = believable(message, nonce)
        if answer is None or set(answer["results"].values()) != {"applied"}:
            part.faults.append("taps not applied")
            return
        part.operations += number
        self.walker.waiting = self.walker.waiting[50:]

    async def _send_answers(self, connection: Connection) -> None:
        year, week, _ = datetime.now(ZoneInfo("Europe/Oslo")).isocalendar()
        message = self.walker.answers_request(year, week)
        await connection.ask("answers", message, b"201")
        self.walker.answers_came()


async def spread_out(
    part: Part, phones: Sequence[Phone], seconds: float, address: tuple[str, int], before: Callable[[Phone], None]
) -> Part:
    """Let every phone deliver once, at a moment of its own within so many seconds.

    What the phones deliver has been made before the seconds begin: two thousand people tap, but here one process does.
    """
    for phone in phones:
        before(phone)

    async def one(phone: Phone) -> None:
        await asyncio.sleep(phone.walker.chance.random() * seconds)
        connection = Connection(address, part)
        await phone.deliver(connection, part)
        connection.close()

    return await _timed(part, [one(phone) for phone in phones])


async def sustained(part: Part, phones: Sequence[Phone], address: tuple[str, int]) -> Part:
    """Send batches of 50 without a pause, from some phones at a time."""
    until = time.monotonic() + SUSTAINED_SECONDS

    async def some(mine: Sequence[Phone]) -> None:
        for phone in mine:
            connection = Connection(address, part)
            for _ in range(4):
                if time.monotonic() > until:
                    break
                phone.walker.tap(50)
                await phone.send(connection, part)
            connection.close()

    return await _timed(part, [some(phones[place::SUSTAINED_PHONES]) for place in range(SUSTAINED_PHONES)])


async def _timed(part: Part, running: Sequence[Awaitable[None]]) -> Part:
    since = time.monotonic()
    await asyncio.gather(*running)
    part.seconds = time.monotonic() - since
    return part


def _one_tap(phone: Phone) -> None:
    phone.walker.tap(1)


def _an_afternoon(phone: Phone) -> None:
    phone.walker.tap(WAITING)
    while phone.walker.session.answers < ANSWERS:
        phone.walker.answer()


async def measure(phones: list[Phone], address: tuple[str, int]) -> list[Part]:
    """Measure the four parts."""
    chance = random.Random(1)
    walking = chance.sample(phones, PHONES * DOORS_AN_HOUR * MINUTE // 3600)
    return [
        await spread_out(Part("the top of the hour"), phones, MINUTE, address, _one_tap),
        await spread_out(Part("between"), walking, MINUTE, address, _one_tap),
        await spread_out(Part("back in network"), phones, SPREAD, address, _an_afternoon),
        await sustained(Part("sustained"), phones, address),
    ]


def smallest_commit(stage: Stage) -> float:
    """Return how many milliseconds the smallest durable transaction takes (the median of 200)."""
    times = []
    with stage.connect() as connection:
        connection.autocommit = True
        connection.execute("CREATE TABLE IF NOT EXISTS smallest (number integer)")
        for number in range(200):
            since = time.perf_counter()
            connection.execute("INSERT INTO smallest VALUES (%s)", [number])
            times.append((time.perf_counter() - since) * 1000)
    return statistics.median(times)


def prepared(stage: Stage) -> list[dict[str, Any]]:
    """Return the phones of the database, which is built where it is not there."""
    if not PREPARED.exists():
        shutil.rmtree(DATA, ignore_errors=True)
        PREPARED.parent.mkdir(parents=True)
        PREPARED.write_text(json.dumps(stage.prepare(PHONES, DOORS_EACH)))
    made: list[dict[str, Any]] = json.loads(PREPARED.read_text())
    return made


def main() -> int:
    """Measure, write it down, and say whether it is as fast as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="only build the database")
    only_prepare = parser.parse_args().prepare
    stage = Stage(DATA, workers=WORKERS)
    made = prepared(stage)
    if only_prepare:
        return 0
    PREPARED.unlink()
    stage.start_servers()
    try:
        commit = smallest_commit(stage)
        walkers = make_walkers(made, 1)
        phones = [Phone(walker, each["download"]) for walker, each in zip(walkers, made, strict=True)]
        parts = asyncio.run(measure(phones, stage.addresses[0]))
        [(arrived,)] = stage.ask("SELECT count(*) FROM canvass_operation")
    finally:
        stage.stop()
    record = _record(parts, commit, arrived)
    _write(record)
    return int(not record["held"])


def _record(parts: Sequence[Part], commit: float, arrived: int) -> dict[str, Any]:
    rows = [_row(part) for part in parts]
    rate = rows[-1]["operations_a_second"]
    held = (
        all(row["p95"] < MOST_MILLISECONDS and not row["faults"] for row in rows)
        and rate >= LEAST_OPERATIONS
        and arrived == sum(part.operations for part in parts)
    )
    return {
        "held": held,
        "arrived": arrived,
        "smallest_commit_ms": round(commit, 2),
        "parts": rows,
        "machine": {"processors": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "load": [round(each, 1) for each in os.getloadavg()],
    }


def _row(part: Part) -> dict[str, Any]:
    times = part.all_times()
    return {
        "part": part.name,
        "seconds": round(part.seconds, 1),
        "requests": len(times),
        "requests_a_second": round(len(times) / part.seconds, 1),
        "operations": part.operations,
        "operations_a_second": round(part.operations / part.seconds),
        "median": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=20)[18], 1),
        "longest": round(max(times), 1),
        "p95_by_kind": {kind: round(statistics.quantiles(each, n=20)[18], 1) for kind, each in part.times.items()},
        "faults": sorted(set(part.faults)),
    }


def _write(record: dict[str, Any]) -> None:
    (RESULTS / "sync.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    commit = record["smallest_commit_ms"]
    lines = [
        "# Receiving taps",
        "",
        f"{PHONES:,} phones, granian with {WORKERS} workers and PostgreSQL with its usual durability, on one machine",
        f"with {record['machine']['processors']} processors. `bench/bench_sync.py` says what each part is and what is",
        "left out. Milliseconds are what the phone waits, connecting included.",
        "",
        "| part | seconds | requests a second | operations a second | median | p95 | longest | p95 in commits |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {row['part']} | {row['seconds']} | {row['requests_a_second']} | {row['operations_a_second']:,}"
            f" | {row['median']} | {row['p95']} | {row['longest']} | {row['p95'] / commit:.0f} |"
            for row in record["parts"]
        ),
        "",
        f"The smallest durable transaction took {commit} ms; the last column counts in it. All {record['arrived']:,}",
        f"taps arrived once; answers not as they should be: {sum(len(row['faults']) for row in record['parts'])}.",
        f"Wanted: p95 under {MOST_MILLISECONDS} ms, at least {LEAST_OPERATIONS:,} operations a second sustained:",
        f"{'held' if record['held'] else 'NOT held'}.",
        "",
    ]
    (RESULTS / "sync.md").write_text("\n".join(lines), "utf-8")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
