"""What a local campaign is offered of the central one: everything new, nothing twice, and nothing of its own lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.campaigns.following import offers
from gjennomslag.campaigns.models import Campaign, Task
from gjennomslag.campaigns.queries.campaigns import content_of, offers_to
from gjennomslag.campaigns.services.campaigns import add_day, remove_part, save_campaign, save_task
from gjennomslag.campaigns.services.copies import copy_campaign, look_at_changes
from tests.campaigns.planning import FIRST, LAST, copied, plan
from tests.party import Party

contents = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4)


@settings(max_examples=60)
@given(contents, contents, contents)
def test_an_offer_is_what_changed_there_and_is_not_here_already(
    central: dict[str, int], taken_over: dict[str, int], local: dict[str, int]
) -> None:
    found = offers(central, taken_over, local)
    everywhere = {*central, *taken_over}
    changed = {key for key in everywhere if central.get(key) != taken_over.get(key)}
    assert {each.key for each in found} == {key for key in changed if central.get(key) != local.get(key)}
    assert {each.key: each.edited for each in found} == {
        each.key: local.get(each.key) != taken_over.get(each.key) for each in found
    }
    # Once it has been looked at, nothing is offered until there is something new.
    assert offers(central, central, local) == []


def change(campaign: Campaign, party: Party, **values: object) -> None:
    save_campaign(unit=campaign.unit, by=party.secretary, on=FIRST, campaign=campaign, **values)


def test_a_copy_says_what_the_central_one_says_and_is_made_once(party: Party) -> None:
    copy = copied(party)
    central = copy.copied_from
    assert central is not None
    assert content_of(copy) == content_of(central)
    assert (copy.unit, copy.wanted_since, offers_to(copy)) == (party.branch, FIRST, [])
    assert copy_campaign(central=central, unit=party.branch, by=party.turid, on=FIRST) == copy


def test_changes_are_taken_over_or_left_and_own_words_stay(party: Party) -> None:
    copy = copied(party)
    central = copy.copied_from
    assert central is not None
    change(copy, party, wanted="Gratis buss i Lillevik")
    own = save_task(campaign=copy, by=party.turid, title="Ring ordføreren", minutes=15)
    change(central, party, wanted="Gratis buss", allies="Fagforeningen")
    task = central.tasks.get()
    save_task(campaign=central, by=party.secretary, task=task, title="Del den nye filmen")
    save_task(campaign=central, by=party.secretary, title="Skriv til avisa", minutes=60)
    found = {each.key: each.edited for each in offers_to(Campaign.objects.get(pk=copy.pk))}
    new = central.tasks.latest("pk").pk
    assert found == {"field:wanted": True, "field:allies": False, f"task:{task.pk}": False, f"task:{new}": False}
    take = ["field:allies", f"task:{task.pk}", f"task:{new}"]
    assert look_at_changes(copy=copy, take=take, by=party.turid, on=FIRST) == 3
    copy.refresh_from_db()
    assert (copy.wanted, copy.allies) == ("Gratis buss i Lillevik", "Fagforeningen")
    assert sorted(copy.tasks.values_list("title", flat=True)) == ["Del den nye filmen", own.title, "Skriv til avisa"]
    assert offers_to(Campaign.objects.get(pk=copy.pk)) == []


def test_what_is_gone_centrally_is_offered_to_go(party: Party) -> None:
    copy = copied(party)
    central = copy.copied_from
    assert central is not None
    task = central.tasks.get()
    key = f"task:{task.pk}"
    remove_part(part=task, by=party.secretary)
    # The local task no longer knows where it came from, so it is one's own now and stays.
    assert offers_to(Campaign.objects.get(pk=copy.pk)) == []
    assert Task.objects.get(campaign=copy).source is None
    assert key in copy.taken_over


def test_a_campaign_without_a_central_one_is_offered_nothing(party: Party) -> None:
    campaign = plan(party)
    assert (offers_to(campaign), look_at_changes(copy=campaign, take=["field:title"], by=party.turid, on=FIRST)) == (
        [],
        0,
    )


def test_a_day_that_is_moved_centrally_is_offered(party: Party) -> None:
    copy = copied(party)
    central = copy.copied_from
    assert central is not None
    assert [(each.title, each.day) for each in copy.days.all()] == [("Budsjettvedtak", LAST)]
    central.days.update(day=FIRST)
    add_day(campaign=central, by=party.secretary, day=LAST, title="Høring")
    offered = offers_to(Campaign.objects.get(pk=copy.pk))
    assert {each.key for each in offered} == {f"day:{each.pk}" for each in central.days.all()}
    look_at_changes(copy=copy, take=[each.key for each in offered], by=party.turid, on=FIRST)
    assert [(each.title, each.day) for each in copy.days.all()] == [("Budsjettvedtak", FIRST), ("Høring", LAST)]
