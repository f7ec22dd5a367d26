"""Cutting a drive's area into turfs, and changing turfs by hand."""

from gjennomslag.canvass.services.turfs.cutting import TurfsInUse, ask_for_turfs, cut_drive_into_turfs
from gjennomslag.canvass.services.turfs.edits import move_doors
from gjennomslag.canvass.services.turfs.filling import NoDoors

__all__ = ["NoDoors", "TurfsInUse", "ask_for_turfs", "cut_drive_into_turfs", "move_doors"]
