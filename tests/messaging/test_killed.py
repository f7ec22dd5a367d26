"""A worker killed in the middle: nobody gets the letter twice, nobody is left out, and the rest is in doubt."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from gjennomslag.messaging.choices import RecipientState
from gjennomslag.messaging.jobs import enqueue_handing_over
from gjennomslag.messaging.models import Recipient
from gjennomslag.messaging.services.delivering import AT_ONCE, LEASE, note_what_is_unknown
from gjennomslag.organisation.models import Person
from gjennomslag.organisation.services.people import NewMember, register_members
from tests.messaging.sink import Sink
from tests.messaging.writing import agree, send_off, write
from tests.party import make_party

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, KILLS = 200, 2


def worker(port: int) -> subprocess.Popen[bytes]:
    """Start a real worker on the test's database, which ends when nothing is left to do."""
    there = connection.get_connection_params()
    parts = {name: str(there[name]) for name in ("host", "port", "user", "password") if there.get(name)}
    server = f"postgresql:///{connection.settings_dict['NAME']}?{urlencode(parts)}"
    environment = os.environ | {
        "DATABASE_URL": server,
        "DJANGO_SETTINGS_MODULE": "gjennomslag.config.settings",
        "GJENNOMSLAG_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "GJENNOMSLAG_QUIET": "never",
    }
    command = [sys.executable, "-m", "gjennomslag.config.command", "worker", "--once"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_writes_to_nobody_twice() -> None:
    party = make_party()
    register_members(
        members=[
            NewMember(f"Nr {n}", "", f"nr{n}@example.org", 1990, timezone.localdate(), party.branch)
            for n in range(PEOPLE)
        ],
        by=None,
    )
    agree(*Person.objects.filter(first_name__startswith="Nr "))
    letter = send_off(write(party), party.turid)
    with Sink(pause=0.005) as sink:
        for kill in range(1, KILLS + 1):
            enqueue_handing_over(letter.pk)
            running = worker(sink.port)
            deadline = time.monotonic() + 60
            while sink.got.total() < kill * PEOPLE // (KILLS + 2) and time.monotonic() < deadline:
                time.sleep(0.002)
            running.kill()
            running.wait()
        sink.pause = 0
        enqueue_handing_over(letter.pk)
        assert worker(sink.port).wait(60) == 0
    note_what_is_unknown(now=timezone.now() + LEASE * 2)
    rows = dict(Recipient.objects.filter(letter=letter).values_list("person__email", "state"))
    assert len(rows) == PEOPLE
    # The worker's own clock may have let it write to the branch's leaders too.
    got = Counter({address: times for address, times in sink.got.items() if address in rows})
    assert max(got.values()) == 1
    taken = {address for address, state in rows.items() if state == RecipientState.HANDED_OVER}
    unknown = {address for address, state in rows.items() if state == RecipientState.UNKNOWN}
    assert set(rows) == taken | unknown
    assert taken <= set(got) <= taken | unknown
    assert 0 < len(unknown) <= KILLS * AT_ONCE
