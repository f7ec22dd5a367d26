"""What anyone sees of a unit's activities."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.activities.making import make_activity
from tests.party import Party


def test_a_unit_s_page_says_what_calendars_follow_and_leads_up_where_little_is_on(party: Party) -> None:
    make_activity(party.county, title="Åpent møte")
    client = Client()
    pages = [client.get(reverse("activities:at_unit", args=[each.code])) for each in (party.branch, party.country)]
    assert [page.context["above"] for page in pages] == [party.county, None]
    for page, unit in zip(pages, (party.branch, party.country), strict=True):
        feed = reverse("activities:unit_feed", args=[unit.code])
        assert (page.context["feed"].endswith(feed), page.context["feed"] in page.content.decode()) == (True, True)
    assert [row.title for row in pages[1].context["rows"]] == ["Åpent møte"]
