"""Planning an activity, copying and changing it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.messaging.models import Segment
from tests.activities.making import make_activity
from tests.activities.views.leader import address, form
from tests.party import Party


def test_an_activity_is_planned_from_a_template(turid: Client, party: Party) -> None:
    page = turid.get(address("plan", "stall"))
    shown = page.context["form"]
    values = {name: shown[name].value() for name in ("title", "invited", "participatory")}
    assert values == {"title": "Stand", "invited": "open", "participatory": True}
    answer = turid.post(address("plan", "stall"), form(participatory="on", capacity="8"))
    made = Activity.objects.get()
    assert answer.headers["Location"] == address("lead", made.pk)
    assert (made.kind, made.title, made.goal, made.capacity, made.participatory, made.made_by) == (
        "stall", "Stand ved stasjonen", "Flere barnehageansatte", 8, True, party.turid,
    )  # fmt: skip
    assert timezone.localtime(made.ends_at).hour == 14
    assert made.tasks.count() == 5
    assert turid.post(address("plan", "no-such"), form()).status_code == 404


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"ends": "11:00"}, ["ends"]),
        ({"day": "2020-01-01"}, ["day"]),
        ({"place": ""}, ["place"]),
        ({"invited": "segment"}, ["invited"]),
        ({"repeat": "weekly"}, ["times"]),
        ({"times": "3"}, ["repeat"]),
        ({"repeat": "weekly", "times": "40"}, ["times"]),
        ({"day": "2126-12-04"}, ["day"]),
        ({"last_day": "2099-01-01"}, ["last_day"]),
        ({"title": "", "day": "", "capacity": "0"}, ["title", "day", "capacity"]),
        ({"video_link": "javascript:alert(1)"}, ["video_link"]),
    ],
)
def test_what_cannot_be_is_said_at_its_field(turid: Client, change: dict[str, str], fields: list[str]) -> None:
    answer = turid.post(address("plan", "stall"), form(**change))
    shown = answer.context["form"]
    assert (answer.status_code, list(shown.errors)) == (422, fields)
    assert shown.rest_is_faulty == bool({"ends", "times", "repeat", "last_day", "capacity"} & set(fields))
    assert Activity.objects.count() == 0


def test_a_change_is_saved_and_a_copy_is_one_of_its_own(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch, goal="Noe", capacity=3)
    assert turid.get(address("change", activity.pk)).context["form"]["place"].value() == "Torget"
    turid.post(address("change", activity.pk), form(place="Biblioteket", capacity=""))
    activity.refresh_from_db()
    assert (activity.place, activity.capacity, activity.sequence) == ("Biblioteket", None, 1)
    assert turid.get(address("copy", activity.pk)).context["form"]["place"].value() == "Biblioteket"
    turid.post(address("change", activity.pk), form(mode="online", place="Biblioteket"))
    activity.refresh_from_db()
    assert (activity.mode, activity.place) == ("online", "")
    turid.post(address("copy", activity.pk), form(title="En til"))
    assert list(Activity.objects.order_by("pk").values_list("title", "kind")) == [
        ("Stand ved stasjonen", "stall"),
        ("En til", "stall"),
    ]


def test_what_is_planned_twice_on_one_page_is_planned_once(turid: Client, party: Party) -> None:
    page = str(turid.get(address("plan", "stall")).context["form"]["page"].value())
    said = form(page=page, repeat="weekly", times="2")
    first = turid.post(address("plan", "stall"), said)
    again = turid.post(address("plan", "stall"), said | {"title": "Rettet"}, follow=True)
    assert again.redirect_chain == [(first.headers["Location"], 302)]
    assert [str(each) for each in again.context["messages"]][-1].startswith("Denne var planlagt allerede")
    assert Activity.objects.count() == 2
    assert f'value="{page}"' not in turid.get(address("plan", "stall")).content.decode()


def test_a_series_says_when_its_other_times_are(turid: Client, party: Party) -> None:
    answer = turid.post(address("plan", "stall"), form(repeat="weekly", times="3"), follow=True)
    first, second, third = Activity.objects.order_by("starts_at")
    assert answer.context["series"] == [second, third]
    assert "er planlagt 3 ganger" in answer.content.decode()
    assert turid.get(address("change", first.pk)).context["form"].following_in_series is not None
    assert turid.get(address("change", make_activity(party.branch).pk)).context["form"].following_in_series is None


def test_an_audience_that_the_register_knows_needs_no_segment_made_first(party: Party) -> None:
    install_templates(by=None)
    client = Client()
    client.force_login(party.secretary)
    at = reverse("activities:plan", args=[party.country.code, "branch-chair-gathering"])
    assert "Lokallagsledere, slik de står i registeret" in client.get(at).content.decode()
    said = form(invited="segment", audience="branch_chairs", mode="online", place="")
    for _each in range(2):
        assert client.post(at, said).status_code == 302
    segment = Segment.objects.get()
    assert {each.segment for each in Activity.objects.all()} == {segment}
    invited = Activity.objects.latest("pk").invitations.values_list("person", flat=True)
    assert set(invited) == {party.turid.pk, party.jens.pk}
    assert client.post(at, said | {"audience": "opted_in_candidates"}).context["form"].errors.keys() == {"invited"}
