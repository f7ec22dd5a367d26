"""Importing a file of 250,000 dwellings: seconds and memory, beside a plain COPY of the same file.

Run ``python bench/bench_addresses.py`` from the repository. Writes an invented town in Kartverket's formats, imports
it into a database of its own that is thrown away (for the first time, the same file again, a newer file with changes,
the file without dwellings), and writes ``bench/results/addresses.json`` and ``addresses.md``. The reference of the
same run is PostgreSQL's own COPY of the first file into a table of text columns, with nothing read, checked, placed or
compared.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["GJENNOMSLAG_DATA"] = str(ROOT / ".cache" / "bench-data")
os.environ["GJENNOMSLAG_DEMO"] = "0"

from gjennomslag.config.startup import start  # noqa: E402

start()

from django.db import connection  # noqa: E402

from gjennomslag.canvass.models import Door  # noqa: E402
from gjennomslag.canvass.services.address_imports import import_file  # noqa: E402

DOORS = 250_000
MOST_SECONDS, MOST_MEGABYTES = 60, 500


def write_files(folder: Path) -> tuple[Path, Path, Path]:
    """Write the town, and a newer file of its dwellings: one in 50 gone, one in 70 in a street with another name."""
    generate = [sys.executable, "-m", "gjennomslag.config.command", "addresses", "generate", "--municipality", "3420"]
    subprocess.run(
        [*generate, "--doors", str(DOORS), "--seed", "1", "--out", str(folder)],
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
    )
    first = folder / "matrikkelenAdresseLeilighetsniva.csv"
    newer = folder / "newer.csv"
    with first.open(encoding="utf-8") as source, newer.open("w", encoding="utf-8") as target:
        for number, line in enumerate(source):
            if number == 0 or number % 50:
                changed = line.replace("15.01.2026 05:30:00", "16.01.2026 05:30:00")
                target.write(changed.replace("stien;", "stigen;") if number % 70 == 0 else changed)
    return first, newer, folder / "matrikkelenAdresse.csv"


def copy_plainly(path: Path) -> float:
    """Return the seconds that a plain COPY of the file takes."""
    with path.open(encoding="utf-8") as source:
        columns = ", ".join(f"c{number} text" for number in range(len(source.readline().split(";"))))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain ({columns})")
        began = time.perf_counter()
        with path.open("rb") as source:
            source.readline()
            with cursor.cursor.copy("COPY plain FROM STDIN (FORMAT csv, DELIMITER ';', QUOTE E'\\x01')") as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
        seconds = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM plain")
        assert cursor.fetchone() == (DOORS,)
        cursor.execute("DROP TABLE plain")
    return seconds


def server_process() -> Path:
    """Return what the system knows of this session's server process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    return Path("/proc") / str(process)


def server_seconds() -> float:
    """Return the processor time that this session's server process has used."""
    user, system = (server_process() / "stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def server_megabytes() -> float:
    """Return the most memory that this session's server process has had, shared buffers included."""
    status = (server_process() / "status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def measure(name: str, path: Path, reference: float) -> dict[str, Any]:
    """Import the file and return what that took."""
    began, worked = time.perf_counter(), time.process_time() + server_seconds()
    record = import_file(path=path, unit=None, by=None, dry_run=False, progress=lambda share: None)
    seconds = time.perf_counter() - began
    return {
        "import": name,
        "rows": record.counts["rows"],
        "doors": record.counts["doors"],
        "seconds": round(seconds, 1),
        "processor_seconds": round(time.process_time() + server_seconds() - worked, 1),
        "ratio_to_copy": round(seconds / reference, 1),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "server_megabytes": round(server_megabytes()),
    }


def write(results: list[dict[str, Any]], reference: float) -> None:
    """Write the results as JSON and as a table."""
    folder = ROOT / "bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    about = {
        "day": date.today().isoformat(),  # noqa: DTZ011
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "postgresql": server,
        "load_average": round(os.getloadavg()[1], 1),
        "plain_copy_seconds": round(reference, 2),
        "demand": {"most_seconds": MOST_SECONDS, "most_megabytes": MOST_MEGABYTES},
    }
    (folder / "addresses.json").write_text(json.dumps({"about": about, "results": results}, indent=2) + "\n")
    lines = [
        f"# Importing {DOORS} dwellings",
        "",
        f"On {about['cores']} cores, Python {about['python']}, PostgreSQL {server}, {about['day']},",
        f"load average {about['load_average']}, of which 1 is the measurement's own.",
        f"Demand: under {MOST_SECONDS} s and {MOST_MEGABYTES} MB.",
        f"Reference: a plain COPY of the first file into text columns, {about['plain_copy_seconds']} s.",
        "Processor seconds are those of the importing process and its server process together. Memory is the most that",
        "the importing process, and beside it the server process (shared buffers included), has had so far.",
        "",
        "| import | rows | new | changed | gone | s | processor s | times plain COPY | MB | MB, server |",
        "|" + " --- |" * 10,
        *(_line(each) for each in results),
    ]
    (folder / "addresses.md").write_text("\n".join(lines) + "\n")


def _line(each: dict[str, Any]) -> str:
    doors = each["doors"]
    values = [each["import"], each["rows"], doors["new"], doors["changed"], doors["retired"], each["seconds"]]
    values += [each["processor_seconds"], each["ratio_to_copy"], each["megabytes"], each["server_megabytes"]]
    return "| " + " | ".join(str(value) for value in values) + " |"


def main() -> int:
    """Measure the imports one after another; fail where a demand is not met."""
    own_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            first, newer, without_dwellings = write_files(Path(folder))
            reference = copy_plainly(first)
            steps = {
                "first time": first,
                "the same file again": first,
                "a newer file": newer,
                "the file without dwellings": without_dwellings,
            }
            results = [measure(name, path, reference) for name, path in steps.items()]
        assert Door.objects.filter(retired_on__isnull=True).count() > DOORS * 0.97
        write(results, reference)
    finally:
        connection.creation.destroy_test_db(own_name, verbosity=0)
    print(json.dumps(results, indent=2))
    met = all(each["seconds"] < MOST_SECONDS and each["megabytes"] < MOST_MEGABYTES for each in results)
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
