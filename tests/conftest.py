"""Fixtures for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.emptying import replace_flush
from tests.party import Party, make_party
from tests.template import make_template

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("suite")
replace_flush()

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
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Have this worker's database copied from one that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = make_template()


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
