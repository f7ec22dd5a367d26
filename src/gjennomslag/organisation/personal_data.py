"""What the register holds about people, for what, on which legal basis and for how long (rule M7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gjennomslag.core.personal_data import Basis, Held, OnErasure, Use, declare

UNTIL_ERASED = _("Until the member has left: within 24 hours of resigning, six months after unpaid dues were due.")

IDENTITY = Use(
    "identity",
    _("Know who is a member of the party"),
    _("Name, member number, day or year of birth"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)
CONTACT = Use(
    "contact",
    _("Reach the member, and know which branch they belong to"),
    _("Mail address, telephone, language, home address, who lives together"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)
INVOLVEMENT = Use(
    "involvement",
    _("Offer the member tasks and activities that fit"),
    _("How much the member wants to take part, and with what; skills; where the member studies"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)
MEMBERSHIP = Use(
    "membership",
    _("Know where the member belongs and has rights"),
    _("Branches with days and reasons, years paid"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)
ACCOUNTS = Use(
    "accounts",
    _("Keep accounts of dues"),
    _("Year, day, amount and voucher of paid dues"),
    Basis.DUTY,
    _("Five years after the year of the accounts, without the person from the day they are erased."),
)
OFFICES = Use(
    "offices",
    _("Know who holds and has held office, who may do what, and keep the party’s own history"),
    _("Name, office, unit and term"),
    Basis.INTEREST,
    _("Kept, also after the member has left."),
)
COMMITTEES = Use(
    "committees",
    _("Know who is on which committee"),
    _("Name, committee, whether they lead it, and term"),
    Basis.INTEREST,
    UNTIL_ERASED,
)
EXCLUSION = Use(
    "exclusion",
    _("Carry out a decision to exclude somebody"),
    _("Name, who decided, and when"),
    Basis.INTEREST,
    _("Until the exclusion is lifted."),
)
CONSENTS = Use(
    "consents",
    _("Prove what the member has agreed to, and keep to it"),
    _("Topic, channel, text, when and how given or withdrawn"),
    Basis.DUTY,
    UNTIL_ERASED,
)
FOLLOW_UP = Use(
    "follow-up",
    _("Follow up members, so that nobody joins and hears nothing"),
    _("When the member was contacted, how, by whom, and what came of it; a short note"),
    Basis.MEMBERSHIP,
    _("Two years."),
)
ACCESS_LOG = Use(
    "access-log",
    _("Show everyone who has looked at their record"),
    _("Who looked, when, in which unit and what for"),
    Basis.DUTY,
    _("Two years."),
)
HISTORY = Use(
    "history",
    _("Put mistakes right and see who changed what"),
    _("What stood there before a change, when, who changed it"),
    Basis.INTEREST,
    _("One year, at the longest until the person is erased."),
)
SIGN_IN = Use(
    "sign-in",
    _("Let people sign in safely"),
    _("Mail addresses, passkeys and codes of sign-in, time of the last sign-in"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)
DUPLICATES = Use(
    "duplicates",
    _("Find out that somebody is in the register twice, and undo a mistake"),
    _("Which records were joined, when and by whom"),
    Basis.INTEREST,
    _("Thirty days."),
)
ACCOUNTABILITY = Use(
    "accountability",
    _("Know who did what in the party’s work"),
    _("Who decided, reported or changed something"),
    Basis.INTEREST,
    _("The link to the person is cut when they are erased; what was done stays."),
)

SYSTEMS = Use(
    "member-systems",
    _("Keep the register and the party’s other member systems in step"),
    _("What another member system said last; whether the member is missing there, and what somebody answered"),
    Basis.MEMBERSHIP,
    UNTIL_ERASED,
)

_PERSON = {
    IDENTITY: "id register_id first_name last_name sort_name member_number birth_year birth_date registered_at",
    CONTACT: "email phone language street_address postal_code postal_place municipality_code household",
    INVOLVEMENT: "involvement involvement_asked_on interests skills studies_at",
    MEMBERSHIP: "last_paid_year erased_at",
    DUPLICATES: "merged_into",
}
_FORMER_PERSON = {
    HISTORY: "register_id first_name last_name member_number birth_year birth_date email phone language street_address"
    " postal_code postal_place municipality_code household involvement involvement_asked_on interests skills"
    " studies_at last_paid_year erased_at merged_into pgh_obj"
}
_TERM = "office unit valid_from valid_until"
_SEAT = "committee leads valid_from valid_until"
_MEMBERSHIP = "unit joined_on member_since primary ended_on ended_why ended_at"


def declare_personal_data() -> None:
    """Declare everything this room holds, and what the libraries it is built on hold."""
    delete, unlink, keep = OnErasure.DELETE, OnErasure.UNLINK, OnErasure.KEEP
    declare(
        Held("organisation.Person", "", _PERSON | {SIGN_IN: "last_login is_active"}, delete),
        Held("organisation.Person", "merged_into", {DUPLICATES: "merged_into"}, delete, about=False),
        Held("organisation.PersonEvent", "pgh_obj", _FORMER_PERSON, delete),
        Held("organisation.PersonEvent", "merged_into", {DUPLICATES: "merged_into"}, delete, about=False),
        Held("organisation.Membership", "person", {MEMBERSHIP: f"person {_MEMBERSHIP}"}, delete, in_archive=True),
        Held("organisation.MembershipEvent", "person", {HISTORY: f"person {_MEMBERSHIP} pgh_obj"}, delete),
        Held("organisation.Dues", "person", {ACCOUNTS: "person year paid_on amount voucher"}, unlink),
        Held("organisation.OfficeHolding", "person", {OFFICES: f"person {_TERM}"}, keep),
        Held("organisation.OfficeHoldingEvent", "person", {HISTORY: f"person {_TERM} pgh_obj"}, delete),
        Held("organisation.CommitteeMember", "person", {COMMITTEES: f"person {_SEAT}"}, delete),
        Held("organisation.CommitteeMemberEvent", "person", {HISTORY: f"person {_SEAT} pgh_obj"}, delete),
        Held("organisation.Exclusion", "person", {EXCLUSION: "person unit decided_on lifted_on"}, keep),
        Held(
            "organisation.Consent",
            "person",
            {CONSENTS: "person topic channel text given_at given_how withdrawn_at withdrawn_how noted_by"},
            delete,
            in_archive=True,
        ),
        Held("organisation.Consent", "noted_by", {ACCOUNTABILITY: "noted_by"}, unlink, about=False),
        Held(
            "organisation.MemberContact",
            "person",
            {FOLLOW_UP: "person unit kind outcome at by about note"},
            delete,
        ),
        Held("organisation.MemberContact", "by", {ACCOUNTABILITY: "by kind outcome at"}, unlink, about=False),
        Held("organisation.AccessedPerson", "person", {ACCESS_LOG: "person access"}, delete),
        Held(
            "organisation.AccessRecord",
            "reader",
            {ACCESS_LOG: "reader unit kind purpose number at"},
            unlink,
        ),
        Held(
            "organisation.BulkRequest",
            "asked_by",
            {ACCESS_LOG: "asked_by unit purpose number asked_at answered_by answered_at approved fetched_at"},
            delete,
        ),
        Held("organisation.BulkRequest", "answered_by", {ACCOUNTABILITY: "answered_by"}, unlink, about=False),
        Held("organisation.BoardChange", "by", {ACCOUNTABILITY: "by at"}, unlink, about=False),
        Held("organisation.BoardChange", "undone_by", {ACCOUNTABILITY: "undone_by"}, unlink, about=False),
        Held("organisation.ErasureRequest", "person", {IDENTITY: "person asked_at"}, delete),
        Held("organisation.PersonMerge", "kept", {DUPLICATES: "kept duplicate at by moved filled earlier"}, delete),
        Held("organisation.PersonMerge", "duplicate", {DUPLICATES: "duplicate"}, delete, about=False),
        Held("organisation.PersonMerge", "by", {ACCOUNTABILITY: "by at"}, unlink, about=False),
        Held("organisation.MemberOrigin", "person", {SYSTEMS: "person source key given"}, delete),
        Held("organisation.MissingMember", "person", {SYSTEMS: "person source since answer answered_on"}, delete),
        Held("organisation.MissingMember", "answered_by", {ACCOUNTABILITY: "answered_by"}, unlink, about=False),
        Held(
            "organisation.MemberImport",
            "by",
            {ACCOUNTABILITY: "by unit source given_at file_name status"},
            unlink,
            about=False,
        ),
        Held("account.EmailAddress", "user", {SIGN_IN: "user email verified primary"}, delete),
        Held("mfa.Authenticator", "user", {SIGN_IN: "user type data created_at last_used_at"}, delete),
    )
