"""The nightly reading of the shipped plan at 1 %, 10 % and 100 % of the design size, and the pages that show it.

Run ``python bench/bench_plan_reading.py [SHARE …]`` from the repository. Builds each size in a database of its own that
is thrown away. Conversations and doors are counted by their room; every other number of the catalogue is counted from
one table of acts with one grouped query each, in the place of rooms that may not exist yet. Writes
``bench/results/plan_reading.json`` and ``plan_reading.md``. Each size runs in a process of its own, so that its peak
of memory is its own.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["GJENNOMSLAG_DATA"] = str(ROOT / ".cache" / "bench-data")
os.environ["GJENNOMSLAG_DEMO"] = "0"

UNITS = 20_000
CONVERSATIONS = 10_000_000
ACTS = 4_000_000
A_DAY = 20
SHARES = (0.01, 0.1, 1.0)
START, FIRST, TODAY, TOMORROW = date(2020, 1, 1), date(2026, 1, 1), date(2026, 11, 23), date(2026, 11, 24)
MOST_SECONDS, MOST_MEGABYTES, MOST_PAGE_MS = 300, 4096, 100
RUNS = 15


def build_units(units: int) -> None:
    """Make the country, a county for each 200 units, and branches in them."""
    from gjennomslag.organisation.choices import UnitKind
    from gjennomslag.organisation.models import Unit

    counties = max(2, units // 200)

    def made(kind: UnitKind, path: str, code: str) -> Unit:
        return Unit(kind=kind, code=code, name=code, path=path, depth=len(path) // 4, numchild=0, valid_from=START)

    rows = [made(UnitKind.NATIONAL, "0001", "landet")]
    rows += [made(UnitKind.COUNTY, f"0001{number:04d}", f"fylke-{number}") for number in range(1, counties + 1)]
    rows += [
        made(UnitKind.LOCAL, f"0001{1 + number % counties:04d}{1 + number // counties:04d}", f"lag-{number}")
        for number in range(units - counties - 1)
    ]
    Unit.objects.bulk_create(rows, batch_size=2000)


def build_acts(conversations: int, acts: int) -> None:
    """Spread conversations and acts over the branches and the days of the year so far."""
    from django.db import connection

    from gjennomslag.canvass.models import Drive
    from gjennomslag.organisation.models import Unit

    days = (TODAY - FIRST).days + 1
    branches = Unit.objects.filter(kind="local").values_list("pk", flat=True)
    drives = [
        Drive(unit_id=unit, title="Drive", starts_on=FIRST, ends_on=TODAY, basic_units=["34200101"])
        for unit in branches
    ]
    Drive.objects.bulk_create(drives, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO canvass_daycount (drive_id, unit_id, day, doors, conversations, frozen)
            SELECT DISTINCT ON (id, day) id, unit_id, day, 3 * %(a_day)s, %(a_day)s, false
            FROM generate_series(0, %(rows)s - 1) n
            JOIN (SELECT id, unit_id, row_number() OVER () - 1 AS place, count(*) OVER () AS size FROM canvass_drive)
              AS drive ON place = n %% size
            CROSS JOIN LATERAL (SELECT %(first)s::date + ((n / size * 7 + place) %% %(days)s)::int AS day) AS dated
            """,
            {"a_day": A_DAY, "rows": conversations // A_DAY, "first": FIRST, "days": days},
        )
        cursor.execute("CREATE TABLE bench_act (number int, unit_id bigint, day date)")
        cursor.execute(
            """
            INSERT INTO bench_act
            SELECT n %% 140, id, %(first)s::date + ((n / 140 * 13) %% %(days)s)::int
            FROM generate_series(0, %(acts)s - 1) n
            JOIN (SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS size FROM organisation_unit)
              AS unit ON place = (n / 140 + n) %% size
            """,
            {"acts": acts, "first": FIRST, "days": days},
        )
        cursor.execute("CREATE INDEX ON bench_act (number, day) INCLUDE (unit_id)")
        cursor.execute("VACUUM ANALYZE")


def publish_the_rest() -> int:
    """Publish every number of the catalogue that no room publishes, and return how many there are."""
    from django.db import connection

    from gjennomslag.core.indicators import Indicator, Period, publish, published
    from gjennomslag.plan.catalogue import catalogue

    def counted(number: int) -> Callable[..., Mapping[int, float]]:
        def measure(period: Period, **_parameters: Any) -> Mapping[int, float]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT unit_id, count(*) FROM bench_act WHERE number = %s AND day BETWEEN %s AND %s"
                    " GROUP BY unit_id",
                    [number, period.first, period.last],
                )
                return dict(cursor.fetchall())

        return measure

    missing = [name for key, name in catalogue().indicators.items() if published(key) is None]
    for number, name in enumerate(missing):
        publish(Indicator(name.key, name.key, counted(number % 140), parameters=name.parameters))
    return len(missing)


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of some runs after a first one, in milliseconds."""
    work()
    times = []
    for _run in range(RUNS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times), 1)


def measure(share: float) -> dict[str, Any]:
    """Build one size, read the plan on two days, and ask for the pages."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from gjennomslag.core import clock
    from gjennomslag.organisation.models import Unit
    from gjennomslag.organisation.services import join_unit, register_person
    from gjennomslag.plan.models import Obligation, Reading
    from gjennomslag.plan.services.plans import load_plan
    from gjennomslag.plan.services.readings import read_plan

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    build_units(round(UNITS * share))
    build_acts(round(CONVERSATIONS * share), round(ACTS * share))
    stand_ins = publish_the_rest()
    text = (ROOT / "plans" / "sv-2026-2029.yaml").read_text("utf-8")
    country, branch = Unit.objects.get(code="landet"), Unit.objects.get(code="lag-0")
    plan = load_plan(text=text, unit=country, on=TODAY, by=None).plan
    seconds = []
    for day in (TODAY, TOMORROW):
        started = time.perf_counter()
        outcome = read_plan(plan=plan, on=day)
        seconds.append(round(time.perf_counter() - started, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT sum(conversations) FROM canvass_daycount")
        (conversations,) = cursor.fetchone()
    member = register_person(first_name="Mona", last_name="Medlem", email="mona@example.org", by=None)
    join_unit(person=member, unit=branch, on=START, by=None)
    clock.today = lambda: TOMORROW
    client = Client()
    client.force_login(member)

    def page(path: str) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(path).status_code == 200

        return ask

    binding = Obligation.objects.filter(unit_kinds__contains=["local"]).values("sentence", "evidence", "item")
    return {
        "share": share,
        "units": Unit.objects.count(),
        "conversations": conversations,
        "acts": round(ACTS * share),
        "rules_that_bind_branches": binding.distinct().count(),
        "obligations_read": outcome.obligations,
        "stand_in_numbers": stand_ins,
        "readings_kept": Reading.objects.count(),
        "first_reading_s": seconds[0],
        "next_night_s": seconds[1],
        "peak_mb": peak,
        "branch_page_ms": milliseconds(page("/units/lag-0/plan/")),
        "country_document_ms": milliseconds(page("/units/landet/plan/document/")),
        "load_average": round(os.getloadavg()[0], 1),
    }


def run_one(share: float) -> dict[str, Any]:
    """Measure one size in a database that is thrown away."""
    from gjennomslag.config.startup import start

    start()
    from django.db import connection

    own_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return measure(share)
    finally:
        connection.creation.destroy_test_db(own_name, verbosity=0)


def write(results: list[dict[str, Any]]) -> None:
    """Write the results as JSON and as a table."""
    folder = ROOT / "bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "day": date.today().isoformat(),  # noqa: DTZ011
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "demand": {"seconds": MOST_SECONDS, "megabytes": MOST_MEGABYTES, "branch_page_ms": MOST_PAGE_MS},
    }
    (folder / "plan_reading.json").write_text(json.dumps({"about": about, "results": results}, indent=2) + "\n")
    columns = list(results[0])
    lines = [
        "# Reading the shipped plan every night",
        "",
        f"On {about['cores']} cores, Python {about['python']}, {about['day']}. Seconds are wall time of one process;",
        f"megabytes are that process's peak, without PostgreSQL. Pages are the median of {RUNS} requests through the",
        f"whole site. Demand at full size: under {MOST_SECONDS} s, {MOST_MEGABYTES} MB and {MOST_PAGE_MS} ms a page of",
        "a branch. Members are not in the measurement: no room publishes numbers of them.",
        "",
        f"| {' | '.join(column.replace('_', ' ') for column in columns)} |",
        "|" + " --- |" * len(columns),
        *(f"| {' | '.join(str(each[column]) for column in columns)} |" for each in results),
    ]
    (folder / "plan_reading.md").write_text("\n".join(lines) + "\n")


def main(arguments: list[str]) -> int:
    """Measure every size in a process of its own; fail where a demand is not met at full size."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(run_one(float(arguments[1]))))
        return 0
    results = []
    for share in map(float, arguments or SHARES):
        command = [sys.executable, __file__, "--one", str(share)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
        write(results)
    print(json.dumps(results, indent=2))
    full = [each for each in results if each["share"] == 1.0]
    met = all(
        max(each["first_reading_s"], each["next_night_s"]) < MOST_SECONDS
        and each["peak_mb"] < MOST_MEGABYTES
        and each["branch_page_ms"] < MOST_PAGE_MS
        for each in full
    )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
