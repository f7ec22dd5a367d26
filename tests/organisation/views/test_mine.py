"""What members say about themselves on their own page."""

from __future__ import annotations

import pytest
from django.test import Client

from gjennomslag.core import clock
from gjennomslag.organisation.models import Interest, Person
from gjennomslag.organisation.services.words import install_words
from tests.party import Party

PAGE = "/mine/data/taking-part/"


@pytest.mark.parametrize(
    ("wrong", "status"), [({}, 302), ({"involvement": "boss"}, 422), ({"interests": "nothing-we-know"}, 422)]
)
def test_a_member_says_how_they_want_to_take_part(
    client: Client, party: Party, wrong: dict[str, str], status: int
) -> None:
    install_words(by=None)
    word = Interest.objects.filter(kind="help").earliest("code").code
    client.force_login(party.member)
    assert PAGE in client.get("/mine/data/").content.decode()
    assert client.post(PAGE, {"involvement": "some-tasks", "interests": word} | wrong).status_code == status
    me = Person.objects.get(pk=party.member.pk)
    said = (me.involvement, me.interests, me.involvement_asked_on)
    assert said == (("some-tasks", [word], clock.today()) if status == 302 else ("", [], None))
