"""Real objects for the addresses that name more than a unit: one maker for each argument's name."""

from __future__ import annotations

from datetime import date
from types import CodeType, FunctionType
from typing import cast

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone

from gjennomslag.activities.choices import Invited
from gjennomslag.activities.links import calendar_token, door_token, invitation_token, place_token
from gjennomslag.activities.models import Activity, Task
from gjennomslag.activities.services.calendars import new_calendar_key
from gjennomslag.activities.services.kits import install_templates
from gjennomslag.calling.campaign_services import take_next_call
from gjennomslag.calling.models import Campaign
from gjennomslag.core import clock
from gjennomslag.followup.choices import Topic, Way
from gjennomslag.followup.models import AssistanceRequest
from gjennomslag.followup.services import Contact, ask_for_help, log_unit_contact, offer_help
from gjennomslag.messaging.choices import LetterState
from gjennomslag.messaging.models import Letter
from gjennomslag.messaging.services import save_segment
from gjennomslag.messaging.tokens import unsubscribe_token_of
from gjennomslag.organisation.choices import CommitteeKind, Purpose
from gjennomslag.organisation.joining import not_me_token
from gjennomslag.organisation.models import BoardChange, MemberImport, Unit
from gjennomslag.organisation.services.access import ask_for_list
from gjennomslag.organisation.services.committees import Written, set_up_committee
from gjennomslag.organisation.services.member_imports import source_named
from gjennomslag.organisation.services.student_branches import found_student_branch
from gjennomslag.organisation.services.words import install_words
from gjennomslag.plan.drafts.content import content_of
from gjennomslag.plan.models import TargetSheet, UnitPlanVersion
from gjennomslag.plan.services.acts import report_act
from gjennomslag.plan.services.drafts import begin_draft
from gjennomslag.plan.services.readings import read_plan
from gjennomslag.voices.models import WaitingQuote
from gjennomslag.voices.recording import QuoteDraft
from tests.activities.making import come, make_activity, make_shifts
from tests.calling.joining import newcomer
from tests.calling.test_campaigns import campaign_in
from tests.campaigns import planning
from tests.elected.sitting import sit
from tests.messaging.writing import archived, channel_of, write
from tests.party import START, Party
from tests.permissions.canvass_objects import CANVASS, Maker
from tests.plan.making import SMALL_PLAN, make_own_plan, make_sheet, make_small_plan
from tests.voices.listening import listen, send


def waiting_quote(party: Party) -> str:
    """Make a quote that waits to be approved."""
    listening = listen(party)
    send(listening, 10, housing=5, quotes=(QuoteDraft(listening.housing.pk, "Leia stiger"),))
    return str(WaitingQuote.objects.get().pk)


def sheet_of_plan(unit: Unit) -> str:
    """Make a plan of the unit with a target sheet, once."""
    return str((TargetSheet.objects.filter(plan__unit=unit).first() or make_sheet(unit)).pk)


def plan_item(party: Party) -> str:
    """Make a plan of the country with one item that asks something of branches, and read it."""
    plan = make_small_plan(party.country)
    read_plan(plan=plan, on=clock.today())
    return plan.items.get(kind="role").key


def branch_with_plan(party: Party) -> str:
    """Make a plan and targets for the branch."""
    plan_item(party)
    sheet_of_plan(party.country)
    return party.branch.code


def act_with_file(party: Party) -> str:
    """Make a report of the branch, with a file."""
    item = make_small_plan(party.country).items.get(kind="role")
    file = ContentFile(b"referat", name="referat.txt")
    day = date(2026, 1, 2)
    act = report_act(
        unit=party.branch,
        items=[item],
        day=day,
        on=day,
        text="Gjort",
        by=party.turid,
        file=file,
    )
    return str(act.pk)


def segment(party: Party) -> str:
    """Make a segment of the branch."""
    return str(
        save_segment(unit=party.branch, name="Aktive", definition={"joined_within": 30}, below=False, by=party.turid).pk
    )


def bulk_request(party: Party) -> str:
    """Make a request for a long list in the branch."""
    return str(ask_for_list(unit=party.branch, purpose=Purpose.CALL, number=501, by=party.turid).pk)


def plan_draft(party: Party) -> str:
    """Make a draft of the branch's own, from a plan file."""
    content = content_of(SMALL_PLAN)
    return str(begin_draft(unit=party.branch, content=content, on=date(2026, 1, 2), by=party.turid).pk)


DRAFT_ITEM_ADDRESSES = ("draft_item", "move_draft_item", "remove_draft_item", "draft_rule", "remove_draft_rule")


def own_draft(party: Party) -> UnitPlanVersion:
    """Make a draft of the branch's own plan with one measure, once."""
    draft = UnitPlanVersion.objects.filter(number=None).first()
    return draft or make_own_plan(party.branch, make_small_plan(party.country), party.turid, adopted=None)


def own_version(party: Party) -> UnitPlanVersion:
    """Make an adopted plan of the branch's own, with its minutes as a file, once."""
    version = UnitPlanVersion.objects.exclude(number=None).first()
    if version is not None:
        return version
    version = make_own_plan(party.branch, make_small_plan(party.country), party.turid)
    version.file.save("protokoll.txt", ContentFile(b"Sak 4"))
    return version


def branch_with_own_plan(party: Party) -> str:
    """Make an adopted plan of the branch's own."""
    return own_version(party).plan.unit.code


def new_member(party: Party) -> str:
    """Make somebody who has just joined the branch."""
    return str(newcomer("Ny Nordmann", party.branch, days_ago=3).register_id)


def board_change(party: Party) -> str:
    """Make a new board of the branch."""
    day = clock.today()
    return str(BoardChange.objects.create(unit=party.branch, on=day, at=timezone.now(), by=party.turid).pk)


def call_campaign(party: Party) -> str:
    """Make a call campaign of the branch that reaches one member, once."""
    campaign = Campaign.objects.first()
    if campaign is not None:
        return str(campaign.pk)
    install_words(by=None)
    newcomer("Medlem Lenge", party.branch, days_ago=400)
    return str(campaign_in(party.branch, party.turid).pk)


def campaign_with_call(party: Party) -> str:
    """Make a call campaign in which the member who looks has taken somebody."""
    pk = call_campaign(party)
    take_next_call(campaign=Campaign.objects.get(pk=pk), caller=party.member, now=timezone.now())
    return pk


def language_to_join_in(party: Party) -> str:
    """Make the words that people agree to when they join."""
    install_words(by=None)
    return "nn"


def member_import(party: Party) -> str:
    """Make a file of members given in the branch."""
    source = source_named(unit=party.branch, name="Hypersys", by=None)
    return str(MemberImport.objects.create(source=source, unit=party.branch, file_name="m.csv", digest="0" * 64).pk)


def asked_help(party: Party) -> AssistanceRequest:
    """Make something the branch has asked its county for."""
    return ask_for_help(unit=party.branch, topic=Topic.TRAINING, text="Kurs", on=clock.today(), by=party.turid)


def offered_help(party: Party) -> AssistanceRequest:
    """Make something the branch has been offered."""
    county = party.county.pk
    return offer_help(
        unit=party.branch, made_by=county, topic=Topic.TRAINING, text="Kurs", on=clock.today(), by=party.oda
    )


def unit_contact(party: Party) -> str:
    """Make a contact of the county with the branch."""
    day = clock.today()
    contact = Contact(day, Way.CALL, [Topic.POLITICAL])
    found = log_unit_contact(unit=party.branch, made_by=party.county.pk, contact=contact, on=day, by=party.oda)
    return str(found.pk)


def activity(party: Party) -> Activity:
    """Make an activity of the branch with shifts, a line to do, and somebody who comes to a shift."""
    found = Activity.objects.filter(tasks__isnull=False).first()
    if found is None:
        found = make_activity(party.branch, invited=Invited.MEMBERS)
        come(found, party.member, part=make_shifts(found, party.turid, 5, None)[0])
        Task.objects.create(activity=found, text="Hent materiell", due_on=found.starts_at)
    return found


def template_in_use(party: Party) -> str:
    """Install the templates for activities."""
    install_templates(by=None)
    return "stall"


def first_letter(party: Party) -> Letter:
    """Make a letter of the branch that can still be changed, once."""
    return Letter.objects.filter(state=LetterState.DRAFT).order_by("pk").first() or write(party)


BLOCK_ADDRESSES = ("change_block", "move_block", "remove_block")


OWN_CAMPAIGN = (
    "campaign",
    "change_campaign",
    "remove_campaign",
    "call_off_campaign",
    "campaign_again",
    "check_in",
    "evaluate",
    "new_task",
    "change_task",
    "take_task",
    "new_material",
    "material_file",
    "new_day",
    "remove_part",
)


def served_institution(party: Party) -> str:
    """Make a student branch below the branch that serves an institution."""
    branch = found_student_branch(
        institution="inn", above=party.branch, name="Studentlaget", on=START, with_students=False, by=None
    )
    return str(branch.serves.get().pk)


def committee(party: Party) -> str:
    """Make a committee of the branch that the chair leads."""
    written = Written("Valgkomiteen", CommitteeKind.ELECTION, "", START, party.turid, [])
    return str(set_up_committee(unit=party.branch, written=written, by=None).pk)


def mandate(party: Party) -> str:
    """Let a member sit in the branch's municipal council."""
    return str(sit(party.member, party.branch).pk)


MAKERS: dict[str, Maker] = {
    **CANVASS,
    "member_import": member_import,
    "activity": lambda party: str(activity(party).pk),
    "activities:activity/activity": lambda party: str(make_activity(party.branch).pk),
    "activities:invitation/token": lambda party: invitation_token(activity(party), party.member),
    "activities:door/token": lambda party: door_token(make_activity(party.branch, hours=1)),
    "activities:taps/token": lambda party: door_token(make_activity(party.branch, hours=1)),
    "activities:own_feed/token": lambda party: calendar_token(new_calendar_key(person=party.member)),
    "activities:place_file/token": lambda party: place_token(activity(party).registrations.get()),
    "activities:place/token": lambda party: place_token(activity(party).registrations.get()),
    "part": lambda party: str(activity(party).parts.earliest("pk").pk),
    "task": lambda party: str(activity(party).tasks.get().pk),
    "registration": lambda party: str(activity(party).registrations.get().pk),
    "template": template_in_use,
    "person": lambda party: str(party.member.register_id),
    "bulk_request": bulk_request,
    "merged": lambda party: "1",
    "code": lambda party: party.branch.code,
    "role": lambda party: "canvasser",
    "number": lambda party: "1",
    "quote": waiting_quote,
    "sheet": lambda party: sheet_of_plan(party.country),
    "plan:revise_targets/sheet": lambda party: sheet_of_plan(party.branch),
    "plan:our_plan/code": branch_with_plan,
    "plan:our_plan_pdf/code": branch_with_plan,
    "plan:letter/code": branch_with_plan,
    "plan:targets/code": branch_with_plan,
    "plan:document/code": branch_with_plan,
    "plan:export/code": branch_with_plan,
    "plan:board/code": branch_with_plan,
    "plan:versions/code": branch_with_plan,
    "plan:backfill/code": branch_with_plan,
    "plan:example_table/code": branch_with_plan,
    "draft": plan_draft,
    **{f"plan:{name}/key": (lambda party: "M1.L1") for name in DRAFT_ITEM_ADDRESSES},
    "plan:board_pdf/code": branch_with_plan,
    "plan:board_xlsx/code": branch_with_plan,
    "plan:board_csv/code": branch_with_plan,
    "plan:parameters/code": branch_with_plan,
    "plan:change_parameter/code": branch_with_plan,
    "parameter": lambda party: "rounds",
    "plan:deadlines/token": lambda party: signing.dumps(branch_with_plan(party), salt="plan.deadlines"),
    "key": plan_item,
    "act": act_with_file,
    "segment": segment,
    **{f"campaigns:{name}/campaign": (lambda party: str(planning.first(party).pk)) for name in OWN_CAMPAIGN},
    "campaigns:copy_campaign/campaign": lambda party: str(planning.central_to_copy(party).pk),
    "campaigns:campaign_news/campaign": lambda party: str(planning.copied(party).pk),
    "campaigns:change_task/task": lambda party: str(planning.task_of(party).pk),
    "campaigns:take_task/task": lambda party: str(planning.task_of(party).pk),
    "material": lambda party: str(planning.file_of(party).pk),
    "campaigns:remove_part/kind": lambda party: "task",
    "campaigns:remove_part/part": lambda party: str(planning.task_of(party).pk),
    "breakthrough": lambda party: str(planning.win(party).pk),
    "campaigns:wall/code": planning.branch_with_wall,
    "letter": lambda party: str(write(party).pk),
    "messaging:archived_letter/letter": lambda party: str(archived(party).pk),
    **{
        f"messaging:{name}/block": (lambda party: str(first_letter(party).blocks.earliest("pk").pk))
        for name in BLOCK_ADDRESSES
    },
    **{f"messaging:{name}/letter": (lambda party: str(first_letter(party).pk)) for name in BLOCK_ADDRESSES},
    "channel": lambda party: str(channel_of(party).pk),
    "messaging:sent_mail_page/name": lambda party: "none",
    "messaging:sent_mail_frame/name": lambda party: "none",
    "messaging:new_letter/medium": lambda party: "email",
    "messaging:new_block/kind": lambda party: "paragraph",
    "messaging:letter_as_mail/form": lambda party: "nn",
    "messaging:unsubscribe/token": lambda party: unsubscribe_token_of(party.member.register_id, "news", "email", 1),
    "plan:own_plan/code": branch_with_own_plan,
    "plan:coverage/code": branch_with_own_plan,
    "plan:template/code": branch_with_plan,
    "plan:own_draft/code": lambda party: own_draft(party).plan.unit.code,
    "plan:adopt_own/code": lambda party: own_draft(party).plan.unit.code,
    "plan:discard_own/code": lambda party: own_draft(party).plan.unit.code,
    "plan:begin_own/code": branch_with_plan,
    "plan:own_goal/goal": lambda party: own_draft(party).lines.earliest("pk").goal.key,
    "line": lambda party: str(own_draft(party).lines.earliest("pk").pk),
    "plan:own_version/number": lambda party: str(own_version(party).number),
    "plan:minutes_file/number": lambda party: str(own_version(party).number),
    "plan:report_own/item": lambda party: str(own_version(party).lines.earliest("pk").item_id),
    "campaign": call_campaign,
    "calling:campaign_call/campaign": campaign_with_call,
    "change": board_change,
    "language": language_to_join_in,
    "organisation:not_me/token": lambda party: not_me_token(party.member.memberships.get().pk),
    "calling:call/person": new_member,
    "calling:take/person": new_member,
    "followup:unit/code": lambda party: asked_help(party).unit.code,
    "help": lambda party: str(asked_help(party).pk),
    "followup:reply/help": lambda party: str(offered_help(party).pk),
    "followup:withdraw/contact": unit_contact,
    "institution": lambda party: "inn",
    "serving": served_institution,
    "committee": committee,
    "mandate": mandate,
    "year": lambda party: "2026",
}


def make_objects(
    name: str, arguments: frozenset[str], party: Party, made: dict[CodeType, str] | None = None
) -> dict[str, str]:
    """Return a value for each argument of the address, made in the party's branch.

    A maker registered as ``"address name/argument"`` goes before one for the argument alone. A missing maker is a
    failure of the test: a new address must say what it shows. ``made`` keeps what makers have made for the same party,
    so that several addresses show the same objects.
    """
    made = {} if made is None else made
    values = {}
    for argument in sorted(arguments):
        maker = MAKERS.get(f"{name}/{argument}") or MAKERS[argument]
        code = cast(FunctionType, maker).__code__  # lambdas written once in a loop are one maker
        if code not in made:
            made[code] = maker(party)
        values[argument] = made[code]
    return values
