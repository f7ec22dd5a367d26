"""Real objects for the addresses that name more than a unit: one maker for each argument's name."""

from __future__ import annotations

from collections.abc import Callable

from tests.canvass.street import make_drive
from tests.party import Party

Maker = Callable[[Party], str]

MAKERS: dict[str, Maker] = {
    "code": lambda party: party.branch.code,
    "role": lambda party: "canvasser",
    "drive": lambda party: str(make_drive(party.branch).pk),
    "number": lambda party: "1",
}


def make_objects(name: str, arguments: frozenset[str], party: Party) -> dict[str, str]:
    """Return a value for each argument of the address, made in the party's branch.

    A maker registered as ``"address name/argument"`` goes before one for the argument alone. A missing maker is a
    failure of the test: a new address must say what it shows.
    """
    return {argument: (MAKERS.get(f"{name}/{argument}") or MAKERS[argument])(party) for argument in sorted(arguments)}
