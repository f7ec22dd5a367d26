"""The verbs of canvassing on the command line. Nothing here imports models before the database is up."""

from __future__ import annotations

from gjennomslag.canvass.address_command import add_address_commands
from gjennomslag.canvass.turf_command import add_turf_commands
from gjennomslag.core.command import Verbs


def add_commands(verbs: Verbs) -> None:
    """Add ``addresses`` and ``turf``."""
    add_address_commands(verbs)
    add_turf_commands(verbs)
