"""Bring up what a process needs before it may touch models: the database, then Django."""

from __future__ import annotations

import os

from gjennomslag.config.embedded import start_embedded
from gjennomslag.config.environment import read_environment


def start_database() -> None:
    """Start or join the embedded database, unless ``DATABASE_URL`` names a server."""
    environment = read_environment()
    if not environment.database_url:
        start_embedded(environment.data)


def start() -> None:
    """Start the database and Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjennomslag.config.settings")
    start_database()
    import django

    django.setup()
