"""Reads of the messaging room."""

from gjennomslag.messaging.queries.segments import (
    Share,
    count_in,
    list_of,
    live_count,
    people_in,
    segments_for,
    shares_of,
    words_of,
)

__all__ = ["Share", "count_in", "list_of", "live_count", "people_in", "segments_for", "shares_of", "words_of"]
