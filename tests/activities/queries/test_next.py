from __future__ import annotations

from django.utils import timezone

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.queries.next import offers_for
from gjennomslag.organisation.services import join_unit
from tests.activities.making import come, make_activity
from tests.party import START, Party


def test_a_caller_reads_nothing_that_the_member_s_other_branch_holds_for_its_own(party: Party) -> None:
    join_unit(person=party.member, unit=party.sibling, on=START, by=None)
    own = make_activity(party.branch, hours=60, invited=Invited.MEMBERS)
    above = make_activity(party.county, hours=50, invited=Invited.MEMBERS)
    open_next_door = make_activity(party.sibling, hours=40)
    make_activity(party.sibling, hours=30, invited=Invited.MEMBERS)
    come(make_activity(party.branch, hours=20), party.member)
    now = timezone.now()
    assert offers_for(party.member, party.branch, now, most=9) == [own, open_next_door, above]
