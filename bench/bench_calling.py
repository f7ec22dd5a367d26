"""Two hundred callers in one campaign: how long one waits for the next person.

Run ``python bench/bench_calling.py`` from the repository. Builds a campaign over 200,000 members in a database of its
own that is thrown away, and writes ``bench/results/calling.json`` and ``calling.md``. Three situations: one caller
alone; two hundred callers who pull, talk for a while and pull again; and all two hundred in the same instant, through
as many connections as a server has. The reference is the queue one would write first: lock the whole campaign, take
the first. Ends with a fault where anybody was given out twice.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["GJENNOMSLAG_DATA"] = str(ROOT / ".cache" / "bench-data")
os.environ["GJENNOMSLAG_DEMO"] = "0"

from gjennomslag.config.startup import start  # noqa: E402

start()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from gjennomslag.calling.campaign_services import Brief, start_campaign, take_next_call  # noqa: E402
from gjennomslag.calling.choices import CampaignTopic  # noqa: E402
from gjennomslag.calling.models import Campaign, CampaignCall  # noqa: E402
from gjennomslag.organisation.choices import UnitKind  # noqa: E402
from gjennomslag.organisation.models import Person, Unit  # noqa: E402
from gjennomslag.organisation.rules import SEE_MEMBERS  # noqa: E402
from gjennomslag.organisation.scope import Grant, Scope  # noqa: E402
from tests.template import throwaway_database  # noqa: E402

MEMBERS, BRANCHES, CALLERS, CONNECTIONS = 200_000, 300, 200, 16
PULLS_EACH = 4
BEFORE = 8
TALK_SECONDS = 10.0
MOST_MILLISECONDS = 50


def build() -> tuple[Campaign, list[Person]]:
    """Make the members, of whom every fifth has been called lately, and the campaign; return it and its callers."""
    day = date(2020, 1, 1)
    country = Unit.objects.create(
        kind=UnitKind.NATIONAL, code="landet", name="Landet", path="0001", depth=1, valid_from=day
    )
    Unit.objects.bulk_create(
        Unit(kind=UnitKind.LOCAL, code=f"lag-{n}", name=f"Lag {n}", path=f"00010001{n:04d}", depth=3, valid_from=day)
        for n in range(1, BRANCHES + 1)
    )
    with connection.cursor() as cursor:
        # No triggers: they write history row by row, which is not what is measured and takes far longer.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO organisation_person (register_id, first_name, last_name, sort_name, member_number, email,"
            " phone, language, street_address, postal_code, postal_place, municipality_code, involvement, interests,"
            " skills, is_active, registered_at) SELECT gen_random_uuid(), 'Medlem', n::text, n::text, n::text, NULL,"
            " '+479' || lpad(n::text, 7, '0'), 'nb', '', '', '', '', '', '{}', '{}', true, now()"
            " FROM generate_series(1, %s) AS n",
            [MEMBERS],
        )
        cursor.execute(
            'INSERT INTO organisation_membership (person_id, unit_id, joined_on, member_since, "primary", ended_why)'
            " SELECT person.id, units.ids[1 + person.id %% %s], %s, %s, true, '' FROM organisation_person AS person,"
            " (SELECT array_agg(id) AS ids FROM organisation_unit WHERE depth = 3) AS units",
            [BRANCHES, day, day],
        )
        cursor.execute(
            "INSERT INTO organisation_membercontact (person_id, unit_id, kind, outcome, at, about, note)"
            " SELECT person_id, unit_id, 'call', 'reached', now() - interval '3 days', 'welcome', ''"
            " FROM organisation_membership WHERE person_id % 5 = 0"
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
    callers = list(Person.objects.order_by("pk")[:CALLERS])
    scope = Scope(1, [Grant(SEE_MEMBERS, country.pk, country.path, True, "party-secretary", "Landet")], member=True)
    today = timezone.localdate()
    brief = Brief("Alle", CampaignTopic.DOOR_KNOCKING, {}, today, today + timedelta(days=30))
    begun = time.perf_counter()
    campaign = start_campaign(unit=country, brief=brief, scope=scope, by=callers[0])
    sys.stderr.write(f"filled the campaign in {time.perf_counter() - begun:.1f} s\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE calling_campaigncall")
    return campaign, callers


def pull(campaign: Campaign, caller: Person) -> float:
    """Return the milliseconds for which the caller waits for the next person."""
    begun = time.perf_counter()
    taken = take_next_call(campaign=campaign, caller=caller, now=timezone.now())
    waited = (time.perf_counter() - begun) * 1000
    if taken is not None:
        # Whoever is taken stays out, so that a repetition would be seen.
        CampaignCall.objects.filter(pk=taken).update(attempts=1, not_before=timezone.now() + timedelta(days=1))
    return waited


def plain(campaign: Campaign, caller: Person) -> float:
    """Return the milliseconds of the queue one would write first."""
    begun = time.perf_counter()
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        now = timezone.now()
        free = CampaignCall.objects.filter(campaign=campaign, closed_at=None, not_before=None, held_until=None)
        first = free.exclude(person__contacts__at__gt=now - timedelta(days=30)).order_by("pk").first()
        assert first is not None
        first.caller, first.held_until = caller, now
        first.save()
    return (time.perf_counter() - begun) * 1000


Pull = Callable[[Campaign, Person], float]


def alone(campaign: Campaign, callers: list[Person], way: Pull) -> list[float]:
    """Pull one after the other."""
    return [way(campaign, caller) for caller in callers[:40]]


def in_one_instant(campaign: Campaign, callers: list[Person], way: Pull) -> list[float]:
    """Let all callers press the button in the same instant; waiting for a free connection counts.

    The connections have served before, as those of a server do that has run for more than a moment.
    """
    begun = time.perf_counter()
    together = Barrier(CONNECTIONS)

    def serve_before(number: int) -> None:
        for caller in callers[number * BEFORE : (number + 1) * BEFORE]:
            way(campaign, caller)
        together.wait()

    def serve(caller: Person) -> float:
        way(campaign, caller)
        return (time.perf_counter() - begun) * 1000

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(serve_before, range(CONNECTIONS)))
        begun = time.perf_counter()
        waited = list(pool.map(serve, callers))
        list(pool.map(_hang_up, [Barrier(CONNECTIONS)] * CONNECTIONS))
    return waited


def _hang_up(together: Barrier) -> None:
    connection.close()
    together.wait()


def through_an_evening(campaign: Campaign, callers: list[Person], way: Pull) -> list[float]:
    """Let each caller pull, talk for ten seconds or so, and pull again; waiting for a connection counts."""
    chance = random.Random(1)
    times: list[tuple[float, Person]] = []
    for caller in callers:
        at = chance.uniform(0, TALK_SECONDS)
        for _ in range(PULLS_EACH):
            times.append((at, caller))
            at += chance.uniform(0.5, 1.5) * TALK_SECONDS
    times.sort(key=lambda each: each[0])
    begun = time.perf_counter()

    def serve(due: float, caller: Person) -> float:
        way(campaign, caller)
        return (time.perf_counter() - begun - due) * 1000

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        waiting = []
        for due, caller in times:
            time.sleep(max(0.0, due - (time.perf_counter() - begun)))
            waiting.append(pool.submit(serve, due, caller))
        waited = [each.result() for each in waiting]
        list(pool.map(_hang_up, [Barrier(CONNECTIONS)] * CONNECTIONS))
    return waited


def row(name: str, waited: list[float]) -> dict[str, object]:
    """Return a row of the results."""
    ordered = sorted(waited)
    return {
        "situation": name,
        "pulls": len(ordered),
        "median ms": round(statistics.median(ordered), 1),
        "95 % ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "slowest ms": round(ordered[-1], 1),
    }


def measure() -> list[dict[str, object]]:
    """Build, pull, and see that nobody was given out twice."""
    campaign, callers = build()
    alone(campaign, callers[:5], pull)
    rows = [
        row("one caller alone", alone(campaign, callers, pull)),
        row("200 callers through an evening", through_an_evening(campaign, callers, pull)),
        row("200 callers in one instant", in_one_instant(campaign, callers, pull)),
        row("reference, one caller alone", alone(campaign, callers, plain)),
        row("reference, 200 in one instant", in_one_instant(campaign, callers, plain)),
    ]
    given = 5 + 40 + CALLERS * PULLS_EACH + CONNECTIONS * BEFORE + CALLERS
    taken = CampaignCall.objects.filter(attempts=1).count()
    if taken != given:
        raise SystemExit(f"{given} pulls gave {taken} people: somebody was given out twice")
    return rows


def write(rows: list[dict[str, object]]) -> None:
    """Keep the results as JSON and as a table."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}"  # noqa: DTZ011
    about = (
        f"{MEMBERS:,} members in one campaign, a fifth of them called lately; {CALLERS} callers, {CONNECTIONS}"
        f" connections, callers and database on the same {machine}; load average {os.getloadavg()[0]:.1f}, of which up"
        f" to 2 are the measurement's own. An evening: everyone pulls, talks for {TALK_SECONDS:.0f} seconds or so and"
        f" pulls again, {PULLS_EACH} times. In one instant: through connections that have served {BEFORE} pulls"
        f" before. Waiting for a free connection counts. Aim: under {MOST_MILLISECONDS} ms."
        " Nobody was given out twice."
    )
    folder = ROOT / "bench" / "results"
    text = json.dumps({"about": about, "rows": rows}, indent=1, ensure_ascii=False)
    (folder / "calling.json").write_text(text + "\n")
    heads = ["situation", "pulls", "median ms", "95 % ms", "slowest ms"]
    lines = ["# The next person to call", "", about, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| {' | '.join(str(each.get(head, '')) for head in heads)} |" for each in rows]
    (folder / "calling.md").write_text("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> int:
    """Measure in a database that is thrown away."""
    with throwaway_database():
        rows = measure()
        write(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
