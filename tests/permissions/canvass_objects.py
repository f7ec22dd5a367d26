"""Real objects for the addresses of the canvass room: one maker for each argument's name, as in ``objects``."""

from __future__ import annotations

from collections.abc import Callable

from gjennomslag.canvass.links import contact_address_of, shift_token_of, sign_up_token_of, token_of
from gjennomslag.canvass.models import AddressImport, ContactRequest, Device, Drive, PutAside, Shift, SignUp, StreetMap
from gjennomslag.canvass.services.contacts import ask_for_contact
from gjennomslag.core import clock
from tests.canvass.out import phone_out, tap_aside
from tests.canvass.street import doors_of, make_drive, make_link
from tests.canvass.views.test_shifts import make_shift
from tests.party import Party

Maker = Callable[[Party], str]


def walk_token(party: Party) -> str:
    """Make a link that a turf has been handed out with."""
    return token_of(make_link(make_drive(party.branch).turfs.earliest("number"), party.turid))


def knocked_door(party: Party) -> str:
    """Make a door of a drive."""
    return str(doors_of(make_drive(party.branch).turfs.earliest("number"))[0])


def walked_drive(party: Party) -> Drive:
    """Make a drive that a phone walks in, with a tap that was put aside."""
    drive = Drive.objects.filter(unit=party.branch).first() or make_drive(party.branch)
    if not Device.objects.filter(drive=drive).exists():
        phone_out(drive, party.turid)
        tap_aside(drive)
    return drive


def contact_request(party: Party) -> ContactRequest:
    """Make somebody who wants the branch to get in touch."""
    ask_for_contact(unit=party.branch, name="Kari", on=clock.today(), email="kari@example.org")
    return ContactRequest.objects.get()


def shift_with_people(party: Party) -> Shift:
    """Make a shift that two people come to, as a pair."""
    shift = Shift.objects.first()
    if shift is None:
        shift = make_shift(make_drive(party.branch))
        SignUp.objects.create(shift=shift, name="Kari", email="kari@example.org", newcomer=True, pair=1)
        SignUp.objects.create(shift=shift, name="Ola", phone="+4741234567")
    return shift


def address_import(party: Party) -> str:
    """Make a file of addresses given in the branch."""
    return str(AddressImport.objects.create(unit=party.branch, file_name="Elverum.zip", digest="0" * 64).pk)


def street_map(party: Party) -> str:
    """Make a file of streets that waits to be confirmed in the branch."""
    return str(StreetMap.objects.create(unit=party.branch, file_name="elverum.osm.pbf", status="ready", ways=2).pk)


CANVASS: dict[str, Maker] = {
    "drive": lambda party: str(make_drive(party.branch).pk),
    "address_import": address_import,
    "street_map": street_map,
    "token": walk_token,
    "door": knocked_door,
    "contact": lambda party: str(contact_request(party).pk),
    "canvass:contacts/code": lambda party: contact_request(party).unit.code,
    "canvass:ask/token": lambda party: contact_address_of(party.branch).rstrip("/").rpartition("/")[2],
    "shift": lambda party: str(shift_with_people(party).pk),
    "canvass:shifts/drive": lambda party: str(shift_with_people(party).drive_id),
    "pair": lambda party: "1",
    "sign_up": lambda party: str(SignUp.objects.earliest("pk").pk),
    "canvass:join_shift/token": lambda party: shift_token_of(shift_with_people(party)),
    "canvass:leave_shift/token": lambda party: sign_up_token_of(shift_with_people(party).sign_ups.earliest("pk")),
    "canvass:live/drive": lambda party: str(walked_drive(party).pk),
    "canvass:put_aside/drive": lambda party: str(walked_drive(party).pk),
    "canvass:phone/drive": lambda party: str(walked_drive(party).pk),
    "phone": lambda party: "1",
    "canvass:settle_put_aside/drive": lambda party: str(walked_drive(party).pk),
    "aside": lambda party: str(PutAside.objects.get(drive=walked_drive(party)).pk),
}
