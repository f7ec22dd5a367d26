"""Fixtures for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.party import Party, make_party

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real files that lies beside the repository; skip where it does not."""
    folder = Path(os.environ.get("GJENNOMSLAG_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.exists():
        pytest.skip("the folder of real data files (shared/data beside the repository) is not here")
    return folder


@pytest.fixture
def party(db: None) -> Party:
    """Return a small party in the database."""
    return make_party()
