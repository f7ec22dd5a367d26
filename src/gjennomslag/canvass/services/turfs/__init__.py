"""Cutting a drive's area into turfs, changing turfs by hand, and taking in what new addresses change."""

from gjennomslag.canvass.services.turfs.cutting import NothingToCut, ask_for_turfs, cut_drive_into_turfs
from gjennomslag.canvass.services.turfs.edits import (
    LineMisses,
    LineStopsShort,
    cut_turf_by_line,
    lock_turf,
    merge_turfs,
    move_doors,
    order_turf_anew,
    reorder_turf,
    split_turf,
)
from gjennomslag.canvass.services.turfs.filling import NoDoors
from gjennomslag.canvass.services.turfs.history import Change, NothingToUndo, NotNow, undo_edit
from gjennomslag.canvass.services.turfs.joining import ask_to_take_in_doors, take_in_doors
from gjennomslag.canvass.services.turfs.places import NamedPlace, order_drive_anew, set_places
from gjennomslag.canvass.services.turfs.sharing import NobodyToShareWith, NothingLeft, NotReady, share_out_turf

__all__ = [
    "Change",
    "LineMisses",
    "LineStopsShort",
    "NamedPlace",
    "NoDoors",
    "NobodyToShareWith",
    "NotNow",
    "NotReady",
    "NothingLeft",
    "NothingToCut",
    "NothingToUndo",
    "ask_for_turfs",
    "ask_to_take_in_doors",
    "cut_drive_into_turfs",
    "cut_turf_by_line",
    "lock_turf",
    "merge_turfs",
    "move_doors",
    "order_drive_anew",
    "order_turf_anew",
    "reorder_turf",
    "set_places",
    "share_out_turf",
    "split_turf",
    "take_in_doors",
    "undo_edit",
]
