"""Enumerations of the elected room: public bodies, and what one can be in them (glossary 50–64)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gjennomslag.elections.choices import ElectionKind
from gjennomslag.organisation.choices import UnitKind


class Body(models.TextChoices):
    """Public bodies that people are elected to."""

    PARLIAMENT = "parliament", _("The Storting")
    SAMEDIGGI = "samediggi", _("The Sámediggi")
    COUNTY_COUNCIL = "county_council", _("County council")
    MUNICIPAL_COUNCIL = "municipal_council", _("Municipal council")
    DISTRICT_COUNCIL = "district_council", _("City district council")


class PublicOffice(models.TextChoices):
    """What somebody is in a body. Whoever leads it or a group in it is a representative as well."""

    MAYOR = "mayor", _("Mayor")
    DEPUTY_MAYOR = "deputy_mayor", _("Deputy mayor")
    GROUP_LEADER = "group_leader", _("Group leader")
    MP = "mp", _("Member of the Storting")
    SAMEDIGGI_MEMBER = "samediggi_member", _("Member of the Sámediggi")
    COUNTY_COUNCILLOR = "county_councillor", _("County councillor")
    MUNICIPAL_COUNCILLOR = "municipal_councillor", _("Municipal councillor")
    DISTRICT_COUNCILLOR = "district_councillor", _("Member of the district council")
    ALTERNATE = "alternate", pgettext_lazy("public office", "Alternate")


SEATS: Mapping[Body, Mapping[PublicOffice, str | Promise]] = {
    Body.PARLIAMENT: {
        PublicOffice.MP: PublicOffice.MP.label,
        PublicOffice.GROUP_LEADER: _("Leader of the group in the Storting"),
        PublicOffice.ALTERNATE: _("Alternate to the Storting"),
    },
    Body.SAMEDIGGI: {
        PublicOffice.SAMEDIGGI_MEMBER: PublicOffice.SAMEDIGGI_MEMBER.label,
        PublicOffice.GROUP_LEADER: _("Leader of the group in the Sámediggi"),
        PublicOffice.ALTERNATE: _("Alternate to the Sámediggi"),
    },
    Body.COUNTY_COUNCIL: {
        PublicOffice.COUNTY_COUNCILLOR: PublicOffice.COUNTY_COUNCILLOR.label,
        PublicOffice.GROUP_LEADER: _("Leader of the group in the county council"),
        PublicOffice.MAYOR: _("Chair of the county council"),
        PublicOffice.DEPUTY_MAYOR: _("Deputy chair of the county council"),
        PublicOffice.ALTERNATE: _("Alternate to the county council"),
    },
    Body.MUNICIPAL_COUNCIL: {
        PublicOffice.MUNICIPAL_COUNCILLOR: PublicOffice.MUNICIPAL_COUNCILLOR.label,
        PublicOffice.GROUP_LEADER: _("Leader of the group in the municipal council"),
        PublicOffice.MAYOR: PublicOffice.MAYOR.label,
        PublicOffice.DEPUTY_MAYOR: PublicOffice.DEPUTY_MAYOR.label,
        PublicOffice.ALTERNATE: _("Alternate to the municipal council"),
    },
    Body.DISTRICT_COUNCIL: {
        PublicOffice.DISTRICT_COUNCILLOR: PublicOffice.DISTRICT_COUNCILLOR.label,
        PublicOffice.GROUP_LEADER: _("Leader of the group in the district council"),
        PublicOffice.ALTERNATE: _("Alternate to the district council"),
    },
}
"""What one can be in each body, as it is called there, in the order in which it is offered."""

BODIES: Mapping[UnitKind, tuple[Body, ...]] = {
    UnitKind.NATIONAL: (Body.PARLIAMENT, Body.SAMEDIGGI),
    UnitKind.COUNTY: (Body.COUNTY_COUNCIL, Body.MUNICIPAL_COUNCIL, Body.DISTRICT_COUNCIL),
    UnitKind.LOCAL: (Body.MUNICIPAL_COUNCIL, Body.DISTRICT_COUNCIL),
}
"""Which bodies a kind of unit keeps the list of. A county has the municipalities in which there is no branch too."""

IN_A_MUNICIPALITY = (Body.MUNICIPAL_COUNCIL, Body.DISTRICT_COUNCIL)

ELECTED_AT: Mapping[Body, ElectionKind] = {
    Body.PARLIAMENT: ElectionKind.NATIONAL,
    Body.SAMEDIGGI: ElectionKind.NATIONAL,
    Body.COUNTY_COUNCIL: ElectionKind.LOCAL,
    Body.MUNICIPAL_COUNCIL: ElectionKind.LOCAL,
    Body.DISTRICT_COUNCIL: ElectionKind.LOCAL,
}
"""At which elections the bodies are elected; the Sámediggi on the same day as the Storting."""
