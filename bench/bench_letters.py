"""A letter to 200,000 people, with workers killed fifty times on the way: nobody twice, nobody left out, how fast.

Run ``python bench/bench_letters.py [--people N] [--kills N] [--workers N]`` from the repository. Builds the party
in a database of its own, with PostgreSQL's usual durability, that is thrown away; real workers hand the letter over
to a mail server on this machine. Writes ``bench/results/letters.json`` and ``letters.md``; ends with 1 where somebody
got the letter twice, or neither got it nor is in doubt.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
DATA = ROOT / ".cache" / "bench-letters"
shutil.rmtree(DATA, ignore_errors=True)
os.environ |= {"GJENNOMSLAG_DATA": str(DATA), "GJENNOMSLAG_DEMO": "0", "GJENNOMSLAG_QUIET": "never"}
os.environ.pop("DATABASE_URL", None)

from gjennomslag.config.startup import start  # noqa: E402

start()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.utils import timezone  # noqa: E402

from gjennomslag.config.upgrade import upgrade  # noqa: E402
from gjennomslag.messaging.jobs import enqueue_handing_over  # noqa: E402
from gjennomslag.messaging.models import Letter, Recipient  # noqa: E402
from gjennomslag.messaging.services.delivering import (  # noqa: E402
    LEASE,
    finish_letters,
    note_what_is_unknown,
    prepare_letter,
)
from gjennomslag.messaging.services.letters import send_letter  # noqa: E402
from gjennomslag.organisation.choices import Channel, Given, Topic  # noqa: E402
from gjennomslag.organisation.models import Consent, Membership, Person  # noqa: E402
from gjennomslag.organisation.services.consents import publish_text  # noqa: E402
from tests.messaging.writing import write  # noqa: E402
from tests.party import Party, make_party  # noqa: E402

RESULTS = ROOT / "bench" / "results"
START = date(2024, 3, 1)
# Every line of the mail server's log is as long as any other, so that its size says how many letters have come.
ADDRESS = "medlem{:07d}@example.org"
LINE = len(ADDRESS.format(0)) + 1


def fill(party: Party, people: int) -> None:
    """Make so many members who have said yes to news, each a copy of one that the program has made itself."""
    text = publish_text(topic=Topic.NEWS, language="nb", text="Ja.", by=None)
    person = Person.objects.create(first_name="Åse", last_name="Ødegård", sort_name="0", email=ADDRESS.format(0))
    belongs = Membership.objects.create(person=person, unit=party.branch, joined_on=START, member_since=START)
    consent = Consent.objects.create(
        person=person,
        topic=Topic.NEWS,
        channel=Channel.EMAIL,
        text=text,
        given_at=timezone.now(),
        given_how=Given.FORM,
    )
    digits = "lpad(number::text, 7, '0')"
    numbers = f"generate_series(1, {people - 1}) AS number"
    them = f"organisation_person AS person WHERE person.email LIKE 'medlem%' AND person.id <> {person.pk}"
    with connection.cursor() as cursor:
        # Without the triggers that write history: nobody has changed anything.
        cursor.execute("SET session_replication_role = replica")
        email = f"'medlem' || {digits} || '@example.org'"
        copy(cursor, person, numbers, register_id="gen_random_uuid()", sort_name=digits, email=email)
        unit = f"CASE WHEN person.id % 2 = 0 THEN {party.branch.pk} ELSE {party.sibling.pk} END"
        copy(cursor, belongs, them, person_id="person.id", unit_id=unit)
        copy(cursor, consent, them, person_id="person.id")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def copy(cursor: Any, row: Model, source: str, **other: str) -> None:
    """Insert a copy of the row for each row of the source, with these columns other."""
    columns = [str(field.column) for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(other.get(name, f'one."{name}"') for name in columns)
    names, table = ", ".join(f'"{name}"' for name in columns), row._meta.db_table
    from_, _, where = source.partition(" WHERE ")
    condition = f"one.id = {row.pk}" + (f" AND {where}" if where else "")
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS one CROSS JOIN {from_} WHERE {condition}"
    )


def letter_of(party: Party) -> Letter:
    """Write a letter of the usual length."""
    letter = write(party, "Bli med på årets viktigste møte", unit=party.country, by=party.secretary)
    block = letter.blocks.get()
    block.text_nb = "Hei, {fornavn}!\n\n" + "Vi møtes for å snakke om det vi skal vinne sammen i {lag} i år. " * 30
    block.save()
    return letter


def worker(port: int) -> subprocess.Popen[bytes]:
    """Start a real worker."""
    environment = os.environ | {"GJENNOMSLAG_MAIL_URL": f"smtp://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gjennomslag.config.command", "worker"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def come(log: Path) -> int:
    """Return how many letters have come."""
    return log.stat().st_size // LINE if log.exists() else 0


def deliver(letter: Letter, port: int, log: Path, wanted: argparse.Namespace) -> tuple[float, int]:
    """Let workers hand the letter over, killing one after another; return seconds and kills."""
    enqueue_handing_over(letter.pk)
    workers = [worker(port) for _ in range(wanted.workers)]
    kills, since, quiet_since, before = 0, time.monotonic(), time.monotonic(), 0
    while Recipient.objects.filter(letter=letter, state="waiting").exists():
        time.sleep(0.05)
        now = come(log)
        if now != before:
            before, quiet_since = now, time.monotonic()
        assert time.monotonic() - quiet_since < 150, f"nothing has come for long, after {now}"
        while kills < wanted.kills and come(log) > (kills + 1) * wanted.people // (wanted.kills + 1):
            turn = kills % wanted.workers
            at_work = psutil.Process(workers[turn].pid).children()
            if not at_work:
                break
            at_work[0].kill()
            kills += 1
    seconds = time.monotonic() - since
    for each in workers:
        each.terminate()
    for each in workers:
        each.wait()
    return seconds, kills


def database_seconds() -> float:
    """Return what all of PostgreSQL has used of the processors, with what has ended since it began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(psutil.Process(cursor.fetchone()[0]).ppid())
    ended = server.cpu_times()
    alive = [each.cpu_times() for each in server.children()]
    return sum((each.user + each.system for each in alive), ended.children_user + ended.children_system)


def processor_seconds() -> float:
    """Return what PostgreSQL, this process and those that it has seen end have used of the processors."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return database_seconds() + sum(each.ru_utime + each.ru_stime for each in used)


def main() -> int:
    """Measure, write it down, and say whether everyone got the letter at most once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    upgrade()
    party = make_party()
    fill(party, wanted.people)
    letter = letter_of(party)
    send_letter(letter=letter, by=party.secretary, at=timezone.now())
    log = DATA / "letters-that-came"
    sink = subprocess.Popen(
        [sys.executable, "-m", "tests.messaging.sink", str(log)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert sink.stdout is not None
    port = int(sink.stdout.readline())
    try:
        since, used = time.monotonic(), processor_seconds()
        prepared = prepare_letter(letter=letter, now=timezone.now())
        preparing = time.monotonic() - since
        delivering, kills = deliver(letter, port, log, wanted)
    finally:
        sink.kill()
        sink.wait()
    used = processor_seconds() - used
    note_what_is_unknown(now=timezone.now() + LEASE * 2)
    finish_letters(now=timezone.now())
    run = {
        "people": prepared,
        "kills": kills,
        "workers": wanted.workers,
        "processor_ms_a_letter": round(used * 1000 / prepared, 2),
    }
    return judge(letter, log, run, preparing=preparing, delivering=delivering)


def judge(letter: Letter, log: Path, run: dict[str, Any], *, preparing: float, delivering: float) -> int:
    """Compare what the mail server got with what the database says, and write both down."""
    got = Counter(log.read_text("utf-8").split())
    states = dict(Recipient.objects.filter(letter=letter).values_list("person__email", "state"))
    unknown = {address for address, state in states.items() if state == "unknown"}
    prepared = run["people"]
    record: dict[str, Any] = {
        **run,
        "seconds_to_prepare": round(preparing, 1),
        "seconds_to_hand_over": round(delivering, 1),
        "letters_a_second": round(prepared / (preparing + delivering)),
        "twice": sum(number > 1 for number in got.values()),
        "in_doubt": len(unknown),
        "in_doubt_and_got_it": sum(address in got for address in unknown),
        "left_out": sum(state not in {"handed-over", "unknown"} for state in states.values()),
        "said_to_have_it_without": sum(s == "handed-over" and a not in got for a, s in states.items()),
        "load_average": round(os.getloadavg()[1], 1),
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
    }
    wrong = record["twice"], record["left_out"], record["said_to_have_it_without"]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "letters.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    rows = "\n".join(f"| {name.replace('_', ' ')} | {value:,} |" for name, value in list(record.items())[:-1])
    text = f"""# A letter to {prepared:,} people

`python bench/bench_letters.py` on {os.cpu_count()} processors, which the workers, PostgreSQL with its usual durability
and the mail server share. The process that works is killed (SIGKILL) at even distances, and the one that watches over
it starts another. The rate is of preparing and handing over together. What a letter takes of the processors counts the
workers, PostgreSQL, the mail server and the measurement itself. Who is in doubt is shown to a person. The load average
is of five minutes; what is far above the number of processors is other work that took its share.

| | |
|---|---|
{rows}
"""
    (RESULTS / "letters.md").write_text(text, "utf-8")
    sys.stdout.write(text)
    return int(any(wrong))


if __name__ == "__main__":
    sys.exit(main())
