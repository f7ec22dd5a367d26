from __future__ import annotations

import pytest

from tests.party import Party
from tests.voices.listening import Listening, listen


@pytest.fixture
def listening(party: Party) -> Listening:
    """Return a question being asked in Lillevik."""
    return listen(party)
