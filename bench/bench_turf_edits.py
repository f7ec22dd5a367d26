"""Changing a turf by hand, from the click to the new numbers: server time of every kind of change.

Run ``python bench/bench_turf_edits.py`` from the repository. Cuts a generated town into turfs of 60 doors in a database
of its own that is thrown away, makes each change many times as a branch leader does (session, scope, routes, numbers,
the part of the page that changes, and the whole page), undoes it again, and writes ``bench/results/turf_edits.json``
and ``turf_edits.md``.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["GJENNOMSLAG_DATA"] = str(ROOT / ".cache" / "bench-data")
os.environ["GJENNOMSLAG_DEMO"] = "0"

from gjennomslag.config.startup import start  # noqa: E402

start()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from gjennomslag.algorithms.towns import generate_town  # noqa: E402
from gjennomslag.algorithms.warm_up import warm_up  # noqa: E402
from gjennomslag.canvass.address_files.coordinates import DEGREES, from_metres  # noqa: E402
from gjennomslag.canvass.models import Address, BasicUnit, Door, Drive, Turf  # noqa: E402
from gjennomslag.canvass.services.drives import start_drive  # noqa: E402
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs  # noqa: E402
from tests.party import Party, make_party  # noqa: E402

DOORS = 5_000
RUNS = 30
MOST_MILLISECONDS = 200
DAY = date(2026, 9, 10)


def build(party: Party) -> Drive:
    """Make a town in the branch and cut it into turfs of 60 doors."""
    town = generate_town(doors=DOORS, seed=1)
    degrees = (axis.tolist() for axis in from_metres(town.east, town.north, DEGREES))
    area = BasicUnit.objects.create(code="34200101", name="Byen", municipality_code="3420")
    addresses = Address.objects.bulk_create(
        Address(
            key=str(index),
            municipality_code="3420",
            street="Gata",
            street_code="1000",
            number=index + 1,
            text=f"Gata {index + 1}",
            basic_unit=area,
            east=east,
            north=north,
            longitude=longitude,
            latitude=latitude,
        )
        for index, (east, north, longitude, latitude) in enumerate(
            zip(town.east.tolist(), town.north.tolist(), *degrees, strict=True)
        )
    )
    Door.objects.bulk_create(Door(address=address) for address in addresses)
    with connection.cursor() as cursor:
        # As an import of addresses ends.
        cursor.execute("ANALYZE canvass_address, canvass_door, canvass_basicunit")
    drive = start_drive(
        unit=party.branch,
        title="Drive",
        starts_on=DAY,
        ends_on=DAY,
        basic_units=[area.code],
        doors_per_turf=60,
        by=party.turid,
    )
    cut_drive_into_turfs(drive=drive)
    return drive


def changes_of(drive: Drive) -> dict[str, Callable[[], tuple[str, dict[str, Any]]]]:
    """Return each kind of change as a function to the address and the form to post, for the turfs of now."""

    def page(action: str) -> str:
        return reverse(f"canvass:turf_{action}", args=[drive.unit.code, drive.pk, 1])

    def first() -> Turf:
        return Turf.objects.get(drive=drive, number=1)

    def other() -> int:
        return Turf.objects.filter(drive=drive, number__gt=1).earliest("number").pk

    def doors() -> list[int]:
        return list(first().stops.order_by("position").values_list("door", flat=True))

    def middle() -> str:
        points = first().stops.values_list("door__address__longitude", "door__address__latitude")
        x, y = (statistics.median(axis) for axis in zip(*points, strict=True))
        return f"{x},{y - 0.01} {x},{y + 0.01}"

    return {
        "move one house": lambda: (page("move"), {"doors": doors()[:1], "to": other()}),
        "move a street side": lambda: (page("move"), {"group": "side:1000:1", "to": other()}),
        "split half-way": lambda: (page("split"), {"after": ""}),
        "split along a line": lambda: (page("split"), {"line": middle()}),
        "merge two": lambda: (page("merge"), {"other": other()}),
        "share out with three neighbours": lambda: (page("share_out"), {}),
    }


def measure(client: Client, drive: Drive) -> dict[str, dict[str, float]]:
    """Return the milliseconds of each change and of undoing it, and of the map's new lines and points after them."""
    undo = reverse("canvass:undo", args=[drive.unit.code, drive.pk])
    drawn = reverse("canvass:drive_map", args=[drive.unit.code, drive.pk])
    found: dict[str, dict[str, float]] = {}
    undone: list[Took] = []
    redrawn: list[Took] = []
    for name, change in changes_of(drive).items():
        took: list[Took] = []
        whole: list[Took] = []
        for way in (took, whole) * RUNS:
            address, form = change()
            way.append(posted(client, address, form, by_script=way is took))
            redrawn.append(timed(lambda: client.get(drawn))[0])
            undone.append(posted(client, undo, {"turf": "1"}, by_script=True))
        found[name] = summary(took) | {"page": summary(whole)["median"], "page p95": summary(whole)["p95"]}
    return found | {"undo": summary(undone), "the map afterwards": summary(redrawn)}


class Took(NamedTuple):
    """Milliseconds by the clock, and those in which this process really ran."""

    clock: float
    own: float


def timed(ask: Callable[[], Any]) -> tuple[Took, Any]:
    """Return what asking took, and the answer."""
    began, ran = time.perf_counter(), time.process_time()
    answer = ask()
    return Took(1000 * (time.perf_counter() - began), 1000 * (time.process_time() - ran)), answer


def posted(client: Client, address: str, form: dict[str, Any], *, by_script: bool) -> Took:
    """Post the form, and return what it took until the answer was whole.

    The page's script gets the part that changes. A browser without it is led to the whole page.
    """
    headers = {"HX-Request": "true"} if by_script else {}
    took, answer = timed(lambda: client.post(address, form, follow=True, headers=headers))
    assert answer.status_code == 200
    assert 'data-color="success"' in answer.content.decode(), "the change was not made"
    return took


def summary(took: list[Took]) -> dict[str, float]:
    """Return the median and the 95th percentile by the clock, and the median of what this process ran."""
    clock = [each.clock for each in took]
    return {
        "median": round(statistics.median(clock), 1),
        "p95": round(statistics.quantiles(clock, n=20)[-1], 1),
        "own": round(statistics.median(each.own for each in took), 1),
    }


def main() -> int:
    """Measure, write the results, and fail where a change takes too long."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    warm_up()
    keep = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        party = make_party()
        drive = build(party)
        client = Client()
        client.force_login(party.turid)
        client.get(reverse("canvass:turf", args=[drive.unit.code, drive.pk, 1]))
        results = measure(client, drive)
        turfs = drive.turfs.count()
    finally:
        connection.creation.destroy_test_db(keep, verbosity=0)
    write(results, turfs)
    slowest = max(each["p95"] for each in results.values())
    print(json.dumps(results, indent=1))
    return int(slowest > MOST_MILLISECONDS)


def write(results: dict[str, dict[str, float]], turfs: int) -> None:
    """Write the results as JSON and as a table."""
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    facts = {
        "doors": DOORS,
        "turfs": turfs,
        "runs": RUNS,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    text = json.dumps(facts | {"milliseconds": results}, indent=1) + "\n"
    (folder / "turf_edits.json").write_text(text, "utf-8")
    rows = "\n".join(
        f"| {name} | {each['median']} | {each['p95']} | {each['own']} "
        f"| {each.get('page', '')} | {each.get('page p95', '')} |"
        for name, each in results.items()
    )
    (folder / "turf_edits.md").write_text(
        f"# Changing a turf by hand\n\n{DOORS} doors in {turfs} turfs, {os.cpu_count()} cores, {RUNS} runs of each. "
        "Milliseconds from the posted form until the answer with the new numbers and the new walking order is whole: "
        "the part of the page that changes, as the page's script asks for it, and how many of them the server process "
        "itself ran; then the whole page, as a browser without the script is led to it. The map fetches its new lines "
        f"and points afterwards. {facts['load']:.1f} processes wanted to run meanwhile.\n\n"
        "| change | median | 95 % within | server process | whole page | 95 % within |\n|---|---|---|---|---|---|\n"
        f"{rows}\n",
        "utf-8",
    )


if __name__ == "__main__":
    raise SystemExit(main())
