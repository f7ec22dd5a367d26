"""The tables of canvassing."""

from gjennomslag.canvass.models.address_imports import AddressImport
from gjennomslag.canvass.models.addresses import Address, BasicUnit, Door
from gjennomslag.canvass.models.barriers import UnitBarriers
from gjennomslag.canvass.models.contacts import ContactRequest
from gjennomslag.canvass.models.coverage import AreaCount
from gjennomslag.canvass.models.drives import DayCount, Drive, Turf, TurfDoor, TurfLink, Visit
from gjennomslag.canvass.models.edits import TurfEdit
from gjennomslag.canvass.models.pace import Outing, UnitPace
from gjennomslag.canvass.models.phones import Device, KnockRequest, Operation, PutAside
from gjennomslag.canvass.models.shifts import Shift, SignUp
from gjennomslag.canvass.models.streets import StreetMap, StreetTile

__all__ = [
    "Address",
    "AddressImport",
    "AreaCount",
    "BasicUnit",
    "ContactRequest",
    "DayCount",
    "Device",
    "Door",
    "Drive",
    "KnockRequest",
    "Operation",
    "Outing",
    "PutAside",
    "Shift",
    "SignUp",
    "StreetMap",
    "StreetTile",
    "Turf",
    "TurfDoor",
    "TurfEdit",
    "TurfLink",
    "UnitBarriers",
    "UnitPace",
    "Visit",
]
