"""My page: what comes next for the member, and that an address does not work."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from gjennomslag.activities.choices import Way
from gjennomslag.activities.services.places import say_no
from gjennomslag.messaging.models import AddressProblem
from gjennomslag.messaging.queries.recipients import fingerprint_of
from tests.activities.making import come, make_activity
from tests.party import Party

CONTACT = "/accounts/contact/"


def test_my_page_begins_with_what_comes_next_for_me(client: Client, party: Party) -> None:
    coming = make_activity(party.branch, title="Stand på Storgata")
    come(coming, party.member)
    declined = make_activity(party.branch, title="Sosial kveld")
    say_no(activity=declined, person=party.member, now=timezone.now(), way=Way.PAGE)
    make_activity(party.sibling, title="Hos naboen")
    client.force_login(party.member)
    page = client.get("/mine/").content.decode()
    assert [each in page for each in (f"/activities/{coming.pk}/", "Du kommer", "Sosial kveld", "Hos naboen")] == [
        True,
        True,
        False,
        False,
    ]


def test_who_cannot_be_reached_is_asked_to_put_it_right(client: Client, party: Party) -> None:
    client.force_login(party.member)
    assert CONTACT not in client.get("/mine/").content.decode()
    address = fingerprint_of(str(party.member.email))
    AddressProblem.objects.create(
        person=party.member, medium="email", fingerprint=address, problem="gone", times=1, last_at=timezone.now()
    )
    pages = [client.get(each).content.decode() for each in ("/mine/", "/mine/data/", CONTACT)]
    assert ["Adressen finnes ikke" in page for page in pages] == [True] * 3
    assert [CONTACT in page for page in pages[:2]] == [True] * 2
