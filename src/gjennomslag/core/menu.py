"""What each room adds to navigation: links on a unit's pages, and links for everyone who has signed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LinkGroup(TextChoices):
    """What a unit's pages are about, in the order in which the groups stand."""

    PLAN = "plan", _("The plan")
    PEOPLE = "people", _("Among people")
    ACTIVITY = "activity", _("Activity")
    MEMBERS = "members", _("Members")
    WORDS = "words", _("Letters and channels")


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A link on a unit's pages to the address named ``view`` (with the unit's code), for holders of ``capability``.

    ``kinds`` limits it to kinds of unit; empty means every kind. ``order`` sorts the links of a group.
    """

    view: str
    label: str | Promise
    capability: str
    group: LinkGroup
    order: int
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """A link in the top menu for everyone who has signed in."""

    view: str
    label: str | Promise
    order: int


class Reach(Protocol):
    """What a person may do where; the organisation room's scope is one."""

    def covers(self, unit: Any, capability: str) -> bool: ...


_unit_links: dict[str, UnitLink] = {}
_personal_links: dict[str, PersonalLink] = {}


def add_unit_link(link: UnitLink) -> None:
    """Add the link to the pages of units."""
    _unit_links[link.view] = link


def add_personal_link(link: PersonalLink) -> None:
    """Add the link to the top menu."""
    _personal_links[link.view] = link


def unit_links() -> list[UnitLink]:
    """Return all links on units' pages, group by group."""
    groups = list(LinkGroup)
    return sorted(_unit_links.values(), key=lambda link: (groups.index(link.group), link.order))


def links_for(unit: Any, reach: Reach) -> list[UnitLink]:
    """Return the links on this unit's pages that someone with this reach may follow, group by group."""
    return [
        link
        for link in unit_links()
        if (not link.kinds or unit.kind in link.kinds) and reach.covers(unit, link.capability)
    ]


def personal_links() -> list[PersonalLink]:
    """Return all links of the top menu, in order."""
    return sorted(_personal_links.values(), key=lambda link: link.order)


Notes = Callable[[Collection[int]], Mapping[int, str]]
"""A few words for each of the units with these ids, where there is something to say."""


@dataclass(frozen=True, slots=True)
class UnitAction:
    """Something that holders of ``capability`` can do about a unit, wherever units stand in a list.

    ``view`` is an address with the unit's code. ``notes``, where given, tells in the list what has been done, under
    the name ``column``.
    """

    view: str
    label: str | Promise
    capability: str
    order: int
    column: str | Promise = ""
    notes: Notes | None = None


_unit_actions: dict[str, UnitAction] = {}


def add_unit_action(action: UnitAction) -> None:
    """Add the action to lists of units."""
    _unit_actions[action.view] = action


def unit_actions() -> list[UnitAction]:
    """Return all actions, in order."""
    return sorted(_unit_actions.values(), key=lambda action: action.order)
