"""The days and shifts of an activity."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gjennomslag.activities.models import Activity
from tests.activities.making import come, make_activity, make_shifts
from tests.activities.views.leader import address
from tests.party import Party


def test_days_and_shifts(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    day = timezone.localdate() + timedelta(days=5)
    part = {"day": day.isoformat(), "begins": "10:00", "ends": "12:00", "title": "Første økt", "capacity": "4"}
    for faulty, field in (({"ends": "10:00"}, "ends"), ({"day": "2126-12-04"}, "day")):
        assert list(turid.post(address("parts", activity.pk), part | faulty).context["form"].errors) == [field]
    turid.post(address("parts", activity.pk), part)
    turid.post(address("parts", activity.pk), part | {"begins": "13:00", "ends": "15:00", "title": ""})
    turid.post(address("parts", activity.pk), {"by_shift": "yes"})
    activity.refresh_from_db()
    first, second = activity.parts.all()
    assert (activity.by_shift, activity.ends_at, first.capacity) == (True, second.ends_at, 4)
    turid.post(address("remove_part", activity.pk, second.pk))
    assert list(activity.parts.all()) == [first]
    turid.post(address("parts", activity.pk), {"fit": ""})
    activity.refresh_from_db()
    assert (activity.starts_at, activity.ends_at) == (first.starts_at, first.ends_at)


def test_a_shift_past_midnight_ends_on_the_day_after(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    day = timezone.localdate() + timedelta(days=5)
    turid.post(address("parts", activity.pk), {"day": day.isoformat(), "begins": "22:00", "ends": "02:00"})
    part = activity.parts.get()
    assert part.ends_at - part.starts_at == timedelta(hours=4)
    assert timezone.localtime(part.ends_at).date() == day + timedelta(days=1)


def test_the_leader_is_asked_before_a_day_moves_the_activity_for_those_who_come(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    come(activity, party.member)
    begins = timezone.localtime(activity.ends_at) + timedelta(hours=24)
    part = {"day": begins.date().isoformat(), "begins": "10:00", "ends": "12:00"}
    answer = turid.post(address("parts", activity.pk), part)
    assert (answer.status_code, activity.parts.count()) == (422, 0)
    assert "1 som har sagt ja, får beskjed med en gang" in answer.content.decode()
    asked = answer.context["asked"]
    assert asked.endswith("12.00")
    turid.post(address("parts", activity.pk), part | {"ends": "13:00", "asked": asked})
    assert activity.parts.count() == 0
    turid.post(address("parts", activity.pk), part | {"asked": asked})
    assert activity.parts.count() == 1


def test_those_who_said_yes_before_there_were_shifts_are_shown_until_they_choose(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch, lasts=2)
    early, guest = come(activity, party.member), come(activity, "Kari")
    first, _second = make_shifts(activity, party.turid, None, None)
    page = turid.get(address("parts", activity.pk))
    assert page.context["to_all"] == [early, guest]
    assert "Mona Medlem" in page.content.decode()
    groups = turid.get(address("lead", activity.pk)).context["groups"]
    assert groups == [("Be disse velge en vakt på siden til aktiviteten", [early, guest])]
    Activity.objects.update(cancelled_at=timezone.now())
    assert turid.get(address("lead", activity.pk)).context["groups"] == [("", [early, guest])]
    Activity.objects.update(cancelled_at=None)
    chosen = [come(activity, party.member, part=first), come(activity, "Kari", part=first)]
    assert turid.get(address("lead", activity.pk)).context["groups"] == [("", chosen)]
    answer = turid.post(address("parts", activity.pk), {"by_shift": "no"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [
        "Noen har valgt vakter, og ikke alle dagene. Ta dem av lista først."
    ]
    activity.registrations.all().delete()
    turid.post(address("parts", activity.pk), {"by_shift": "no"})
    activity.refresh_from_db()
    assert not activity.by_shift
    assert "0 kommer" not in turid.get(address("parts", activity.pk)).content.decode()


def test_shifts_stand_in_the_order_of_time_whenever_they_were_added(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    first, second, third = make_shifts(activity, party.turid, None, None, None)
    begins = [first.starts_at + timedelta(hours=hours) for hours in (6, 0, 10)]
    for part, starts_at in zip((first, second, third), begins, strict=True):
        part.starts_at, part.ends_at = starts_at, starts_at + timedelta(hours=2)
        part.save()
    for path in (address("lead", activity.pk), address("parts", activity.pk)):
        assert [part for part, _coming, _left in turid.get(path).context["parts"]] == [second, first, third]
    query = next(str(row["sql"]) for row in _queries(turid, activity) if "GROUP BY" in str(row["sql"]))
    assert 'ORDER BY "activities_part"."starts_at" ASC' in query


def _queries(client: Client, activity: Activity) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as found:
        client.get(address("parts", activity.pk))
    return [each for each in found.captured_queries if "activities_part" in each["sql"]]
