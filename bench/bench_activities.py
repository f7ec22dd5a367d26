"""A member's page of what is on with 100,000 activities, the last free place with everybody answering at once, and
reminders with the worker killed again and again.

Run ``python bench/bench_activities.py`` from the repository. Builds everything in a database of its own that is thrown
away and writes ``bench/results/activities.json`` and ``activities.md``. Pages go through the whole site: session,
scope, template. Answers are given by processes of their own, each with its own connection, to one activity with one
place left. Says what it is doing on the way.

``--activities 5000 --requests 5 --answers 400 --reminders 200 --kills 10`` looks whether it works, in a quarter of a
minute. What is measured with other sizes than the usual ones is shown and not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["GJENNOMSLAG_DATA"] = str(ROOT / ".cache" / "bench-data")
os.environ["GJENNOMSLAG_DEMO"] = "0"

from gjennomslag.config.startup import start  # noqa: E402

start()

import psutil  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from gjennomslag.activities import letters  # noqa: E402
from gjennomslag.activities.choices import ActivityKind, Answer, Invited, Mode, Way  # noqa: E402
from gjennomslag.activities.links import answer_token, calendar_token  # noqa: E402
from gjennomslag.activities.models import Activity, Registration  # noqa: E402
from gjennomslag.activities.services.activities import plan_activity  # noqa: E402
from gjennomslag.activities.services.calendars import new_calendar_key  # noqa: E402
from gjennomslag.activities.services.places import Guest, say_yes  # noqa: E402
from gjennomslag.organisation.choices import UnitKind  # noqa: E402
from gjennomslag.organisation.models import Membership, Person, Unit  # noqa: E402
from gjennomslag.organisation.services import found_unit, join_unit, register_person  # noqa: E402
from tests.messaging.sink import Sink  # noqa: E402

COUNTIES, BRANCHES = 15, 400
MOST_MILLISECONDS = 100
PROCESSES = 4
FORM = "application/x-www-form-urlencoded"  # as browsers send these forms; the test client's own way takes longer
USUAL = {"activities": 100_000, "requests": 40, "answers": 2000, "reminders": 2000, "kills": 50}
LONGEST_WAIT, MOST_IN_VAIN = 60, 5
START = date(2020, 1, 1)


def say(text: str) -> None:
    """Tell whoever waits what is going on."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def build(activities: int) -> tuple[Person, Unit]:
    """Make the units, a member with a calendar, and the activities; return the member and their branch."""
    country = found_unit(kind=UnitKind.NATIONAL, code="landet", name="Landet", parent=None, valid_from=START, by=None)
    counties = [_found(UnitKind.COUNTY, f"fylke-{each}", country) for each in range(COUNTIES)]
    branches = [_found(UnitKind.LOCAL, f"lag-{each}", counties[each % COUNTIES]) for each in range(BRANCHES)]
    member = register_person(first_name="Mona", last_name="Medlem", email="mona@example.org", by=None)
    join_unit(person=member, unit=branches[17], on=START, by=None)
    fill([country, *counties, *branches], member, activities)
    return member, branches[17]


def _found(kind: UnitKind, code: str, parent: Unit) -> Unit:
    return found_unit(kind=kind, code=code, name=code.title(), parent=parent, valid_from=START, by=None)


def fill(units: list[Unit], member: Person, activities: int) -> None:
    """Spread the activities over units and over three years, a quarter of them to come; five in a hundred are lists."""
    with connection.cursor() as cursor:
        # What is made here is whole by itself: history, which is kept row by row, would take half an hour.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO activities_activity (unit_id, kind, mode, title, summary, ask, goal, place, video_link,"
            " starts_at, ends_at, by_shift, invited, audience, host, together_with, participatory, code_of_conduct,"
            " contact_by, thanks, cancelled_why, sequence, made_at, changed_at)"
            " SELECT (%s::bigint[])[1 + n %% %s], 'stall', 'in_person', 'Aktivitet ' || n, 'Vi møtes.', '', '',"
            " 'Torget', '', at, at + interval '2 hours', false,"
            " CASE WHEN n %% 20 = 0 THEN 'segment' WHEN n %% 3 = 0 THEN 'members' ELSE 'open' END, '', '', '', true,"
            " true, '', '', '', 0, now(), now() FROM (SELECT n,"
            " now() + ((n * 7919 %% 1095) - 820) * interval '1 day' AS at FROM generate_series(1, %s) AS n) AS made",
            [[unit.pk for unit in units], len(units), activities],
        )
        cursor.execute(
            "INSERT INTO activities_invitation (activity_id, person_id) SELECT id, %s FROM activities_activity"
            " WHERE invited = 'segment' AND id %% 100 = 0",
            [member.pk],
        )
        cursor.execute(
            "INSERT INTO activities_registration (activity_id, name, email, phone, answer, newcomer, way, at, key,"
            " to_tell, doubt, reminded_at) SELECT id, 'Gjest', 'gjest' || each || '@example.org', '', 'coming', false,"
            " 'page', now(), gen_random_uuid(), '', '', now() FROM activities_activity, generate_series(1, 3) AS each"
        )
        cursor.execute("SET session_replication_role = origin")
    connection.commit()
    settle()


def settle() -> None:
    """Bring the database to rest: what it owes for rows just filled in is no part of what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def pages(member: Person, branch: Unit, requests: int) -> list[dict[str, Any]]:
    """Ask for each page so many times, and return a row for each."""
    client = Client()
    client.force_login(member)
    token = calendar_token(new_calendar_key(person=member))
    rows = []
    for name, address in (
        ("what is on, for a member", reverse("activities:mine")),
        ("a branch’s activities", reverse("activities:in_unit", args=[branch.code])),
        ("a branch’s public page", reverse("activities:at_unit", args=[branch.code])),
        ("a county’s calendar", reverse("activities:unit_feed", args=["fylke-2"])),
        ("a member’s own calendar", reverse("activities:own_feed", args=[token])),
    ):
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(address).content)
            asked = len(queries)
        runs = [_timed(client, address) for _ in range(requests)]
        rows.append(
            {
                "page": name,
                "queries": asked,
                "median ms": round(statistics.median(runs), 1),
                "p95 ms": round(sorted(runs)[int(requests * 0.95)], 1),
                "kB": round(size / 1000, 1),
            }
        )
        say(f"{name}: {rows[-1]['median ms']} ms")
    return rows


def _timed(client: Client, address: str) -> float:
    begun = time.perf_counter()
    assert client.get(address).status_code == 200
    return (time.perf_counter() - begun) * 1000


THE_SERVICE, THE_PAGE, THE_LINK = "the service", "the public page", "the link in a letter"


def answers(branch: Unit, number: int, *, through: str) -> dict[str, Any]:
    """Let all processes answer at once for the last place, and return how fast, what it costs, and who got it.

    Through the page, guests send its form through the whole site. Through the link, members say yes who have never
    signed in. Through the service, nothing is measured but the service.
    """
    now = timezone.now() + timedelta(days=3)
    activity = plan_activity(
        unit=branch, by=None, kind=ActivityKind.STALL, mode=Mode.IN_PERSON, title="Siste plass", place="Torget",
        invited=Invited.MEMBERS if through == THE_LINK else Invited.OPEN,
        starts_at=now, ends_at=now + timedelta(hours=2), capacity=1,
    )  # fmt: skip
    connections.close_all()
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(PROCESSES + 1), context.Barrier(PROCESSES + 1)
    turns = number // PROCESSES
    workers = [
        context.Process(target=_ANSWERS[through], args=(activity.pk, each, turns, ready, done))
        for each in range(PROCESSES)
    ]
    for each in workers:
        each.start()
    ready.wait(LONGEST_WAIT)
    begun, used = time.perf_counter(), _processor_seconds(workers)
    done.wait(LONGEST_WAIT * 10)
    seconds, used = time.perf_counter() - begun, _processor_seconds(workers) - used
    ready.wait(LONGEST_WAIT)
    for each in workers:
        each.join()
        if each.exitcode:
            raise SystemExit(f"a process that answers ended with {each.exitcode}")
    given = list(activity.registrations.values_list("answer", flat=True))
    return {
        "answers": len(given),
        "through": through,
        "at once": PROCESSES,
        "got the place": given.count(Answer.COMING),
        "on the waiting list": given.count(Answer.WAITING),
        "seconds": round(seconds, 2),
        "answers a second": round(len(given) / seconds),
        "processor ms an answer": round(used * 1000 / len(given), 2),
    }


def _processor_seconds(workers: Sequence[Any]) -> float:
    """Return what the processes that answer, and all of this PostgreSQL, have used of the processors until now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        database = psutil.Process(psutil.Process(cursor.fetchone()[0]).ppid())
    total = 0.0
    for each in [*(psutil.Process(worker.pid) for worker in workers), *database.children()]:
        with contextlib.suppress(psutil.Error):
            times = each.cpu_times()
            total += times.user + times.system
    return total


def _answer(activity_id: int, number: int, turns: int, ready: Any, done: Any) -> None:
    activity = Activity.objects.get(pk=activity_id)
    ready.wait(LONGEST_WAIT)
    for turn in range(turns):
        guest = Guest("Gjest", email=f"g{number}.{turn}@example.org")
        say_yes(activity=activity, who=guest, now=timezone.now(), way=Way.PAGE)
    done.wait()
    ready.wait(LONGEST_WAIT)  # what this process and its connection have used is read before they end
    connections.close_all()


def _answer_by_page(activity_id: int, number: int, turns: int, ready: Any, done: Any) -> None:
    client, address = Client(), reverse("activities:activity", args=[activity_id])
    assert client.get(address).status_code == 200
    ready.wait(LONGEST_WAIT)
    for turn in range(turns):
        given = {"name": "Gjest", "contact": f"p{number}.{turn}@example.org"}
        answer = client.post(address, urlencode(given), FORM)
        assert answer.status_code == 302, answer.status_code
    done.wait()
    ready.wait(LONGEST_WAIT)
    connections.close_all()


def _answer_by_link(activity_id: int, number: int, turns: int, ready: Any, done: Any) -> None:
    members = Person.objects.filter(last_name="Svarer").order_by("pk")[number * turns : (number + 1) * turns]
    tokens = [answer_token(activity_id, each) for each in members.values_list("register_id", flat=True)]
    client, addresses = Client(), [reverse("activities:invitation", args=[each]) for each in tokens]
    assert client.get(addresses[0]).status_code == 200
    ready.wait(LONGEST_WAIT)
    for address in addresses:
        answer = client.post(address, "yes=", FORM)
        assert answer.status_code == 302, answer.status_code
    done.wait()
    ready.wait(LONGEST_WAIT)
    connections.close_all()


_ANSWERS = {THE_SERVICE: _answer, THE_PAGE: _answer_by_page, THE_LINK: _answer_by_link}


def fill_members(branch: Unit, number: int) -> None:
    """Give the branch so many members who will answer."""
    people = Person.objects.bulk_create(
        Person(first_name="Siri", last_name="Svarer", email=f"siri{each}@example.org") for each in range(number)
    )
    Membership.objects.bulk_create(
        Membership(person=each, unit=branch, joined_on=START, member_since=START) for each in people
    )


def reminders(branch: Unit, number: int, most_kills: int) -> dict[str, Any]:
    """Kill the process that reminds people fifty times, and return who got how many, and who is in doubt."""
    begins = timezone.now() + timedelta(hours=20)
    activity = plan_activity(
        unit=branch, by=None, kind=ActivityKind.STALL, mode=Mode.IN_PERSON, title="Årsmøte", place="Huset",
        invited=Invited.OPEN, starts_at=begins, ends_at=begins + timedelta(hours=2),
    )  # fmt: skip
    before = timezone.now() - timedelta(days=1)
    Registration.objects.bulk_create(
        Registration(
            activity=activity,
            name="Gjest",
            email=f"r{each}@example.org",
            answer=Answer.COMING,
            way=Way.PAGE,
            at=before,
        )
        for each in range(number)
    )
    kills, in_vain, since = 0, 0, time.perf_counter()
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        while Registration.objects.filter(activity=activity, reminded_at__isnull=True).exists():
            connections.close_all()
            before_it = sink.got.total()
            worker = multiprocessing.get_context("fork").Process(target=_remind)
            worker.start()
            goal = (kills + 1) * number // (most_kills + 1) if kills < most_kills else number + 1
            while worker.is_alive() and sink.got.total() < goal:
                time.sleep(0.001)
            kills += worker.is_alive()
            worker.kill()
            worker.join()
            in_vain = 0 if sink.got.total() > before_it else in_vain + 1
            if in_vain > MOST_IN_VAIN:
                raise SystemExit(f"{in_vain} workers in a row have sent nothing: the last ended with {worker.exitcode}")
            if kills and kills % 10 == 0:
                say(f"reminded {sink.got.total()}, killed {kills} times")
    rows = dict(activity.registrations.values_list("email", "doubt"))
    in_doubt = {email for email, doubt in rows.items() if doubt}
    return {
        "reminders": number,
        "kills": kills,
        "twice": sum(each > 1 for each in sink.got.values()),
        "neither got it nor in doubt": len(set(rows) - set(sink.got) - in_doubt),
        "in doubt": len(in_doubt),
        "seconds": round(time.perf_counter() - since, 1),
    }


def _remind() -> None:
    letters.is_quiet = lambda now: False
    letters.remind(now=timezone.now())
    connections.close_all()
    os._exit(0)


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Return the rows as lines of Markdown."""
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return lines + [f"| {' | '.join(str(row[head]) for head in heads)} |" for row in rows]


def report(wanted: argparse.Namespace, measured: dict[str, list[dict[str, Any]]]) -> None:
    """Show the results as tables; keep them, also as JSON, where they are of the usual sizes."""
    about = (
        f"{wanted.activities:,} activities in {BRANCHES} branches, {wanted.requests} requests for each page through the"
        f" whole site, on {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}; load average"  # noqa: DTZ011
        f" {os.getloadavg()[0]:.1f}, of which 1 is the measurement's own. Demand: a member's page under"
        f" {MOST_MILLISECONDS} ms, and 500 answers a second that fill the last place exactly."
    )
    lines = ["# What is on with 100,000 activities, and the last free place", "", about]
    for rows in measured.values():
        lines += ["", *table(rows)]
    sys.stdout.write("\n".join(lines) + "\n")
    if all(getattr(wanted, name) == size for name, size in USUAL.items()):
        folder = ROOT / "bench" / "results"
        content = {"about": about, **measured}
        (folder / "activities.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        (folder / "activities.md").write_text("\n".join(lines) + "\n")


def measure(wanted: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    """Build, and measure one thing after another."""
    say(f"making {wanted.activities} activities")
    member, branch = build(wanted.activities)
    say("asking for pages")
    read = pages(member, branch, wanted.requests)
    say("answering for the last place")
    fill_members(branch, wanted.answers)
    settle()
    signed_up = [answers(branch, wanted.answers, through=each) for each in _ANSWERS]
    say("reminding, and killing the worker")
    reminded = reminders(branch, wanted.reminders, wanted.kills)
    return {"pages": read, "answers": signed_up, "reminders": [reminded]}


def main() -> int:
    """Measure in a database that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    wanted = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    own_name = connection.settings_dict["NAME"]
    say("making a database")
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measured = measure(wanted)
    finally:
        connections.close_all()
        connection.creation.destroy_test_db(own_name, verbosity=0)
    report(wanted, measured)
    [reminded] = measured["reminders"]
    fast = measured["pages"][0]["median ms"] < MOST_MILLISECONDS
    whole = not reminded["twice"] and not reminded["neither got it nor in doubt"]
    exact = all(each["got the place"] == 1 for each in measured["answers"])
    return 0 if fast and whole and exact else 1


if __name__ == "__main__":
    raise SystemExit(main())
