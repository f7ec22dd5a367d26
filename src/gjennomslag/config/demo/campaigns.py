"""What the invented party wants to win and has won: a central campaign, a branch's copy of it, and breakthroughs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from gjennomslag.campaigns.choices import CampaignKind, Outcome, PolicyTheme
from gjennomslag.campaigns.deeds import held_by
from gjennomslag.campaigns.models import Campaign
from gjennomslag.campaigns.services.breakthroughs import save_breakthrough, set_wall
from gjennomslag.campaigns.services.campaigns import (
    add_day,
    add_material,
    check_in,
    finish_task,
    save_campaign,
    save_task,
    take_task,
)
from gjennomslag.campaigns.services.copies import copy_campaign
from gjennomslag.config.demo.offices import HOME_BRANCH
from gjennomslag.organisation.models import Person, Unit
from gjennomslag.voices.models import Theme


class Won(NamedTuple):
    """Something the party has won: where, how long ago, and what the organisation did for it."""

    code: str
    title: str
    days: int
    outcome: Outcome
    theme: str
    what: str
    place: str
    won_by: str
    contribution: str


WON = (
    Won(
        HOME_BRANCH,
        "Bussen går igjen om kvelden",
        40,
        Outcome.WON,
        "public-transport",
        "Linje 4 går hver halvtime til kl. 23 fra januar, også lørdag og søndag.",
        "Fylkestinget",
        "Gruppa vår i fylkestinget, med tre andre partier",
        "Vi banket på 600 dører langs linja, og leverte 212 historier om å ikke komme seg hjem.",
    ),
    Won(
        HOME_BRANCH,
        "Gratis skolefrukt på barneskolene",
        160,
        Outcome.PARTLY,
        "school",
        "Frukt tre dager i uka på alle barneskolene. Vi ba om hver dag, og tar det opp igjen i budsjettet.",
        "Kommunestyret i Elverum",
        "Gruppa vår, sammen med Foreldreutvalget",
        "Vi sto på stand fire lørdager, og fikk med rektorene på tre skoler.",
    ),
    Won(
        "hamar",
        "Halv pris i svømmehallen for barn",
        75,
        Outcome.WON,
        "young-people",
        "Barn og unge under 18 år betaler 45 kroner i stedet for 90.",
        "Kommunestyret i Hamar",
        "Gruppa vår, enstemmig vedtatt til slutt",
        "Ungdommene i laget samlet underskrifter utenfor hallen, og møtte fram da saken var oppe.",
    ),
    Won(
        "lillehammer",
        "Ny barnehage på Nordre Ål",
        220,
        Outcome.WON,
        "kindergarten",
        "Fire avdelinger med plass til 72 barn åpner neste høst.",
        "Kommunestyret på Lillehammer",
        "Gruppa vår i formannskapet",
        "Vi ringte 140 foreldre på venteliste, og inviterte ordføreren til et åpent møte.",
    ),
    Won(
        "landet",
        "Billigere tannlege for unge",
        20,
        Outcome.WON,
        "health",
        "De mellom 19 og 26 år betaler en firedel av prisen.",
        "Stortinget",
        "Stortingsgruppa, i budsjettforliket",
        "Lagene samlet 3 400 historier om tannhelse, og stortingsgruppa leste dem opp fra talerstolen.",
    ),
)


def run_campaigns(units: Mapping[str, Unit], cast: Mapping[str, Person], today: date) -> None:
    """Let the centre run a campaign that the home branch follows, and register what was won."""
    central = _central(units["landet"], cast["head-office"], today)
    _local(central, units[HOME_BRANCH], cast, today)
    themes = {each.code: each for each in Theme.objects.all()}
    for each in WON:
        if each.code in units:
            save_breakthrough(
                unit=units[each.code],
                by=cast["branch-leader"],
                title=each.title,
                outcome=each.outcome,
                won_on=today - timedelta(days=each.days),
                what=each.what,
                place=each.place,
                won_by=each.won_by,
                contribution=each.contribution,
                heard=themes.get(each.theme),
                deeds=_led_to(units[each.code], today - timedelta(days=each.days)),
                public=True,
            )
    set_wall(unit=units[HOME_BRANCH], open_to_all=True, by=cast["branch-leader"])


def _led_to(unit: Unit, won_on: date) -> list[str]:
    """Return the last two things that the unit had held by then."""
    return [each.key for each in held_by(unit, timezone.make_aware(datetime.combine(won_on, time(12))))[:2]]


def _central(unit: Unit, by: Person, today: date) -> Campaign:
    campaign = save_campaign(
        unit=unit,
        by=by,
        on=today - timedelta(days=40),
        title="Varm mat på skolen",
        wanted="Alle elever får ett sunt måltid på skolen hver dag, uten at foreldrene må betale.",
        about="Kommunene kan begynne nå. Vi ber hvert lag om å ta saken opp i budsjettet.",
        opponents="De som vil bruke pengene på skattekutt",
        allies="Foreldreutvalg, lærere, Elevorganisasjonen",
        starts_on=today - timedelta(days=14),
        ends_on=today + timedelta(days=45),
        theme=PolicyTheme.EQUALITY,
        major_event=True,
    )
    for title, minutes, how in (
        ("Del filmen om skolemat", 5, "Del den der du pleier, og skriv én setning om hvorfor."),
        ("Spør rektor hva elevene spiser", 15, "Ring eller skriv. Noter svaret, så bruker vi det i forslaget."),
        ("Skriv et leserinnlegg", 60, "Bruk malen, og bytt ut tallene med deres egne."),
    ):
        save_task(campaign=campaign, by=by, title=title, minutes=minutes, how=how)
    add_material(
        campaign=campaign, by=by, title="Forslag til kommunestyret", address="https://gjennomslag.example/forslag"
    )
    add_material(campaign=campaign, by=by, title="Plakat til utskrift", address="https://gjennomslag.example/plakat")
    add_day(campaign=campaign, by=by, day=today + timedelta(days=21), title="Budsjettvedtak i de fleste kommuner")
    save_campaign(
        unit=unit,
        by=by,
        on=today,
        kind=CampaignKind.MARKED_DAY,
        title="8. mars",
        wanted="Like mye igjen for arbeidet: pensjon også for deltid.",
        starts_on=date(today.year + (today > date(today.year, 3, 8)), 3, 8),
        ends_on=date(today.year + (today > date(today.year, 3, 8)), 3, 8),
        theme=PolicyTheme.EQUALITY,
    )
    return campaign


def _local(central: Campaign, unit: Unit, cast: Mapping[str, Person], today: date) -> None:
    leader = cast["branch-leader"]
    copy = copy_campaign(central=central, unit=unit, by=leader, on=today - timedelta(days=20))
    save_campaign(
        unit=unit,
        by=leader,
        on=today,
        campaign=copy,
        wanted="Varm mat på Ydalir skole fra høsten.",
        central_contact=cast["head-office"],
    )
    save_task(campaign=copy, by=leader, title="Stå på stand utenfor butikken", minutes=180, how="Lørdag kl. 11.")
    check_in(campaign=copy, by=leader, on=today - timedelta(days=5), text="Rektor er med oss.", needs_help=False)
    first, second = copy.tasks.all()[:2]
    finish_task(task=first, person=cast["canvasser"], on=today - timedelta(days=2))
    take_task(task=second, person=leader, on=today)
    save_campaign(
        unit=central.unit, by=cast["head-office"], on=today, campaign=central, allies=f"{central.allies} og kokkene"
    )
