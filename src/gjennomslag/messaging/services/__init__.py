"""Writes of the messaging room."""

from gjennomslag.messaging.services.segments import delete_segment, save_segment

__all__ = ["delete_segment", "save_segment"]
