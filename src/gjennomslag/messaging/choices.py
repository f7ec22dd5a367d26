"""Enumerations of the messaging room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gjennomslag.organisation.choices import Topic


class Medium(models.TextChoices):
    """How a letter travels. The values are those of the consents' channels."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class LetterKind(models.TextChoices):
    """What a letter is for. Plans count by these, and a necessary notice is sent without asking for consent."""

    NEWS = "news", _("News")
    INVITATION = "invitation", _("Invitation")
    CALL_TO_HELP = "call_to_help", _("A call to help")
    COURSE_PORTAL = "course_portal", _("About the course portal")
    REPRESENTATIVES = "representative_letter", _("To elected representatives")
    NETWORK = "network", _("To a network")
    NOTICE = "notice", _("Necessary notice")


class Network(models.TextChoices):
    """The networks that have letters of their own."""

    BIG_CITIES = "big_cities", _("The big cities")
    MAYORS = "mayors", _("The mayors")


class Archive(models.TextChoices):
    """Whether all members can read a letter in the archive. Most letters to a segment are for those alone."""

    AS_SENT = "as-sent", _("If all members get it")
    YES = "yes", _("Yes, whoever gets it")
    NO = "no", _("No")


class LetterState(models.TextChoices):
    """How far a letter has come."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Waits to be sent")
    SENDING = "sending", _("Is being sent")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped")


NOT_BEGUN = (LetterState.DRAFT, LetterState.SCHEDULED)
"""The states in which nobody has been sent anything yet."""


class BlockKind(models.TextChoices):
    """The parts that a letter is written in."""

    HEADING = "heading", _("Heading")
    PARAGRAPH = "paragraph", _("Text")
    BUTTON = "button", _("Button")
    PICTURE = "picture", _("Link to a picture")
    ACTIVITY = "activity", _("Activity")
    QUOTE = "quote", _("Quote")


class RecipientState(models.TextChoices):
    """How far the letter to one person has come.

    ``UNKNOWN`` is what a stop in the middle leaves: the mail server may have it or not. Only a person can decide what
    happens then; nothing is sent a second time by itself.
    """

    WAITING = "waiting", _("Waiting")
    HANDING_OVER = "handing-over", _("Being handed over")
    HANDED_OVER = "handed-over", _("Passed on")
    FAILED = "failed", _("Not delivered")
    BOUNCED = "bounced", _("Came back")
    UNKNOWN = "unknown", _("Not known")
    LEFT_OUT = "left-out", _("Left out")


class Reason(models.TextChoices):
    """Why somebody was left out, or why a letter was not delivered."""

    NO_CONSENT = "no-consent", _("Does not want this kind of letter")
    NO_ADDRESS = "no-address", _("No address that works")
    LEFT = "left", _("Is no longer a member here")
    OTHERS_FIRST = "others-first", _("Heard from others in the party on each of these days")
    STOPPED = "stopped", _("The letter was stopped")
    REFUSED = "refused", _("The address was refused")
    GAVE_UP = "gave-up", _("The mail server would not take it")
    LET_BE = "let-be", _("Let be after a stop in the middle")


class Problem(models.TextChoices):
    """What is wrong with an address."""

    GONE = "gone", _("The address does not exist")
    FULL = "full", _("Letters have come back several times")
    COMPLAINT = "complaint", _("Marked as unwanted")


# What one is asked for consent to, and thereby what a letter can be about.
LETTER_TOPICS = (Topic.NEWS, Topic.ACTIVITIES, Topic.CAMPAIGNS, Topic.SURVEYS)


class ChannelKind(models.TextChoices):
    """Kinds of a unit's own channels to members and voters."""

    SITE = "site", _("Web site")
    NEWSLETTER = "newsletter", _("Newsletter")
    FACEBOOK = "facebook", _("Facebook")
    INSTAGRAM = "instagram", _("Instagram")
    TIKTOK = "tiktok", _("TikTok")
    YOUTUBE = "youtube", _("YouTube")
    OTHER_SOCIAL = "other-social", _("Other social medium")


SOCIAL = (
    ChannelKind.FACEBOOK,
    ChannelKind.INSTAGRAM,
    ChannelKind.TIKTOK,
    ChannelKind.YOUTUBE,
    ChannelKind.OTHER_SOCIAL,
)
