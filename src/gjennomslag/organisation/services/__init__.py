"""Writes about units, people, memberships, offices and consents. The commonest ones can be imported from here."""

from gjennomslag.organisation.services.memberships import (
    end_membership,
    join_unit,
    join_with_consent,
    leave_party,
    pay_dues,
    resign,
    transfer,
)
from gjennomslag.organisation.services.offices import give_office, install_offices
from gjennomslag.organisation.services.people import (
    Details,
    NewMember,
    Wishes,
    change_person,
    log_contact,
    note_involvement,
    register_members,
    register_person,
)
from gjennomslag.organisation.services.units import cover_part, cover_postal_codes, found_unit, name_unit

__all__ = [
    "Details",
    "NewMember",
    "Wishes",
    "change_person",
    "cover_part",
    "cover_postal_codes",
    "end_membership",
    "found_unit",
    "give_office",
    "install_offices",
    "join_unit",
    "join_with_consent",
    "leave_party",
    "log_contact",
    "name_unit",
    "note_involvement",
    "pay_dues",
    "register_members",
    "register_person",
    "resign",
    "transfer",
]
