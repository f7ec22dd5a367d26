"""The leader's pages, as Turid uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gjennomslag.activities.choices import Answer, Invited, Way
from gjennomslag.activities.links import place_token
from gjennomslag.activities.models import Activity, ActivityTemplate, Registration
from gjennomslag.activities.services.activities import cancel_activity
from gjennomslag.activities.services.invitations import note_told
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.messaging.choices import LetterKind, LetterState
from gjennomslag.messaging.models import Letter, Segment
from gjennomslag.messaging.services.segments import save_segment
from gjennomslag.organisation.models import Person
from tests.activities.making import come, make_activity, make_shifts
from tests.party import Party, make_person


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    client.force_login(party.turid)
    install_templates(by=None)
    return client


def address(name: str, *more: object) -> str:
    return reverse(f"activities:{name}", args=["lillevik", *more])


def form(**more: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=10)
    said = {
        "title": "Stand ved stasjonen", "day": day.isoformat(), "begins": "12:00", "ends": "14:00",
        "mode": "in_person", "place": "Stasjonen", "invited": "open", "goal": "Flere barnehageansatte",
    }  # fmt: skip
    return said | more


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


def test_people_are_added_and_removed(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    turid.post(address("add_person", activity.pk), {"name": "Kari", "contact": "412 34 567", "first_time": "on"})
    row = Registration.objects.get()
    assert (row.called, row.phone, row.newcomer, row.way) == ("Kari", "+4741234567", True, "leader")
    assert turid.post(address("add_person", activity.pk), {"name": "", "contact": ""}).status_code == 422
    full = make_activity(party.branch, capacity=1)
    said = []
    for name, contact in (("Kari", "k@example.org"), ("Ola", "o@example.org")) * 2:
        answer = turid.post(address("add_person", full.pk), {"name": name, "contact": contact}, follow=True)
        said += [str(each) for each in answer.context["messages"]]
    assert said == [
        "Kari står på lista.",
        "Alle plasser er tatt. Ola står på venteliste.",
        "Kari sto på lista fra før.",
        "Ola sto på venteliste fra før.",
    ]
    full.delete()
    turid.post(address("remove_person", activity.pk, row.pk))
    assert Registration.objects.count() == 0
    others = come(make_activity(party.sibling), "Ola")
    assert turid.post(address("remove_person", activity.pk, others.pk)).status_code == 404


def test_cancelling_needs_a_reason(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    assert turid.post(address("cancel", activity.pk), {"why": ""}).status_code == 422
    turid.post(address("cancel", activity.pk), {"why": "For få kan"})
    activity.refresh_from_db()
    assert (activity.cancelled, activity.cancelled_why) == (True, "For få kan")


@pytest.mark.parametrize(
    ("provider", "by_number"),
    [("https://sms.example.org", "1 får SMS."), ("", "1 har bare et nummer, og det kan ikke sendes SMS herfra. Ring.")],
)
def test_cancelling_says_who_hears_of_it_and_whom_to_call(
    turid: Client, party: Party, settings: Settings, provider: str, by_number: str
) -> None:
    settings.SMS_URL = provider
    activity = make_activity(party.branch)
    first, second = make_shifts(activity, party.turid, None, None)
    come(activity, party.member, part=first)
    come(activity, party.member, part=second)
    say_yes(activity=activity, who=Guest("Ola", phone="+4741234567"), now=timezone.now(), way=Way.PAGE, part=first)
    Registration.objects.create(activity=activity, name="Per", answer=Answer.COMING, way=Way.DOOR, at=timezone.now())
    heard = ["1 får e-post.", by_number, "1 har verken e-post eller nummer her. Si fra selv."]
    assert [each["hear"] for each in turid.get(address("cancel", activity.pk)).context["choices"]] == [heard]
    answer = turid.post(address("cancel", activity.pk), {"why": "For få kan"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == [" ".join(["Avlyst.", *heard])]


def test_what_is_cancelled_stays_for_the_leader_and_for_who_had_said_yes(turid: Client, party: Party) -> None:
    install_templates(by=None)
    template = ActivityTemplate.objects.get(code="social")
    activity = make_activity(party.branch, template=template)
    come(activity, party.member)
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    page = turid.get(address("lead", activity.pk)).content.decode()
    assert ("Ring nye medlemmer" in page, "Del lenka under" in page) == (False, False)
    mona, jens = Client(), Client()
    mona.force_login(party.member)
    jens.force_login(make_person("Per Annen", party.branch))

    def titles(client: Client, path: str) -> list[tuple[str, bool]]:
        shown = client.get(path)
        rows = [row[0] if isinstance(row, tuple) else row.listed for row in shown.context["rows"]]
        assert ("avlyst" in shown.content.decode()) == bool(rows)
        return [(row.title, row.cancelled) for row in rows]

    lists = [address("in_unit"), reverse("activities:mine"), reverse("home:mine")]
    seen = [("Stand på torget", True)]
    assert [titles(mona, each) for each in lists] == [seen] * 3
    assert [titles(turid, each) for each in lists] == [seen, [], []]
    assert [titles(jens, each) for each in lists] == [[], [], []]
    assert "Du kommer." not in mona.get(reverse("activities:activity", args=[activity.pk])).content.decode()


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


def test_what_is_planned_twice_on_one_page_is_planned_once(turid: Client, party: Party) -> None:
    page = str(turid.get(address("plan", "stall")).context["form"]["page"].value())
    said = form(page=page, repeat="weekly", times="2")
    first = turid.post(address("plan", "stall"), said)
    again = turid.post(address("plan", "stall"), said | {"title": "Rettet"}, follow=True)
    assert again.redirect_chain == [(first.headers["Location"], 302)]
    assert [str(each) for each in again.context["messages"]][-1].startswith("Denne var planlagt allerede")
    assert Activity.objects.count() == 2
    assert f'value="{page}"' not in turid.get(address("plan", "stall")).content.decode()


def test_a_video_meeting_without_its_link_says_so(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch, mode="online", place="")
    place = reverse("activities:place", args=[place_token(come(activity, party.member))])
    for path in (place, address("lead", activity.pk)):
        page = Client().get(path) if path == place else turid.get(path)
        assert ["På video" in page.content.decode(), "enka til videomøtet" in page.content.decode()] == [True, True]
    Activity.objects.update(video_link="https://video.example.org/")
    assert "enka til videomøtet" not in Client().get(place).content.decode()


def test_the_headcount_is_kept(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch, hours=-1)
    turid.post(address("headcount", activity.pk), {"number": "17"})
    turid.post(address("headcount", activity.pk), {"number": "mange"})
    activity.refresh_from_db()
    assert activity.headcount == 17


def test_a_series_says_when_its_other_times_are(turid: Client, party: Party) -> None:
    answer = turid.post(address("plan", "stall"), form(repeat="weekly", times="3"), follow=True)
    first, second, third = Activity.objects.order_by("starts_at")
    assert answer.context["series"] == [second, third]
    assert "er planlagt 3 ganger" in answer.content.decode()
    assert turid.get(address("change", first.pk)).context["form"].following_in_series is not None
    assert turid.get(address("change", make_activity(party.branch).pk)).context["form"].following_in_series is None


def test_those_it_is_for_are_asked_by_a_letter_that_is_written_for_the_leader(turid: Client, party: Party) -> None:
    segment = save_segment(
        unit=party.branch, name="Nye", definition={"joined_within": 365}, below=False, by=party.turid
    )
    chosen = make_activity(
        party.branch, title="Bli {kjent}", summary="Vi spiser {sammen}.", invited=Invited.SEGMENT, segment=segment
    )
    for activity, to in ((chosen, segment), (make_activity(party.branch), None)):
        answer = turid.post(address("write_letter", activity.pk))
        letter = Letter.objects.latest("pk")
        assert answer.headers["Location"] == reverse("messaging:letter", args=["lillevik", letter.pk])
        assert (letter.state, letter.segment, letter.kind) == (LetterState.DRAFT, to, LetterKind.INVITATION)
        assert [each.offer for each in letter.blocks.all()] == ["", f"activity-{activity.pk}"]
    # Once more leads to the same draft, and the activity's page names it.
    answer = turid.post(address("write_letter", activity.pk))
    assert (answer.headers["Location"], Letter.objects.count()) == (
        reverse("messaging:letter", args=["lillevik", letter.pk]),
        2,
    )
    page = turid.get(address("lead", activity.pk))
    assert (page.context["letters"], "Gå videre med invitasjonen" in page.content.decode()) == ([letter], True)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, send_at=timezone.now())
    turid.post(address("write_letter", activity.pk))
    assert Letter.objects.count() == 3
    first = Letter.objects.earliest("pk")
    assert first.subject_nb == "Kommer du? Bli (kjent)"
    assert first.blocks.earliest("place").text_nb == "Hei, {fornavn}!\n\nVi spiser (sammen)."
    shown = turid.get(address("lead", make_activity(party.branch, invited=Invited.OFFICERS).pk)).context
    assert (shown["may_write"], shown["listed"], shown["told"]) == (False, 1, 0)


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


def test_people_are_counted_once_however_many_shifts_they_come_to(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    first, second = make_shifts(activity, party.turid, None, None)
    by_number = Guest("Ola", phone="+4741234567")
    for part in (first, second):
        come(activity, party.member, part=part)
        come(activity, "Kari", part=part)
        say_yes(activity=activity, who=by_number, now=timezone.now(), way=Way.PAGE, part=part, newcomer=True)
        Registration.objects.create(
            activity=activity, part=part, name="Per", answer=Answer.COMING, way=Way.DOOR, at=timezone.now(), came=True
        )
    number = turid.get(address("lead", activity.pk)).context["number"]
    assert number == {"coming": 5, "newcomers": 2, "came": 2, "waiting": 0, "declined": 0}
    assert "5 kommer" in turid.get(address("in_unit")).content.decode()


def test_what_is_cancelled_says_who_had_said_yes_to_a_shift_and_offers_no_places(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    part, _other = make_shifts(activity, party.turid, 4, 4)
    come(activity, party.member, part=part)
    assert "1 kommer, 3 plasser igjen" in turid.get(address("lead", activity.pk)).content.decode()
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    page = turid.get(address("lead", activity.pk)).content.decode()
    assert ("1 hadde sagt ja" in page, "1 kommer" in page, "plasser igjen" in page) == (True, False, False)


def test_what_is_cancelled_is_changed_no_more(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    part, _other = make_shifts(activity, party.turid, None, None)
    activity.refresh_from_db()
    task = activity.tasks.create(text="Lei lokale", due_on=timezone.localdate())
    cancel_activity(activity=activity, why="Lekkasje", by=party.turid)
    day = {"day": timezone.localdate() + timedelta(days=5), "begins": "10:00", "ends": "12:00"}
    asked: list[tuple[str, list[int], dict[str, object]]] = [
        ("change", [], form(place="Biblioteket")),
        ("parts", [], day),
        ("parts", [], {"by_shift": "no"}),
        ("remove_part", [part.pk], {}),
        ("tick", [task.pk], {"done": "yes"}),
        ("headcount", [], {"number": "7"}),
        ("write_letter", [], {}),
        ("cancel", [], {"why": "En gang til"}),
    ]
    for name, more, said in asked:
        answer = turid.post(address(name, activity.pk, *more), said, follow=True)
        assert answer.redirect_chain == [(address("lead", activity.pk), 302)], name
        assert [str(each) for each in answer.context["messages"]] == ["Den er avlyst og kan ikke endres lenger."]
    for name in ("change", "parts"):
        assert turid.get(address(name, activity.pk)).headers["Location"] == address("lead", activity.pk)
    now = Activity.objects.get(pk=activity.pk)
    assert (now.place, now.by_shift, now.headcount, now.cancelled_why) == ("Torget", True, None, "Lekkasje")
    task.refresh_from_db()
    assert (now.parts.count(), task.done_at, Letter.objects.count()) == (2, None, 0)


def test_cancelling_says_who_hears_if_those_that_follow_are_cancelled_too(turid: Client, party: Party) -> None:
    turid.post(address("plan", "stall"), form(repeat="weekly", times="3"))
    first, second, last = Activity.objects.order_by("starts_at")
    come(second, party.member)
    page = turid.get(address("cancel", first.pk))
    assert [each["hear"] for each in page.context["choices"]] == [[], ["1 får e-post."]]
    words = ["Ingen trenger beskjed.", "Hvis de som følger i rekka, avlyses også:", "1 får e-post."]
    places = [page.content.decode().find(each) for each in words]
    assert places == sorted(places)
    assert -1 not in places
    page = turid.get(address("cancel", second.pk))
    assert (len(page.context["choices"]), "Hvis de som følger" in page.content.decode()) == (2, False)
    page = turid.get(address("cancel", last.pk))
    assert (len(page.context["choices"]), list(page.context["form"].fields)) == (1, ["why"])


def test_cancelling_names_the_letters_that_invite_and_counts_the_invited_who_are_not_told(
    turid: Client, party: Party
) -> None:
    activity, other = make_activity(party.branch), make_activity(party.branch)
    turid.post(address("write_letter", other.pk))
    turid.post(address("write_letter", activity.pk))
    letter = Letter.objects.latest("pk")
    come(activity, party.member)
    told = Person.objects.filter(pk__in=[party.member.pk, party.turid.pk])
    note_told(activity=activity, people=told, now=timezone.now())
    not_told = "1 som er invitert i brev, har ikke svart og får ikke beskjed."
    for state, words in (
        (LetterState.DRAFT, "ikke sendt ennå, og kan ikke sendes når dette er avlyst"),
        (LetterState.SENDING, "blir sendt nå, helt til noen stopper det"),
    ):
        Letter.objects.filter(pk=letter.pk).update(state=state, send_at=timezone.now())
        page = turid.get(address("cancel", activity.pk))
        assert page.context["choices"] == [{"hear": ["1 får e-post."], "do_not_hear": [not_told], "letters": [letter]}]
        assert words in page.content.decode()
    Registration.objects.all().delete()
    assert "Ingen trenger beskjed" not in turid.get(address("cancel", activity.pk)).content.decode()
    answer = turid.post(address("cancel", activity.pk), {"why": "For få kan"}, follow=True)
    said = [str(each) for each in answer.context["messages"]]
    assert said == ["Avlyst. 2 som er invitert i brev, har ikke svart og får ikke beskjed."]


def test_going_on_with_an_invitation_says_that_it_was_begun_before(turid: Client, party: Party) -> None:
    activity = make_activity(party.branch)
    said = [
        str(each)
        for _each in range(2)
        for each in turid.post(address("write_letter", activity.pk), follow=True).context["messages"]
    ]
    assert said == [
        "Brevet er skrevet. Les det, endre det du vil, og send det.",
        "Her er invitasjonen dere begynte på.",
    ]
