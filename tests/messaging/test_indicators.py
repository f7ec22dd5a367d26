"""Letters and channels as numbers: each is of the unit it says, and of the days it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gjennomslag.core.indicators import Period, published
from gjennomslag.messaging.choices import LetterKind, Network
from gjennomslag.messaging.models import OwnChannel
from gjennomslag.messaging.services.channels import end_channel
from gjennomslag.plan.catalogue import catalogue
from tests.messaging.test_delivering import post_all
from tests.messaging.writing import agree, channel_of, send_off, write
from tests.party import Party, make_person


def measured(key: str, **parameters: str | int) -> dict[int, float]:
    indicator = published(key)
    assert indicator is not None
    assert set(parameters) <= indicator.parameters
    today = timezone.localdate()
    return dict(indicator.measure(Period(today - timedelta(days=30), today), **parameters))


def test_what_is_published_is_what_plans_may_name() -> None:
    names = {key: name for key, name in catalogue().indicators.items() if key.startswith("messaging.")}
    found = {key: published(key) for key in names}
    assert {key: each.parameters for key, each in found.items() if each} == {
        key: name.parameters for key, name in names.items()
    }


def test_letters_are_counted_where_they_were_sent_and_readers_where_they_belong(party: Party) -> None:
    agree(party.member, party.jens)
    letter = write(party, kind=LetterKind.CALL_TO_HELP, unit=party.county, by=party.oda)
    post_all(send_off(letter, party.oda))
    county, branch, sibling = party.county.pk, party.branch.pk, party.sibling.pk
    assert measured("messaging.sent") == measured("messaging.sent", kind="call_to_help") == {county: 1}
    assert measured("messaging.sent", kind="news") == {}
    assert measured("messaging.archived", kind="call_to_help", days="0") == {county: 1}
    assert measured("messaging.delivered") == {county: 2}
    assert measured("messaging.calls_to_help", audience="all_members") == {county: 1}
    assert measured("messaging.members_asked") == {branch: 1, sibling: 1}
    assert measured("messaging.members_reachable") == {branch: 1, sibling: 1}
    indicator = published("messaging.sent")
    assert indicator is not None
    assert indicator.examples is not None
    today = timezone.localdate()
    (example,) = indicator.examples(Period(today, today), [county])
    assert example.label == "Årsmøte snart, Fjordland: 2"


def test_letters_to_networks_are_told_apart(party: Party) -> None:
    for network in Network:
        send_off(write(party, str(network), kind=LetterKind.NETWORK, network=network), party.turid)
    assert measured("messaging.sent", kind="network", network="mayors") == {party.branch.pk: 1}


def test_new_members_are_told_in_time_or_not(party: Party) -> None:
    today = timezone.localdate()
    people = [make_person(f"Ny {days}", party.branch, joined=today - timedelta(days=days)) for days in (1, 20)]
    agree(*people)
    post_all(send_off(write(party, kind=LetterKind.COURSE_PORTAL), party.turid))
    assert measured("messaging.new_members_told", topic="course_portal", days="7") == {party.branch.pk: 1}
    assert measured("messaging.new_members_told", topic="course_portal", days="25") == {party.branch.pk: 2}


def test_channels_count_while_they_are_in_use(party: Party) -> None:
    day = timezone.localdate() - timedelta(days=10)
    first = channel_of(party, on=day, followers=100)
    channel_of(party, on=day, kind="site", name="Side", followers=7)
    assert measured("messaging.own_channels") == {party.branch.pk: 2}
    assert measured("messaging.own_channels", kind="social") == {party.branch.pk: 1}
    assert measured("messaging.channel_followers", kind="social") == {party.branch.pk: 100}
    end_channel(channel=first, by=party.turid, on=timezone.localdate())
    assert measured("messaging.own_channels", kind="social") == {}
    assert measured("messaging.channel_followers") == {party.branch.pk: 7}


def test_a_channel_is_added_used_and_ended(client: Client, party: Party) -> None:
    client.force_login(party.turid)
    values = {"kind": "facebook", "name": "Lillevik", "owner": party.turid.pk, "followers": "40"}
    client.post(reverse("messaging:new_channel", args=["lillevik"]), values)
    channel = OwnChannel.objects.get()
    assert (channel.owner, channel.last_used_on) == (party.turid, None)
    ((_row, silent),) = client.get(reverse("messaging:channels", args=["lillevik"])).context["rows"]
    assert not silent
    client.post(reverse("messaging:channel_used", args=["lillevik", channel.pk]))
    ((row, silent),) = client.get(reverse("messaging:channels", args=["lillevik"])).context["rows"]
    assert (row.followers, row.last_used_on, silent) == (40, timezone.localdate(), False)
    client.post(reverse("messaging:end_channel", args=["lillevik", channel.pk]))
    assert client.get(reverse("messaging:channels", args=["lillevik"])).context["rows"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"last_used_on": "2099-01-01"}, "last_used_on"), ({"followers": "-1"}, "followers"), ({"name": ""}, "name")],
)
def test_what_is_wrong_with_a_channel_is_said(change: dict[str, str], field: str, client: Client, party: Party) -> None:
    client.force_login(party.turid)
    values = {"kind": "site", "name": "Side"} | change
    answer = client.post(reverse("messaging:new_channel", args=["lillevik"]), values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
