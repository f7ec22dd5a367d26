"""The field app on a slow phone: opening without network, a tap, and a block of 300 dwellings that is scrolled.

Run ``python bench/bench_field_app.py`` from the repository. A real Chromium with a phone's screen and a processor six
times slower than this machine's (the throttling of Chromium's own developer tools) walks a turf handed out by the real
server, with the network cut outside the browser. Writes ``bench/results/field_app.json`` and ``field_app.md``. The
reference of the same run is an empty page served from the same worker's cache: what the browser itself takes.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"


def main() -> int:
    """Measure in the suite's own surroundings (its server, its browser), and write down what came of it."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "times.json"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "bench/field_app/measure.py"],
            cwd=ROOT,
            env=os.environ | {"GJENNOMSLAG_RECORD": str(record)},
            check=False,
        )
        if done.returncode:
            return done.returncode
        times = json.loads(record.read_text("utf-8"))
    times |= {"load_before": round(load, 1), "processor": platform.processor() or platform.machine()}
    (RESULTS / "field_app.json").write_text(json.dumps(times, indent=2) + "\n", "utf-8")
    text = written(times)
    (RESULTS / "field_app.md").write_text(text, "utf-8")
    sys.stdout.write(text)
    return 0


def written(times: dict[str, list[float]]) -> str:
    """Return the page that says what was measured."""

    def row(what: str, key: str, most: str) -> str:
        values = sorted(times[key])
        middle, late = statistics.median(values), values[int(len(values) * 0.95)]
        return f"| {what} | {middle:.0f} | {late:.0f} | {len(values)} | {most} |"

    frames = times["frames"]
    slow = sum(each > 50 for each in frames) / len(frames)
    scrolled = (
        f"Scrolled through 300 dwellings: {len(frames)} frames, median {statistics.median(frames):.0f} ms, longest"
    )
    return "\n".join(
        [
            "# The field app on a slow phone",
            "",
            "`python bench/bench_field_app.py`: 360 px wide, processor six times slower. Load on the machine before it",
            f"began: {times['load_before']}. Milliseconds.",
            "",
            "| | median | 95 % | times | at most |",
            "|---|---|---|---|---|",
            row("an empty page without network (reference)", "empty", "–"),
            row("opened without network, first doors on the screen, 60 doors", "opening", "1,000"),
            row("the same with a block of 300 dwellings", "opening_block", "–"),
            row("from the tap to the door's answer on the screen, 60 doors", "tap", "50"),
            row("the same in a block of 300 dwellings", "tap_block", "50"),
            row("from the tap to the door shown as saved on the disk, 60 doors", "saved", "–"),
            row("the same in a block of 300 dwellings", "saved_block", "–"),
            "",
            scrolled,
            f"{max(frames):.0f} ms, {slow:.1%} longer than 50 ms.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
