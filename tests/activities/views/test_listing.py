"""The lists of what is on."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gjennomslag.activities.choices import Answer, Invited
from gjennomslag.activities.models import Activity
from tests.activities.making import come, make_activity, make_shifts
from tests.activities.views.leader import address
from tests.party import Party, make_person


def test_my_page_has_what_i_have_said_yes_to_first(turid: Client, party: Party) -> None:
    for number in range(4):
        make_activity(party.branch, hours=40 + number, title=f"Tilbud {number}")
    come(make_activity(party.branch, hours=900, title="Mitt"), party.turid)
    page = turid.get(reverse("home:mine"))
    assert [row.listed.title for row in page.context["rows"]] == ["Mitt", "Tilbud 0", "Tilbud 1"]
    assert "Du kommer" in page.content.decode()
    for number in range(4):
        come(make_activity(party.branch, hours=100 + number, title="Også mitt"), party.turid)
    rows = turid.get(reverse("home:mine")).context["rows"]
    assert [row.listed.title for row in rows] == [*["Også mitt"] * 4, "Mitt"]


def test_lists_take_as_many_queries_for_one_as_for_three(turid: Client, party: Party) -> None:
    def more(number: int) -> Activity:
        activity = make_activity(party.branch, capacity=1)
        make_shifts(activity, party.turid, 4, 4)
        make_activity(party.branch, hours=-9)
        make_activity(party.county, invited=Invited.MEMBERS)
        make_activity(party.sibling)
        part = activity.parts.first()
        for each in range(number):
            come(activity, make_person(f"Mange {activity.pk} {each}", party.branch), part=part)
        return activity

    def queries(activity: Activity) -> list[int]:
        counts = []
        for path in (address("in_unit"), address("lead", activity.pk), reverse("activities:mine")):
            with CaptureQueriesContext(connection) as found:
                assert turid.get(path).status_code == 200
            counts.append(len(found))
        return counts

    first = queries(more(1))
    more(1)
    assert queries(more(3)) == first
    assert max(first) <= 14


def test_the_feed_holds_what_is_meant_for_me_and_what_is_open_nearby(turid: Client, party: Party) -> None:
    for unit, title, invited in (
        (party.branch, "Vårt", Invited.MEMBERS),
        (party.branch, "Styret", Invited.OFFICERS),
        (party.sibling, "Naboens medlemmer", Invited.MEMBERS),
        (party.sibling, "Naboens åpne", Invited.OPEN),
        (party.country, "Stormøte", Invited.MEMBERS),
        (party.other_county, "Langt unna", Invited.OPEN),
    ):
        make_activity(unit, title=title, invited=invited)

    def feed(client: Client) -> tuple[list[str], list[str]]:
        page = client.get(reverse("activities:mine"))
        return [row.listed.title for row in page.context["rows"]], [row.listed.title for row in page.context["near"]]

    mona = Client()
    mona.force_login(party.member)
    assert feed(mona) == (["Vårt", "Stormøte"], ["Naboens åpne"])
    assert feed(turid) == (["Vårt", "Styret", "Stormøte"], ["Naboens åpne"])
    come(Activity.objects.get(title="Naboens åpne"), party.member)
    assert feed(mona) == (["Vårt", "Naboens åpne", "Stormøte"], ["Naboens åpne"])
    assert mona.get(reverse("activities:mine")).context["rows"][1].answer == Answer.COMING
