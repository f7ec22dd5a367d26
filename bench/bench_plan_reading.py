"""The nightly reading of the shipped plan at 1 %, 10 % and 100 % of the design size, and the pages that show it.

Run ``python bench/bench_plan_reading.py [SHARE …]`` from the repository. Builds each size in a database of its own that
is thrown away. Conversations, doors and members are counted by their rooms; every other number of the
catalogue is counted from one table of acts with one grouped query each, in the place of rooms that may not exist yet.
Writes ``bench/results/plan_reading.json`` and ``plan_reading.md``. Each size runs in a process of its own, so that
its peak of memory is its own.
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
MEMBERS = 2_000_000
DOOR_RESULTS = 10_000_000
ACTS = 4_000_000
DOORS_A_DAY, CONVERSATIONS_A_DAY = 20, 8
SHARES = (0.01, 0.1, 1.0)
START, FIRST = date(2020, 1, 1), date(2026, 1, 1)
# The last weeks of the plan: all four years of windows have begun.
TODAY, TOMORROW = date(2029, 11, 23), date(2029, 11, 24)
DAYS = (TOMORROW - FIRST).days + 1
DEMAND = {"seconds": 300, "megabytes": 4096, "branch_page_ms": 100, "national_page_ms": 300}
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


def build_members(members: int) -> None:
    """Make members and their memberships, spread over the branches; one in five has left again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO organisation_person (register_id, first_name, last_name, sort_name, member_number, email, phone,
                language, street_address, postal_code, postal_place, municipality_code, involvement, interests, skills,
                is_active, registered_at)
            SELECT gen_random_uuid(), 'Medlem', n::text, 'medlem ' || n, n::text, NULL, '', 'nb', '', '', '', '', '',
                '{}', '{}', true, now()
            FROM generate_series(1, %s) n
            """,
            [members],
        )
        cursor.execute(
            """
            INSERT INTO organisation_membership
                (person_id, unit_id, joined_on, member_since, "primary", ended_on, ended_why)
            SELECT id, unit.pks[1 + id %% unit.size], day, day, true,
                CASE WHEN id %% 5 = 0 THEN day + 700 END, CASE WHEN id %% 5 = 0 THEN 'resigned' ELSE '' END
            FROM organisation_person
            CROSS JOIN (SELECT array_agg(id) AS pks, count(*) AS size FROM organisation_unit WHERE kind = 'local') unit
            CROSS JOIN LATERAL (SELECT %s::date + (id * 7919 %% %s)::int AS day) joined
            """,
            [START, (TODAY - START).days],
        )


def build_doors(results: int) -> None:
    """Spread door results over the branches' drives and the days, as the counts that stay when visits are deleted."""
    from django.db import connection

    from gjennomslag.canvass.models import Drive
    from gjennomslag.organisation.models import Unit

    branches = Unit.objects.filter(kind="local").values_list("pk", flat=True)
    Drive.objects.bulk_create(
        [
            Drive(unit_id=unit, title="Drive", starts_on=FIRST, ends_on=TOMORROW, basic_units=["34200101"])
            for unit in branches
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO canvass_daycount (drive_id, unit_id, day, doors, conversations, frozen)
            SELECT drive.id, drive.unit_id, %(first)s::date + ((drive.id * 31 + nth * 53) %% %(days)s)::int,
                %(doors)s, %(conversations)s, true
            FROM canvass_drive drive
            CROSS JOIN generate_series(0, %(rows)s / (SELECT count(*) FROM canvass_drive)) nth
            """,
            {
                "rows": results // DOORS_A_DAY,
                "first": FIRST,
                "days": DAYS,
                "doors": DOORS_A_DAY,
                "conversations": CONVERSATIONS_A_DAY,
            },
        )


def build_acts(acts: int) -> None:
    """Spread acts of 140 kinds over all units and days, for the numbers that no room publishes yet."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_act (number int, unit_id bigint, day date)")
        cursor.execute(
            """
            INSERT INTO bench_act
            SELECT n %% 140, unit.pks[1 + (n / 140 + n * 7) %% unit.size], %s::date + ((n / 140 * 13) %% %s)::int
            FROM generate_series(0, %s - 1) n
            CROSS JOIN (SELECT array_agg(id) AS pks, count(*) AS size FROM organisation_unit) unit
            """,
            [FIRST, DAYS, acts],
        )
        cursor.execute("CREATE INDEX ON bench_act (number, day) INCLUDE (unit_id)")


def build(share: float) -> dict[str, float]:
    """Build everything at a share of the full size on the server; return the seconds each part took."""
    from django.db import connection

    seconds = {}
    parts: dict[str, Callable[[], None]] = {
        "units": lambda: build_units(round(UNITS * share)),
        "members": lambda: build_members(round(MEMBERS * share)),
        "doors": lambda: build_doors(round(DOOR_RESULTS * share)),
        "acts": lambda: build_acts(round(ACTS * share)),
    }
    for name, make in parts.items():
        started = time.perf_counter()
        with connection.cursor() as cursor:
            # What is made here is whole by itself: neither foreign keys nor history need be looked after row by row.
            cursor.execute("SET session_replication_role = replica")
            make()
            cursor.execute("SET session_replication_role = origin")
        seconds[name] = round(time.perf_counter() - started, 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return seconds


def publish_the_rest() -> int:
    """Publish every number of the catalogue that no room publishes, and return how many there are."""
    from django.db import connection

    from gjennomslag.core.indicators import Indicator, Period, publish, published
    from gjennomslag.organisation.queries.memberships import members_on
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

    if published("organisation.members") is None:
        publish(Indicator("organisation.members", "members", lambda period: members_on(period.last)))
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


def backend_megabytes(process: int) -> int:
    """Return the peak of memory of the connection's PostgreSQL process, without what it shares with the others."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    sizes = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if line.startswith(("VmHWM", "Rss"))}
    return (int(sizes["VmHWM"]) - int(sizes["RssShmem"])) // 1024


def read_two_nights() -> dict[str, Any]:
    """Load the shipped plan, read it on two days, and return how long that took and how much was written."""
    from django.db import connection

    from gjennomslag.organisation.models import Unit
    from gjennomslag.plan.models import Obligation, Reading
    from gjennomslag.plan.services.plans import load_plan
    from gjennomslag.plan.services.readings import read_plan

    text = (ROOT / "plans" / "sv-2026-2029.yaml").read_text("utf-8")
    plan = load_plan(text=text, unit=Unit.objects.get(code="landet"), on=FIRST, by=None).plan
    outcomes, seconds = [], []
    for day in (TODAY, TOMORROW):
        started = time.perf_counter()
        outcomes.append(read_plan(plan=plan, on=day))
        seconds.append(round(time.perf_counter() - started, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rules = Obligation.objects.values("sentence", "evidence", "item").distinct()
    return {
        "rules": rules.count(),
        "rules_that_bind_branches": rules.filter(unit_kinds__contains=["local"]).count(),
        "windows_first_read": outcomes[0].obligations,
        "windows_the_next_night": outcomes[1].obligations,
        "readings_kept": Reading.objects.count(),
        "first_reading_s": seconds[0],
        "next_night_s": seconds[1],
        "rows_the_next_night": outcomes[1].changed,
        "peak_mb": peak,
        "postgresql_peak_mb": backend_megabytes(connection.connection.info.backend_pid),
    }


def ask_for_pages() -> dict[str, float]:
    """Sign a member of a branch in and return how long the pages that show the plan take."""
    from django.conf import settings
    from django.test import Client

    from gjennomslag.core import clock
    from gjennomslag.organisation.models import Unit
    from gjennomslag.organisation.services import join_unit, register_person

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    member = register_person(first_name="Mona", last_name="Medlem", email="mona@example.org", by=None)
    join_unit(person=member, unit=Unit.objects.get(code="lag-0"), on=START, by=None)
    clock.today = lambda: TOMORROW
    client = Client()
    client.force_login(member)

    def page(path: str) -> float:
        def ask() -> None:
            assert client.get(path).status_code == 200

        return milliseconds(ask)

    return {
        "branch_page_ms": page("/units/lag-0/plan/"),
        "national_board_ms": page("/units/landet/"),
        "national_plan_ms": page("/units/landet/plan/document/"),
        "national_targets_ms": page("/units/landet/targets/"),
        "county_picture_ms": page("/units/fylke-1/plan/below/"),
        "national_picture_ms": page("/units/landet/plan/below/?of=branches"),
    }


def measure(share: float) -> dict[str, Any]:
    """Build one size, read the plan on two days, and ask for the pages."""
    from django.db import connection

    from gjennomslag.organisation.models import Membership, Unit

    built = build(share)
    stand_ins = publish_the_rest()
    read = read_two_nights()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT sum(doors) FROM canvass_daycount")
        (doors,) = cursor.fetchone()
    return {
        "share": share,
        "units": Unit.objects.count(),
        "members": Membership.objects.count(),
        "door_results": doors,
        "acts": round(ACTS * share),
        "stand_in_numbers": stand_ins,
        **read,
        **ask_for_pages(),
        "building_s": built,
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
        "demand": DEMAND,
    }
    (folder / "plan_reading.json").write_text(json.dumps({"about": about, "results": results}, indent=2) + "\n")
    columns = list(results[0])
    lines = [
        "# Reading the shipped plan every night",
        "",
        f"On {about['cores']} cores, Python {about['python']}, {about['day']}, for every number of the shipped plan",
        "in the last weeks of its four years: a first reading that catches up with all windows since the beginning,",
        "and the ordinary night after it, on which a day's work has come in. Seconds are wall time; megabytes are the",
        "peaks of the process and, apart, of its PostgreSQL backend without shared buffers. Pages are the median of",
        f"{RUNS} requests through the whole site. Door results are counts per day, which stay when visits are deleted.",
        "",
        f"Demand at full size: a reading under {DEMAND['seconds']} s and {DEMAND['megabytes']} MB, a branch's page",
        f"under {DEMAND['branch_page_ms']} ms, the national pages under {DEMAND['national_page_ms']} ms.",
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
        max(each["first_reading_s"], each["next_night_s"]) < DEMAND["seconds"]
        and max(each["peak_mb"], each["postgresql_peak_mb"]) < DEMAND["megabytes"]
        and each["branch_page_ms"] < DEMAND["branch_page_ms"]
        and max(each["national_board_ms"], each["national_plan_ms"]) < DEMAND["national_page_ms"]
        for each in full
    )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
