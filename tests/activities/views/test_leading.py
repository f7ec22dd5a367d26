"""The leader's page of an activity, as Turid uses it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.activities.choices import Answer, Invited, Way
from gjennomslag.activities.links import place_token
from gjennomslag.activities.models import Activity, Registration
from gjennomslag.activities.services.places import Guest, say_yes
from gjennomslag.messaging.choices import LetterKind, LetterState
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.services.segments import save_segment
from tests.activities.making import come, make_activity, make_shifts
from tests.activities.views.leader import address
from tests.party import Party


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
