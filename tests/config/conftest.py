"""The test database, and a second one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql


@pytest.fixture
def here() -> dict[str, Any]:
    """Return how to reach the test database."""
    parameters = connection.get_connection_params()
    return {key: parameters[key] for key in ("dbname", "user", "host", "port", "password") if parameters.get(key)}


@pytest.fixture
def elsewhere(here: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return how to reach a second, empty database on the same server."""
    name = f"{here['dbname']}_restored"
    with psycopg.connect(**here, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield here | {"dbname": name}
    with psycopg.connect(**here, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
