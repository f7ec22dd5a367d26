"""The branch one signs in to: an invented town's addresses, a drive under way in it, and what people said there."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from django.utils import timezone

from gjennomslag.algorithms.towns import generate_town
from gjennomslag.canvass.choices import DoorState
from gjennomslag.canvass.generated_files import Setting, municipality_centre, write_town
from gjennomslag.canvass.links import token_of
from gjennomslag.canvass.models import AreaCount, DayCount, Drive, Turf
from gjennomslag.canvass.queries.areas import areas_of
from gjennomslag.canvass.queries.coverage import ROUND_TO
from gjennomslag.canvass.queries.walks import answer_areas_of, running_link
from gjennomslag.canvass.services.address_imports import import_file
from gjennomslag.canvass.services.drives import hand_out_turf, start_drive
from gjennomslag.canvass.services.streets import import_streets
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.canvass.services.visits import ask_not_to_knock, record_visit
from gjennomslag.config.demo.answers import count_session, draw_tally
from gjennomslag.config.demo.field import go_out_now, plan_next_shift
from gjennomslag.config.demo.offices import HOME_BRANCH, HOME_COUNTY
from gjennomslag.organisation.geography import municipalities
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import AnswerArea, Collection, Question, Theme
from gjennomslag.voices.queries import waiting_quotes
from gjennomslag.voices.recording import QuoteDraft, approve_quote, close_collection
from gjennomslag.voices.services import open_collection

MUNICIPALITY = "3420"
STREETS = "elverum-gater.osm.pbf"
DOORS, DOORS_IN_THE_DRIVE, DOORS_A_TURF = 4200, 900, 60
WALKED = 0.55
LINK_RUNS = timedelta(days=60)
INTRODUCTION = (
    "Hei! Jeg heter … og kommer fra Fellesløftet her i Elverum. Vi går fra dør til dør for å høre hva folk er "
    "opptatt av. Hva er det viktigste for deg der du bor?"
)
SCRIPT = (
    "Lytt mer enn du snakker. Spør hvorfor det er viktig. Takk for praten, og si hva vi gjør med svarene: "
    "vi teller dem, og ingen får vite hvem som sa hva."
)
STATES = {DoorState.NO_ANSWER: 48, DoorState.DONE: 34, DoorState.NO_ACCESS: 6, DoorState.NOT_VISITED: 12}
QUOTES = (
    ("health", "Det er for langt til legevakta når bussen ikke går om kvelden."),
    ("young-people", "Ungdommen trenger et sted å være når klubben er stengt."),
    ("prices-and-power", "Strømregningen i februar var høyere enn husleia."),
    ("roads-and-traffic", "Skoleveien er mørk, og bilene kjører fort."),
    ("elderly-care", "Hjemmetjenesten har ikke tid til å sette seg ned."),
    ("school", "Klassene er blitt for store."),
)


def canvass_at_home(
    units: Mapping[str, Unit], people: Mapping[str, Person], question: Question, today: date, chance: random.Random
) -> int:
    """Import the town, run a drive that is half done, and return how many conversations it has had."""
    branch, leader = units[HOME_BRANCH], people["branch-leader"]
    import_town(branch, leader)
    drive = start_drive(
        unit=branch,
        title="Nabolagsrunden",
        starts_on=today - timedelta(days=17),
        ends_on=today + timedelta(days=24),
        basic_units=_areas_of_the_drive(branch),
        doors_per_turf=DOORS_A_TURF,
        introduction=INTRODUCTION,
        script=SCRIPT,
        question=question,
        by=leader,
    )
    cut_drive_into_turfs(drive=drive)
    _remember_where(branch, drive)
    themes = {theme.code: theme for theme in question.themes.all()}
    _listen_in_spring(branch, question, themes, today, chance)
    conversations = _walk(drive, themes, today, chance)
    for waiting in waiting_quotes(branch)[:2]:
        approve_quote(quote=waiting.quote, text=waiting.text, by=leader)
    go_out_now(drive, leader, timezone.now(), chance)
    plan_next_shift(drive, leader, timezone.now())
    return conversations


def import_town(branch: Unit, by: Person) -> None:
    """Invent a town in the middle of the municipality and import doors and streets from files, as a branch would."""
    centre = municipality_centre(MUNICIPALITY)
    assert centre is not None
    setting = Setting(MUNICIPALITY, municipalities()[MUNICIPALITY].name)
    with tempfile.TemporaryDirectory() as folder:
        town = generate_town(doors=DOORS, seed=7, centre=centre)
        written = write_town(town, Path(folder), setting)
        import_file(path=written.dwellings, unit=branch, by=by, dry_run=False, progress=lambda share: None)
        import_streets(path=written.street_map.rename(Path(folder) / STREETS), unit=branch, by=by)


def _areas_of_the_drive(branch: Unit) -> list[str]:
    """Return neighbouring basic units with about the doors of one drive."""
    chosen: list[str] = []
    doors = 0
    for area in sorted(areas_of(branch), key=lambda area: area.code):
        if doors >= DOORS_IN_THE_DRIVE:
            break
        chosen.append(area.code)
        doors += area.doors
    return chosen


def _remember_where(branch: Unit, current: Drive) -> None:
    """Keep where the branch's earlier drives were, as deleting their visits would have: in areas beside this one's."""
    areas = cycle(area for area in areas_of(branch) if area.code not in current.basic_units)
    for drive in Drive.objects.filter(unit=branch, closed_on__isnull=False).order_by("starts_on"):
        counts: Counter[tuple[str, date]] = Counter()
        for count in DayCount.objects.filter(drive=drive).order_by("day"):
            area, left = next(areas), count.doors
            while left > area.doors:
                counts[area.code, count.day.replace(day=1)] += area.doors
                area, left = next(areas), left - area.doors
            counts[area.code, count.day.replace(day=1)] += left
        drive.basic_units = sorted({code for code, _ in counts})
        drive.save(update_fields=["basic_units"])
        AreaCount.objects.bulk_create(
            AreaCount(drive=drive, area_id=code, month=month, doors=-(-doors // ROUND_TO) * ROUND_TO)
            for (code, month), doors in counts.items()
        )


def _walk(drive: Drive, themes: Mapping[str, Theme], today: date, chance: random.Random) -> int:
    """Walk some of the turfs on the evenings since the drive began; return how many conversations there were."""
    assert drive.collection is not None
    turfs = list(drive.turfs.order_by("number"))
    quotes = iter(QUOTES)
    total = 0
    for turf in turfs[: round(len(turfs) * WALKED)]:
        day = drive.starts_on + timedelta(days=chance.randrange((today - drive.starts_on).days))
        conversations = sum(state == DoorState.DONE for state in _knock(turf, day, chance))
        total += conversations
        area = next(iter(answer_areas_of(turf).values()))
        tally = draw_tally(themes, conversations, HOME_COUNTY, chance)
        count_session(drive.collection, area, day, tally, chance, quotes=_next_quote(quotes, themes))
    return total


def _next_quote(quotes: Iterator[tuple[str, str]], themes: Mapping[str, Theme]) -> Sequence[QuoteDraft]:
    return [QuoteDraft(themes[code].pk, text) for code, text in [next(quotes, ("", ""))] if code]


def _knock(turf: Turf, day: date, chance: random.Random) -> Iterator[DoorState]:
    """Knock on the turf's doors in order and record what happened; return it."""
    for door in turf.stops.order_by("position").values_list("door", flat=True):
        (state,) = chance.choices(list(STATES), list(STATES.values()))
        if state != DoorState.NOT_VISITED:
            record_visit(turf=turf, door_id=door, state=state, day=day)
            yield state
        elif chance.random() < 0.08:
            ask_not_to_knock(turf=turf, door_id=door, day=day)


def _listen_in_spring(
    branch: Unit, question: Question, themes: Mapping[str, Theme], today: date, chance: random.Random
) -> None:
    """Count answers from a listening round earlier in the year, in some of the branch's areas."""
    day = date(today.year, 5, 20)
    if day > today:
        return
    collection: Collection = open_collection(unit=branch, question=question, title="Lytterunden", on=day, by=None)
    for area in AnswerArea.objects.filter(unit=branch)[::3]:
        count_session(collection, area, day, draw_tally(themes, chance.randint(9, 40), HOME_COUNTY, chance), chance)
    close_collection(collection=collection, on=day, by=None)


def link_to_walk(now: datetime) -> str | None:
    """Return the token of a running link to a turf that nobody has walked yet, made if need be; None without one."""
    drive = Drive.objects.filter(unit__code=HOME_BRANCH, closed_on=None).order_by("pk").last()
    turf = drive.turfs.order_by("number").last() if drive else None
    leader = Person.objects.filter(holdings__unit__code=HOME_BRANCH, holdings__office__code="chair").first()
    if turf is None or leader is None:
        return None
    return token_of(running_link(turf, now) or hand_out_turf(turf=turf, now=now, by=leader, runs=LINK_RUNS))
