"""Enumerations of canvassing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorState(models.TextChoices):
    """All that may be said of a door in a drive (privacy rule P2): nothing here implies an opinion.

    ``NO_ANSWER`` covers nobody at home and no time now alike, so that a short "no thanks" leaves no trace.
    """

    NOT_VISITED = "not-visited", _("Not visited")
    NO_ANSWER = "no-answer", _("No answer")
    NO_ACCESS = "no-access", _("No access")
    DONE = "done", _("Talked")


class AddressProduct(models.TextChoices):
    """Which of Kartverket's files an import is of; the values are those of ``address_files.Product``."""

    ADDRESSES = "addresses", _("Addresses, without dwellings")
    DWELLINGS = "dwellings", _("Addresses with dwellings")


class ImportStatus(models.TextChoices):
    """Where an import of addresses stands. Nothing is written to the addresses before ``IMPORTING``."""

    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Cannot be used")
    FAILED = "failed", _("Stopped by a fault")
    DROPPED = "dropped", _("Dropped")


class DoorMark(models.TextChoices):
    """What may be recorded of a door: its state, or that nobody is to knock there again, and taking that back."""

    NOT_VISITED = "not-visited", _("Not visited")
    NO_ANSWER = "no-answer", _("No answer")
    NO_ACCESS = "no-access", _("No access")
    DONE = "done", _("Talked")
    DO_NOT_KNOCK = "do-not-knock", _("Do not knock")
    MAY_KNOCK = "may-knock", _("Do not knock, taken back")


class Refused(models.TextChoices):
    """Why an operation from a phone is put aside (``contract.Refusal`` for the database)."""

    CHANGED = "changed", _("Sent before with other content")
    SEQUENCE = "sequence", _("Two taps with the same number")
    UNKNOWN_DOOR = "unknown-door", _("The door is not in this drive")
    MALFORMED = "malformed", _("Could not be read")
    FORGOTTEN = "forgotten", _("Came more than 30 days after the drive")


class Settled(models.TextChoices):
    """What an organiser did with an operation that was put aside. No words of one's own: they could say anything."""

    APPLIED = "applied", _("Recorded after all")
    BY_HAND = "by-hand", _("Recorded in another way")
    TWICE = "twice", _("Already recorded")
    MISTAKE = "mistake", _("Tapped by mistake")
    NOT_OURS = "not-ours", _("Not a door of ours")
    UNREADABLE = "unreadable", _("Nobody can tell what it was")


class CuttingStatus(models.TextChoices):
    """Where the computation of a drive's turfs stands."""

    NOT_STARTED = "not-started", _("Not started")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class EditKind(models.TextChoices):
    """How turfs were changed, by hand or because the addresses have changed."""

    MOVED = "moved", _("Doors moved")
    SPLIT = "split", _("Turf split")
    MERGED = "merged", _("Turfs merged")
    RECUT = "recut", _("Turfs cut anew")
    ORDERED = "ordered", _("Walking order changed")
    SHARED = "shared", _("Turf shared out with its neighbours")
    PLACES = "places", _("Start or meeting place changed")
    JOINED = "joined", _("New doors added")
    LEFT = "left", _("Doors that are no longer there taken out")
