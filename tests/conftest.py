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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that open the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked to, the tests that would say the same on any database server."""
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if _opens_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _opens_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "db" in fixtures or "transactional_db" in fixtures


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
