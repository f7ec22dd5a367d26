"""Calendars that two libraries read alike: times and summer time, changes, cancellations, and who sees what."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as OtherEvent
from icalendar import Calendar

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.links import place_token
from gjennomslag.activities.models import Activity
from gjennomslag.activities.services.activities import cancel_activity, change_activity
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party

OSLO = ZoneInfo("Europe/Oslo")


def read(address: str, client: Client | None = None) -> list[OtherEvent]:
    """Return the events as one library reads them, having checked that the other reads the same."""
    answer = (client or Client()).get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = IcsCalendarStream.calendar_from_ics(answer.content.decode()).events
    others = [
        (str(each["uid"]), each.start, each.end, str(each["summary"]), int(str(each["sequence"])))
        for each in Calendar.from_ical(answer.content).events
    ]
    assert others == [(each.uid, each.dtstart, each.dtend, each.summary, each.sequence) for each in events]
    return list(events)


def feed_of(code: str) -> str:
    return reverse("activities:unit_feed", args=[code])


def test_a_feed_follows_changes_and_cancellations_through_summer_time(party: Party) -> None:
    starts = datetime(timezone.localdate().year + 1, 3, 20, 18, tzinfo=OSLO)
    activity = make_activity(
        party.branch, title="Møte; om én sak, kanskje\nto", starts_at=starts, ends_at=starts + timedelta(days=90)
    )
    (event,) = read(feed_of("lillevik"))
    assert (event.dtstart, event.dtend) == (starts, starts + timedelta(days=90))
    moments = [each for each in (event.dtstart, event.dtend) if isinstance(each, datetime)]
    assert [each.utcoffset() for each in moments] == [timedelta(hours=1), timedelta(hours=2)]
    assert (event.sequence, event.status, event.summary) == (0, "TENTATIVE", "Møte; om én sak, kanskje\nto")
    change_activity(activity=activity, by=party.turid, place="Huset")
    (moved,) = read(feed_of("lillevik"))
    assert (moved.uid, moved.sequence, moved.location) == (event.uid, 1, "Huset")
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    (gone,) = read(feed_of("lillevik"))
    assert (gone.uid, gone.sequence, gone.status, gone.description) == (event.uid, 2, "CANCELLED", "Lekkasje")


def test_a_county_follows_what_is_open_in_all_its_branches(party: Party) -> None:
    for unit, invited in ((party.branch, Invited.OPEN), (party.sibling, Invited.OPEN), (party.branch, Invited.MEMBERS)):
        make_activity(unit, title=f"{unit.name} {invited}", invited=invited, video_link="https://video.example/rom")
    assert [each.summary for each in read(feed_of("fjordland"))] == ["Lillevik open", "Storvik open"]
    assert "video.example" not in Client().get(feed_of("fjordland")).content.decode()
    assert read(feed_of("fjellmark")) == []
    assert Client().get(feed_of("no-such")).status_code == 404


def test_ones_own_calendar_shows_what_one_has_said_yes_to_and_can_be_closed(party: Party) -> None:
    client = Client()
    client.force_login(party.member)
    coming, possible, declined = (make_activity(party.branch, title=title) for title in ("Ja", "Kanskje", "Nei"))
    make_activity(party.sibling, title="Ikke mitt")
    come(coming, party.member)
    declined.registrations.create(person=party.member, answer="declined", way="page", at=timezone.now())
    shifts = make_activity(party.branch, title="Vakter")
    first, _second = make_shifts(shifts, party.turid, 2, 2)
    come(shifts, party.member, part=first)
    page = reverse("activities:own_calendar")
    assert client.get(page).context["address"] == ""
    client.post(page)
    address = client.get(page).context["address"]
    found = {(each.summary, each.status) for each in read(address)}
    assert found == {("Ja", "CONFIRMED"), ("Kanskje", "TENTATIVE"), ("Vakter", "CONFIRMED")}
    assert {each.dtstart for each in read(address) if each.summary == "Vakter"} == {first.starts_at}
    assert possible.registrations.count() == 0
    client.post(page)
    assert Client().get(address).status_code == 404
    assert read(client.get(page).context["address"])


def test_a_place_has_a_file_with_the_link_to_the_video_meeting(party: Party) -> None:
    activity = make_activity(party.branch, mode="online", place="", video_link="https://video.example/rom")
    place = come(activity, "Kari")
    (event,) = read(reverse("activities:place_file", args=[place_token(place)]))
    assert (event.location, event.status) == ("https://video.example/rom", "CONFIRMED")
    (open_one,) = read(reverse("activities:activity_file", args=[activity.pk]))
    assert (open_one.location, open_one.uid) == (None, event.uid)
    assert Client().get(reverse("activities:place_file", args=["1~x"])).status_code == 404


@pytest.mark.django_db
def test_feeds_take_as_many_queries_for_one_as_for_three(
    party: Party, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in (1, 2):
        for _each in range(number):
            make_shifts(make_activity(party.branch), party.turid, 1, 1)
        with django_assert_num_queries(3):  # type: ignore[operator]
            assert read(feed_of("lillevik"))
    assert Activity.objects.count() == 3
