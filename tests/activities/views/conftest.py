"""What the tests of the pages share."""

from __future__ import annotations

import pytest
from django.test import Client

from gjennomslag.activities.services.kits import install_templates
from tests.party import Party


@pytest.fixture
def turid(client: Client, party: Party) -> Client:
    """Return a browser in which the branch leader is signed in, with the templates there."""
    client.force_login(party.turid)
    install_templates(by=None)
    return client
