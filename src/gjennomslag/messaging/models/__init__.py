"""The messaging room's models."""

from gjennomslag.messaging.models.channels import ChannelReading, OwnChannel
from gjennomslag.messaging.models.letters import Letter, LetterBlock
from gjennomslag.messaging.models.recipients import AddressProblem, Recipient
from gjennomslag.messaging.models.segments import Segment

__all__ = [
    "AddressProblem",
    "ChannelReading",
    "Letter",
    "LetterBlock",
    "OwnChannel",
    "Recipient",
    "Segment",
]
