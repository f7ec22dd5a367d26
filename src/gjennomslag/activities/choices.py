"""Enumerations of activities. Plans name kinds, audiences and hosts by these values."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityKind(models.TextChoices):
    """What people do together (glossary 133–136, 142–145)."""

    STALL = "stall", _("Stall")
    LISTENING_STALL = "listening_stall", _("Listening stall")
    DOOR_KNOCKING = "door_knocking", _("Door-knocking")
    MORNING_ACTION = "morning_action", _("Morning action")
    LEAFLETING = "leafleting", _("Leafleting")
    CAMPAIGN_DAY = "campaign_day", _("Campaign day")
    MEMBER_MEETING = "member_meeting", _("Members’ meeting")
    DEBATE = "debate", _("Debate")
    STUDY_CIRCLE = "study_circle", _("Study circle")
    SOCIAL = "social", _("Social gathering")
    WEBINAR = "webinar", _("Webinar")
    WELCOME_MEETING = "welcome_meeting", _("Meeting for new members")
    OFFICE_MEETING = "office_meeting", _("Meeting about offices")
    TOWN_HALL = "town_hall", _("Town hall meeting")
    GATHERING = "gathering", _("Gathering")
    BRANCH_CHAIR_GATHERING = "branch_chair_gathering", _("Gathering of branch chairs")
    CONFERENCE = "conference", _("Conference")
    BOARD_MEETING = "board_meeting", _("Board meeting")
    ANNUAL_MEETING = "annual_meeting", _("Annual meeting")
    OTHER = "other", _("Something else")


VOTER_CONTACT = frozenset(
    {
        ActivityKind.STALL,
        ActivityKind.LISTENING_STALL,
        ActivityKind.DOOR_KNOCKING,
        ActivityKind.MORNING_ACTION,
        ActivityKind.CAMPAIGN_DAY,
    }
)
"""Kinds in which members meet voters (I9b). A leaflet in a letter box is no meeting."""

ADMINISTRATION = frozenset({ActivityKind.BOARD_MEETING, ActivityKind.ANNUAL_MEETING})
"""Kinds in which the party sees to itself (G1.H1)."""


class Mode(models.TextChoices):
    """Where people meet. What is both counts as either."""

    IN_PERSON = "in_person", _("At a place")
    ONLINE = "online", _("On video")
    BOTH = "both", _("Both at a place and on video")


class Invited(models.TextChoices):
    """Who may come."""

    OPEN = "open", _("Everyone, members or not")
    MEMBERS = "members", _("All members of the unit and the units below it")
    OFFICERS = "officers", _("Those who hold an office in the unit")
    SEGMENT = "segment", _("A segment of the members")


class Audience(models.TextChoices):
    """The group an activity is for, as plans name it. Empty: nobody in particular."""

    NEW_MEMBERS = "new_members", _("New members")
    BRANCH_CHAIRS = "branch_chairs", _("Chairs of branches")
    REPRESENTATIVES = "representatives", _("Elected representatives")
    YOUNG_REPRESENTATIVES = "young_representatives", _("Young elected representatives")
    COUNTY_REPRESENTATIVES = "county_representatives", _("Representatives in county councils")
    OPTED_IN_CANDIDATES = "opted_in_candidates", _("Candidates who have asked to be invited")


class Host(models.TextChoices):
    """Who leads it, where plans ask. Empty: the unit."""

    MEMBERS_OF_PARLIAMENT = "members_of_parliament", _("Members of parliament")
    REPRESENTATIVES = "representatives", _("Elected representatives")


class Together(models.TextChoices):
    """With whom the unit holds it, where plans ask. Empty: alone."""

    REGIONAL_TEAM = "regional_team", _("The regional team")
    COUNCIL_GROUP = "council_group", _("The group in the council")


class ContactBy(models.TextChoices):
    """What is shown of the contact person beside the name. Empty: the name alone."""

    PHONE = "phone", _("Telephone number")
    EMAIL = "email", _("E-mail address")


class Answer(models.TextChoices):
    """What somebody has answered to an invitation, or what became of the answer."""

    COMING = "coming", pgettext_lazy("answer", "Coming")
    WAITING = "waiting", pgettext_lazy("answer", "On the waiting list")
    DECLINED = "declined", pgettext_lazy("answer", "Not coming")


class Way(models.TextChoices):
    """How somebody came on the list."""

    PAGE = "page", _("On the page")
    LINK = "link", _("By a link in a message")
    LEADER = "leader", _("Put there by the one who leads it")
    DOOR = "door", _("At the door")
    CALL = "call", _("In a telephone call")


class Doubt(models.TextChoices):
    """What a worker was sending when it died: the mail server may have it or not."""

    REMINDER = "reminder", _("the reminder")
    THANKS = "thanks", _("the thank-you")
    NEWS = "news", _("the message about the place, the time or the cancellation")


class News(models.TextChoices):
    """What somebody who has answered must be told."""

    PLACE = "place", _("The place is kept")
    WAITING = "waiting", _("On the waiting list")
    MOVED_UP = "moved-up", _("A place has become free")
    CHANGED = "changed", _("Another time or place")
    CANCELLED = "cancelled", _("Cancelled")
