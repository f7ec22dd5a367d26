"""Enumerations of the organisation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES_OF_MEMBERS = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
"""The languages in which somebody can join, and is written to as far as the texts are there."""


class UnitKind(models.TextChoices):
    """Kinds of unit in the party's tree (glossary 3–8)."""

    NATIONAL = "national", _("National level")
    COUNTY = "county", _("County branch")
    LOCAL = "local", _("Local branch")
    SUB_GROUP = "sub-group", _("Sub-group")
    STUDENT = "student", _("Student branch")


class CommitteeKind(models.TextChoices):
    """What a committee is there for (glossary 10, 44–46). ``POLICY`` is what plans mean by a committee."""

    POLICY = "policy", _("Policy committee")
    ELECTION = "election", _("Election committee")
    NOMINATION = "nomination", _("Nomination committee")
    CONTROL = "control", _("Control committee")
    MUNICIPAL = "municipal", _("Municipal committee")
    OTHER = "other", _("Another committee")


class Reach(models.TextChoices):
    """How far an office's capability reaches from the unit where it is held."""

    HERE = "here", _("in this unit")
    BELOW = "below", _("in this unit and all units below it")


class LanguageForm(models.TextChoices):
    """The official written form of a municipality (målform)."""

    BOKMAAL = "bokmål", _("Bokmål")
    NYNORSK = "nynorsk", _("Nynorsk")
    NEUTRAL = "neutral", _("Neutral")


class Involvement(models.TextChoices):
    """How much a member wants to take part (G2.L2b). Empty: nobody has asked."""

    ACTIVE = "active", _("Active")
    SOME_TASKS = "some-tasks", _("Some tasks")
    INFORMED = "informed", _("Only informed")
    DUES_ONLY = "dues-only", _("Only dues")


class InterestKind(models.TextChoices):
    """What a word for a member says: something to help with, or something one can."""

    HELP = "help", _("Can help with")
    SKILL = "skill", _("Skills")


class EndReason(models.TextChoices):
    """Why a membership ended. Of these, only a transfer means that the person stays in the party."""

    RESIGNED = "resigned", _("Resigned")
    UNPAID = "unpaid", _("Dues not paid")
    TRANSFERRED = "transferred", _("Moved to another branch")
    EXCLUDED = "excluded", _("Excluded")
    DIED = "died", _("Died")
    OTHER = "other", _("Other reason")


class Channel(models.TextChoices):
    """How a member is reached. A consent holds for one of them."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    CALL = "call", _("Phone call")
    POST = "post", _("Letter")


class Topic(models.TextChoices):
    """What a consent is for. The first two have no channel; the notice of an annual meeting needs no consent."""

    MEMBERSHIP = "membership", _("Being in the register as a member")
    ARCHIVE = "archive", _("Being kept in the archive after leaving")
    NEWS = "news", _("News and letters")
    ACTIVITIES = "activities", _("Activities and tasks")
    CAMPAIGNS = "campaigns", _("Campaigns and elections")
    SURVEYS = "surveys", _("Surveys")


class Given(models.TextChoices):
    """The way in which somebody gave or withdrew a consent."""

    FORM = "form", _("On a form on the web")
    OWN_PAGE = "own-page", _("On their own page")
    PHONE = "phone", _("On the phone")
    MEETING = "meeting", _("In person")
    LINK = "link", _("By a link in a message")
    PAPER = "paper", _("On paper")
    IMPORT = "import", _("From another register")


class ContactKind(models.TextChoices):
    """The way in which a member was contacted."""

    CALL = "call", _("Phone call")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")


class ContactOutcome(models.TextChoices):
    """What came of trying to contact a member. Only ``REACHED`` means that the two have talked."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no-answer", _("No answer")
    BUSY = "busy", _("Busy")
    CALL_BACK = "call-back", _("Call back later")
    LEFT_MESSAGE = "left-message", _("Left a message")
    WRONG_NUMBER = "wrong-number", _("Wrong number")
    DO_NOT_CALL = "do-not-call", _("Does not want calls")
    SENT = "sent", _("Sent")


class Purpose(models.TextChoices):
    """Why somebody opens a record, searches or takes out a list (rule M5)."""

    FOLLOW_UP = "follow-up", _("Follow up a member")
    CORRECT = "correct", _("Correct the register")
    ANSWER = "answer", _("Answer the member’s question")
    OFFICES = "offices", _("Offices and annual meeting")
    INVITE = "invite", _("Invite to something")
    CALL = "call", _("Call members")
    CONTROL = "control", _("Check the register’s quality")


class AccessKind(models.TextChoices):
    """What was done with people's records."""

    PAGE = "page", _("Opened the page")
    LIST = "list", _("Saw a list")
    EXPORT = "export", _("Took out a list")


class ErasureReason(models.TextChoices):
    """Why a person was erased."""

    RESIGNED = "resigned", _("Resigned")
    UNPAID = "unpaid", _("Dues not paid")
    ASKED = "asked", _("Asked to be erased")
    ENDED = "ended", _("Membership ended for another reason")
    DUPLICATE = "duplicate", _("Was in the register twice")


class ImportStatus(models.TextChoices):
    """Where an import of members stands. Nothing is written to the register before ``IMPORTING``."""

    MAPPING = "mapping", _("Waits for you to name the columns")
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Cannot be used")
    FAILED = "failed", _("Stopped by a fault")
    DROPPED = "dropped", _("Dropped")


class MissingAnswer(models.TextChoices):
    """What somebody answers about a member who is missing in a member system."""

    MEMBER = "member", _("Is still a member")
    LEFT = "left", _("Has left the party")
