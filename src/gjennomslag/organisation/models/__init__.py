"""The party's tree of units, its people, their memberships, offices and consents."""

from gjennomslag.organisation.models.access import AccessedPerson, AccessRecord, BulkRequest
from gjennomslag.organisation.models.committees import Committee, CommitteeMember
from gjennomslag.organisation.models.consents import Consent, ConsentText
from gjennomslag.organisation.models.contacts import MemberContact
from gjennomslag.organisation.models.erasures import Erasure, ErasureRequest, PersonMerge
from gjennomslag.organisation.models.imports import ErasedKey, MemberImport, MemberOrigin, MemberSource, MissingMember
from gjennomslag.organisation.models.institutions import InstitutionBranch
from gjennomslag.organisation.models.joining import JoinAttempt
from gjennomslag.organisation.models.memberships import Dues, Exclusion, FormerMembers, Lot, Membership, YearCount
from gjennomslag.organisation.models.offices import BoardChange, Office, OfficeGrant, OfficeHolding
from gjennomslag.organisation.models.people import Household, Interest, Person, PersonManager
from gjennomslag.organisation.models.units import Unit, UnitArea, UnitManager, UnitName, UnitPostalCodes, UnitQuerySet

__all__ = [
    "AccessRecord",
    "AccessedPerson",
    "BoardChange",
    "BulkRequest",
    "Committee",
    "CommitteeMember",
    "Consent",
    "ConsentText",
    "Dues",
    "ErasedKey",
    "Erasure",
    "ErasureRequest",
    "Exclusion",
    "FormerMembers",
    "Household",
    "InstitutionBranch",
    "Interest",
    "JoinAttempt",
    "Lot",
    "MemberContact",
    "MemberImport",
    "MemberOrigin",
    "MemberSource",
    "Membership",
    "MissingMember",
    "Office",
    "OfficeGrant",
    "OfficeHolding",
    "Person",
    "PersonManager",
    "PersonMerge",
    "Unit",
    "UnitArea",
    "UnitManager",
    "UnitName",
    "UnitPostalCodes",
    "UnitQuerySet",
    "YearCount",
]
