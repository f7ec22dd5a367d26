"""Importing a file of 500,000 members: seconds and memory, beside a plain COPY of the same file.

Run ``python bench/bench_members_import.py`` from the repository. Writes an invented file of members, and imports it
into a database of its own that is thrown away: a first run that is killed while it writes and must leave nothing, the
file again until it is through, the same file once more, and a newer file in which some have moved, changed, left or
are missing. Processor seconds are those of this process and of its server's together. Writes
``bench/results/members_import.json`` and ``members_import.md``. The reference of the same run is PostgreSQL's own COPY
of the first file into a table of text columns, with nothing read, compared or indexed. ``MEMBERS=20000`` in the
environment tries it on a smaller file.
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

from gjennomslag.config.demo.people import names  # noqa: E402
from gjennomslag.organisation.choices import UnitKind  # noqa: E402
from gjennomslag.organisation.geography import postal_codes  # noqa: E402
from gjennomslag.organisation.models import MemberSource, Person, Unit  # noqa: E402
from gjennomslag.organisation.services.member_imports import import_file, source_named  # noqa: E402
from tests.template import throwaway_database  # noqa: E402

MEMBERS = int(os.environ.get("MEMBERS", "500000"))
COUNTIES, BRANCHES = 15, 400
MOST_SECONDS, MOST_MEGABYTES = 180, 1000
KILLED_AT = 0.7  # of the whole: people are being written
START = date(2020, 1, 1)
HEAD = "Medlemsnr;Fornavn;Etternavn;E-post;Mobil;Født;Adresse;Postnr;Lag;Innmeldt;Betalt for;Utmeldingsdato"


def build_units() -> Unit:
    """Make the country, its counties and their branches, and return the country."""

    def made(kind: UnitKind, name: str, path: str, depth: int, children: int) -> Unit:
        code = name.lower().replace(" ", "-")
        return Unit(kind=kind, code=code, name=name, path=path, depth=depth, numchild=children, valid_from=START)

    country = made(UnitKind.NATIONAL, "Landet", "0001", 1, COUNTIES)
    units = [country]
    units += [
        made(UnitKind.COUNTY, f"Fylket {each}", f"0001{each:04d}", 2, BRANCHES // COUNTIES)
        for each in range(1, COUNTIES + 1)
    ]
    units += [
        made(UnitKind.LOCAL, f"Grenda {each}", f"0001{each % COUNTIES + 1:04d}{each // COUNTIES + 1:04d}", 3, 0)
        for each in range(BRANCHES)
    ]
    Unit.objects.bulk_create(units)
    found: Unit = Unit.objects.get(depth=1)
    return found


def write_file(path: Path, *, newer: bool) -> None:
    """Write the members. In the newer file one in 50 has another address, one in 100 has moved, some are gone."""
    first, last = names()["common"]["first"]["younger"], names()["common"]["last"]
    codes = list(postal_codes())
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for number in range(MEMBERS):
            if newer and number % 200 == 7:
                continue
            street = "Nyveien" if newer and number % 50 == 3 else "Storgata"
            branch = (number * 31 + (newer and number % 100 == 5)) % BRANCHES
            left = "01.09.2026" if newer and number % 250 == 9 else ""
            born = f"{number % 28 + 1:02d}.{number % 12 + 1:02d}.{1940 + number % 68}"
            joined = f"{number % 28 + 1:02d}.{number % 12 + 1:02d}.{2005 + number % 20}"
            file.write(
                f"{number:08d};{first[number * 7 % len(first)]};{last[number * 13 % len(last)]};"
                f"medlem{number}@medlem.example;9{number * 7919 % 10_000_000:07d};{born};{street} {number % 90};"
                f"{codes[number * 17 % len(codes)]};Grenda {branch};{joined};{2025 + number % 2};{left}\n"
            )


def copy_plainly(path: Path) -> float:
    """Return the seconds that a plain COPY of the file takes."""
    columns = ", ".join(f"c{number} text" for number in range(len(HEAD.split(";"))))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain ({columns})")
        began = time.perf_counter()
        with (
            path.open("rb") as source,
            cursor.cursor.copy("COPY plain FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)") as copy,
        ):
            while block := source.read(1 << 20):
                copy.write(block)
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE plain")
    return seconds


def server_process() -> Path:
    """Return where Linux tells of this session's server process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    return Path("/proc") / str(process)


def server_megabytes() -> float:
    """Return the most memory that this session's server process has had, shared buffers included."""
    status = (server_process() / "status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def server_seconds() -> float:
    """Return the processor seconds that this session's server process has used."""
    used = (server_process() / "stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(int(ticks) for ticks in used) / os.sysconf("SC_CLK_TCK")


def kill_an_import(path: Path, source: MemberSource) -> int:
    """Import the file in a process of its own, kill that while it writes, and return how many people are left of it."""
    database = connection.settings_dict["NAME"]
    connection.close()
    command = [sys.executable, __file__, "--import", database, str(path), str(source.pk)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if float(line) >= KILLED_AT:
                process.kill()
                break
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [database])
        while cursor.fetchall():
            time.sleep(0.2)
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [database]
            )
    return Person.objects.count()


def import_alone(database: str, path: str, source: str) -> None:
    """Import the file into the database, saying how far it has come."""
    connection.settings_dict["NAME"] = database
    import_file(
        path=Path(path), source=MemberSource.objects.select_related("unit").get(pk=source), by=None, dry_run=False,
        sheet=None, progress=lambda share: print(share, flush=True),
    )  # fmt: skip


def measure(name: str, path: Path, source: MemberSource, reference: float) -> dict[str, Any]:
    """Import the file and return what that took."""
    began, worked, served = time.perf_counter(), time.process_time(), server_seconds()
    record = import_file(path=path, source=source, by=None, dry_run=False, sheet=None, progress=lambda share: None)
    seconds = time.perf_counter() - began
    return {
        "import": name,
        "rows": record.counts["rows"],
        "changes": {kind: count for kind, count in record.counts.items() if count and kind != "rows"},
        "seconds": round(seconds, 1),
        "processor_seconds": round(time.process_time() - worked + server_seconds() - served, 1),
        "ratio_to_copy": round(seconds / reference, 1),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "server_megabytes": round(server_megabytes()),
    }


def write(results: list[dict[str, Any]], reference: float) -> None:
    """Write the results as JSON and as a table."""
    folder = ROOT / "bench" / "results"
    about = {
        "day": date.today().isoformat(),  # noqa: DTZ011
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_average": round(os.getloadavg()[1], 1),
        "plain_copy_seconds": round(reference, 2),
        "demand": {"most_seconds": MOST_SECONDS, "most_megabytes": MOST_MEGABYTES},
    }
    (folder / "members_import.json").write_text(json.dumps({"about": about, "results": results}, indent=2) + "\n")
    heads = ["import", "rows", "changes", "seconds", "processor_seconds", "ratio_to_copy", "megabytes"]
    lines = [
        f"# Importing {MEMBERS} members",
        "",
        f"On {about['cores']} cores, Python {about['python']}, {about['day']}, load average {about['load_average']},",
        f"of which 1 is the measurement's own. Demand: under {MOST_SECONDS} s and {MOST_MEGABYTES} MB.",
        f"Reference: a plain COPY of the first file into text columns, {about['plain_copy_seconds']} s. Memory is the",
        "most that the importing process has had so far, and beside it its server process with shared buffers.",
        "A run that was killed while it wrote left nobody behind; the next one is the first below.",
        "",
        f"| {' | '.join(heads)} | server_megabytes |",
        "|---" * (len(heads) + 1) + "|",
        *("| " + " | ".join(str(each[head]) for head in [*heads, "server_megabytes"]) + " |" for each in results),
    ]
    (folder / "members_import.md").write_text("\n".join(lines) + "\n")


def main() -> int:
    """Measure the imports one after another; fail where a demand is not met."""
    with throwaway_database(), tempfile.TemporaryDirectory() as folder:
        source = source_named(unit=build_units(), name="Registeret", by=None, complete=True)
        first, newer = Path(folder) / "first.csv", Path(folder) / "newer.csv"
        write_file(first, newer=False)
        write_file(newer, newer=True)
        reference = copy_plainly(first)
        assert kill_an_import(first, source) == 0
        results = [
            measure("first time, after one that was killed", first, source, reference),
            measure("the same file again", first, source, reference),
            measure("a newer file", newer, source, reference),
        ]
        assert Person.objects.count() == MEMBERS
        assert results[1]["changes"] == {"unchanged": MEMBERS}
        if MEMBERS == 500_000:
            write(results, reference)
    sys.stdout.write(json.dumps(results, indent=2) + "\n")
    met = all(each["seconds"] < MOST_SECONDS and each["megabytes"] < MOST_MEGABYTES for each in results)
    return 0 if met else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--import"]:
        import_alone(*sys.argv[2:])
    else:
        raise SystemExit(main())
