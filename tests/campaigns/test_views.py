"""The pages of campaigns, as Turid, her members and everyone use them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.models import Activity
from gjennomslag.campaigns.models import Breakthrough, Campaign, TaskTaken
from gjennomslag.campaigns.services.campaigns import call_off, check_in, evaluate, take_task
from gjennomslag.campaigns.services.copies import copy_campaign
from tests.activities.making import make_activity
from tests.campaigns.planning import FIRST, LAST, branch_with_wall, central_to_copy, copied, plan, win
from tests.party import Party

CAMPAIGN = {"title": "Skolemat", "kind": "campaign", "starts_on": "2026-04-01", "ends_on": ""}


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    client.force_login(party.turid)
    return client


def at(name: str, *more: object, code: str = "lillevik") -> str:
    return reverse(f"campaigns:{name}", args=[code, *more])


def test_a_campaign_is_planned_and_reminds_of_what_we_want_to_win(turid: Client, party: Party) -> None:
    soon = timezone.localdate() + timedelta(days=10)
    answer = turid.post(at("new_campaign"), CAMPAIGN | {"starts_on": soon}, follow=True)
    made = Campaign.objects.get()
    assert (made.title, made.starts_on, made.ends_on, made.wanted_since) == ("Skolemat", soon, soon, None)
    assert len(answer.context["messages"]) == 1
    turid.post(at("change_campaign", made.pk), CAMPAIGN | {"wanted": "Mat til alle", "theme": "equality"})
    made.refresh_from_db()
    assert (made.wanted, made.theme) == ("Mat til alle", "equality")
    assert made.wanted_since is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"ends_on": "2026-03-31"}, "ends_on"),
        ({"kind": "election-plan"}, "election"),
        ({"starts_on": "x"}, "starts_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change: dict[str, str], field: str, turid: Client, party: Party) -> None:
    answer = turid.post(at("new_campaign"), CAMPAIGN | change)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert not Campaign.objects.exists()


def test_a_member_takes_a_task_gives_it_back_and_does_it(client: Client, party: Party) -> None:
    campaign = plan(party)
    task = campaign.tasks.get()
    client.force_login(party.member)
    client.post(at("take_task", campaign.pk, task.pk))
    (row,) = client.get(at("campaign", campaign.pk)).context["tasks"]
    assert (row.taken, row.done, row.mine.person) == (1, 0, party.member)
    client.post(at("take_task", campaign.pk, task.pk), {"back": ""})
    assert not TaskTaken.objects.exists()
    for _twice in range(2):
        client.post(at("take_task", campaign.pk, task.pk), {"done": ""})
    (row,) = client.get(at("campaign", campaign.pk)).context["tasks"]
    assert (row.taken, row.done) == (1, 1)
    client.post(at("take_task", campaign.pk, task.pk), {"back": ""})
    assert TaskTaken.objects.count() == 1


def test_a_leader_adds_parts_checks_in_and_evaluates(turid: Client, party: Party) -> None:
    campaign = plan(party)
    turid.post(at("new_task", campaign.pk), {"title": "Ring", "minutes": "15"})
    turid.post(at("new_day", campaign.pk), {"day": "2026-03-08", "title": "Kvinnedagen"})
    file = SimpleUploadedFile("plakat.pdf", b"%PDF", "application/pdf")
    turid.post(at("new_material", campaign.pk), {"title": "Plakat", "file": file})
    turid.post(at("check_in", campaign.pk), {"text": "Går bra", "needs_help": "on"})
    turid.post(at("evaluate", campaign.pk), {"text": "Vi vant"})
    context = turid.get(at("campaign", campaign.pk)).context
    assert [str(each) for each in context["days"]] == ["Kvinnedagen", "Budsjettvedtak"]
    assert [(each.text, each.needs_help, each.by) for each in context["check_ins"]] == [("Går bra", True, party.turid)]
    assert (context["campaign"].evaluation, context["over"]) == ("Vi vant", True)
    material = campaign.materials.latest("pk")
    download = turid.get(at("material_file", campaign.pk, material.pk))
    assert download.headers["Content-Disposition"] == 'attachment; filename="Plakat.pdf"'
    for kind, part in (("task", campaign.tasks.latest("pk")), ("material", material), ("day", campaign.days.first())):
        assert part is not None
        turid.post(at("remove_part", campaign.pk, kind, part.pk))
    assert (campaign.tasks.count(), campaign.materials.count(), campaign.days.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "values", [{"title": "Tom"}, {"title": "Program", "file": SimpleUploadedFile("x.exe", b"MZ")}, {"title": ""}]
)
def test_a_material_needs_an_address_or_a_file_of_a_usual_kind(
    values: dict[str, object], turid: Client, party: Party
) -> None:
    campaign = plan(party)
    assert turid.post(at("new_material", campaign.pk), values).status_code == 422
    assert campaign.materials.count() == 1


@pytest.mark.parametrize(
    ("day", "status"), [("2025-02-27", 422), ("2025-03-01", 302), ("2027-03-31", 302), ("2027-04-02", 422)]
)
def test_a_day_more_than_a_year_from_the_campaign_is_refused(
    day: str, status: int, turid: Client, party: Party
) -> None:
    campaign = plan(party)
    answer = turid.post(at("new_day", campaign.pk), {"day": day, "title": "Høring"})
    assert (answer.status_code, campaign.days.count()) == (status, 1 + (status == 302))
    said = "Dette er mer enn et år unna kampanjen (1.–31. mars 2026). Rett årstallet."
    assert (said in answer.content.decode()) == (status == 422)


def test_a_campaign_says_its_days_as_one_span(turid: Client, party: Party) -> None:
    pages = (at("campaign", plan(party).pk), at("campaigns"))
    assert ["· 1.–31. mars 2026" in turid.get(page).content.decode() for page in pages] == [True, True]


def test_a_branch_makes_a_central_campaign_its_own_and_sees_what_is_new(turid: Client, party: Party) -> None:
    central = central_to_copy(party)
    turid.post(at("copy_campaign", central.pk))
    copy = Campaign.objects.get(unit=party.branch)
    central.allies = "Fagforeningen"
    central.save()
    assert turid.get(at("campaign", copy.pk)).context["offers"] == 1
    (offer,) = turid.get(at("campaign_news", copy.pk)).context["offers"]
    assert (offer["theirs"], offer["mine"], offer["edited"]) == ("Fagforeningen", "", False)
    turid.post(at("campaign_news", copy.pk), {"take": [offer["key"]]})
    copy.refresh_from_db()
    assert copy.allies == "Fagforeningen"
    other = plan(party, "Nabolagets", unit=party.sibling, by=party.jens)
    assert turid.post(at("copy_campaign", other.pk)).status_code == 404


def test_members_see_no_check_ins_and_change_nothing(client: Client, party: Party) -> None:
    campaign = copied(party)
    client.force_login(party.member)
    assert "check_ins" not in client.get(at("campaign", campaign.pk)).context
    assert client.post(at("change_campaign", campaign.pk), CAMPAIGN).status_code == 404
    assert client.get(at("campaign", campaign.pk, code="storvik")).status_code == 404


def test_a_breakthrough_is_registered_changed_and_taken_back(turid: Client, party: Party) -> None:
    campaign = plan(party)
    values = {"title": "Halv pris", "outcome": "won", "won_on": "2026-03-31", "what": "Billigere", "public": "on"}
    turid.post(at("new_breakthrough"), values | {"campaign": campaign.pk, "contribution": "Vi banket på 500 dører"})
    made = Breakthrough.objects.get()
    assert (made.campaign, made.registered_by, made.public) == (campaign, party.turid, True)
    turid.post(at("change_breakthrough", made.pk), values | {"outcome": "partly"})
    made.refresh_from_db()
    assert (made.outcome, made.contribution) == ("partly", "")
    assert turid.post(at("new_breakthrough"), values | {"won_on": "2099-01-01"}).status_code == 422
    turid.post(at("remove_breakthrough", made.pk))
    assert not Breakthrough.objects.exists()


def test_a_breakthrough_names_the_activities_that_led_to_it(turid: Client, party: Party) -> None:
    held, coming = make_activity(party.branch, hours=-50), make_activity(party.branch)
    elsewhere = make_activity(party.sibling, hours=-50)
    values = {"title": "Halv pris", "outcome": "won", "won_on": "2026-03-31", "what": "Billigere", "public": "on"}
    for wrong in (coming, elsewhere):
        assert turid.post(at("new_breakthrough"), values | {"deeds": [f"activity-{wrong.pk}"]}).status_code == 422
    turid.post(at("new_breakthrough"), values | {"deeds": [f"activity-{held.pk}"]})
    (row,) = turid.get(at("breakthroughs")).context["rows"]
    assert [(each.title, each.address) for each in row.deeds] == [
        (held.title, reverse("activities:activity", args=[held.pk]))
    ]
    branch_with_wall(party)
    assert (
        "På veien dit: Stand på torget" in Client().get(reverse("campaigns:wall", args=["lillevik"])).content.decode()
    )
    # What was chosen stays to choose from, also when it is no longer among the latest.
    Activity.objects.filter(pk=held.pk).update(cancelled_at=held.ends_at)
    assert turid.get(at("change_breakthrough", Breakthrough.objects.get().pk)).context["form"]["deeds"].value() == [
        f"activity-{held.pk}"
    ]


def test_what_was_held_for_a_few_is_named_nowhere_and_for_members_only_to_who_leads(
    turid: Client, party: Party
) -> None:
    keys = {
        invited: f"activity-{make_activity(party.branch, title=invited, invited=invited, hours=-50).pk}"
        for invited in (Invited.OPEN, Invited.MEMBERS, Invited.OFFICERS)
    }
    values = {"title": "Halv pris", "outcome": "won", "won_on": "2026-03-31", "what": "Billigere", "public": "on"}
    assert turid.post(at("new_breakthrough"), values | {"deeds": list(keys.values())}).status_code == 422
    turid.post(at("new_breakthrough"), values | {"deeds": [keys[Invited.OPEN], keys[Invited.MEMBERS]]})
    branch_with_wall(party)
    member = Client()
    member.force_login(party.member)
    shown = {
        "leader": turid.get(at("breakthroughs")),
        "member": member.get(at("breakthroughs")),
        "everyone": Client().get(reverse("campaigns:wall", args=["lillevik"])),
    }
    named = {who: [deed.title for deed in page.context["rows"][0].deeds] for who, page in shown.items()}
    assert named == {"leader": ["open", "members"], "member": ["open"], "everyone": ["open"]}


def test_the_centre_sees_first_who_asks_for_help(client: Client, party: Party) -> None:
    central = central_to_copy(party)
    copies = [
        copy_campaign(central=central, unit=each, by=party.turid, on=FIRST) for each in (party.branch, party.sibling)
    ]
    for copy, day, needs_help in ((copies[0], FIRST, True), (copies[0], LAST, False), (copies[1], LAST, True)):
        check_in(campaign=copy, by=party.turid, on=day, text="Det går.", needs_help=needs_help)
    client.force_login(party.secretary)
    rows = client.get(at("campaign", central.pk, code=party.country.code)).context["copies"]
    assert [(row.campaign, row.last.day, row.last.needs_help) for row in rows] == [
        (copies[1], LAST, True), (copies[0], LAST, False),
    ]  # fmt: skip


def test_the_wall_shows_everyone_what_the_branch_wants_and_nothing_else(client: Client, party: Party) -> None:
    won = win(party)
    win(party, "Tapt sak", outcome="lost")
    win(party, "Intern seier", public=False)
    win(party, "Nabolaget", unit=party.sibling)
    address = reverse("campaigns:wall", args=["lillevik"])
    assert client.get(address).status_code == 404
    branch_with_wall(party)
    assert [each.pk for each in client.get(address).context["page"]] == [won.pk]
    client.force_login(party.turid)
    client.post(at("wall_setting"), {"close": ""})
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same_with_one_and_three(
    number: int, client: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(number):
        win(party, f"Seier {each}", campaign=plan(party, f"Kampanje {each}"))
    client.force_login(party.member)
    client.get(at("campaigns"))
    with django_assert_num_queries(7):
        client.get(at("campaigns"))
    with django_assert_num_queries(8):
        client.get(at("breakthroughs"))


def test_a_campaign_made_by_mistake_is_deleted_and_a_copy_given_back(turid: Client, party: Party) -> None:
    mistake = plan(party)
    page = turid.get(at("change_campaign", mistake.pk))
    assert (page.context["may_remove"], 'data-opens="remove-campaign"' in page.content.decode()) == (True, True)
    turid.post(at("remove_campaign", mistake.pk))
    assert not Campaign.objects.exists()
    today = timezone.localdate()
    central = plan(party, unit=party.country, by=party.secretary, starts_on=today, ends_on=today)
    turid.post(at("copy_campaign", central.pk))
    assert turid.get(at("campaigns")).context["above"] == []
    turid.post(at("remove_campaign", Campaign.objects.get(unit=party.branch).pk))
    assert turid.get(at("campaigns")).context["above"] == [central]


def use(how: str, campaign: Campaign, party: Party) -> None:
    if how == "task":
        take_task(task=campaign.tasks.get(), person=party.member, on=FIRST)
    elif how == "check-in":
        check_in(campaign=campaign, by=party.turid, on=FIRST, text="Det går.", needs_help=False)
    elif how == "evaluation":
        evaluate(campaign=campaign, by=party.turid, on=LAST, text="Det gikk.")
    elif how == "breakthrough":
        win(party, campaign=campaign)
    else:
        copy_campaign(central=campaign, unit=party.group, by=party.turid, on=FIRST)


@pytest.mark.parametrize("how", ["task", "check-in", "evaluation", "breakthrough", "copy"])
def test_a_campaign_that_somebody_has_used_is_called_off_instead(how: str, turid: Client, party: Party) -> None:
    today = timezone.localdate()
    campaign = plan(party, starts_on=today, ends_on=today + timedelta(days=30))
    use(how, campaign, party)
    turid.post(at("remove_campaign", campaign.pk))
    page = turid.get(at("change_campaign", campaign.pk))
    assert (page.context["may_remove"], 'data-opens="call-off-campaign"' in page.content.decode()) == (False, True)
    assert [name for name, _found in turid.get(at("campaigns")).context["groups"]] == ["Nå"]
    turid.post(at("call_off_campaign", campaign.pk))
    page = turid.get(at("campaign", campaign.pk))
    assert (page.context["campaign"].called_off_on, page.context["over"]) == (today, True)
    assert 'name="take"' not in page.content.decode()
    task = campaign.tasks.get()
    turid.post(at("take_task", campaign.pk, task.pk))
    assert not task.taken.filter(person=party.turid).exists()
    assert [name for name, _found in turid.get(at("campaigns")).context["groups"]] == ["Over"]
    turid.post(at("campaign_again", campaign.pk))
    assert [name for name, _found in turid.get(at("campaigns")).context["groups"]] == ["Nå"]


def test_nobody_is_offered_a_campaign_that_is_called_off(client: Client, party: Party) -> None:
    today = timezone.localdate()
    central = plan(party, unit=party.country, by=party.secretary, starts_on=today, ends_on=today)
    call_off(campaign=central, by=party.secretary, on=today)
    client.force_login(party.turid)
    assert client.get(at("campaigns")).context["above"] == []
    assert client.post(at("copy_campaign", central.pk)).status_code == 404


def test_what_is_taken_out_of_a_campaign_is_asked_about_first(turid: Client, party: Party) -> None:
    campaign = plan(party)
    task, day, material = campaign.tasks.get(), campaign.days.get(), campaign.materials.get()
    take_task(task=task, person=party.member, on=FIRST)
    page = turid.get(at("campaign", campaign.pk)).content.decode()
    for kind, part in (("task", task), ("day", day), ("material", material)):
        assert f'data-opens="{kind}-{part.pk}"' in page
        assert f'<dialog class="ds-dialog" id="{kind}-{part.pk}"' in page
    assert page.count("1 har tatt oppgaven.") == 1


@pytest.mark.parametrize(("first", "last", "said"), [(1, 9, 1), (-9, 9, 1), (-9, -1, 0)])
def test_only_a_campaign_that_is_not_over_asks_what_we_want_to_win(
    first: int, last: int, said: int, turid: Client, party: Party
) -> None:
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
    answer = turid.post(at("new_campaign"), CAMPAIGN | days, follow=True)
    assert [("begynner" in str(each)) == (first > 0) for each in answer.context["messages"]] == [True] * said
