"""Bring up what a process needs before it may touch models: the database, then Django."""

from __future__ import annotations

import os

from gjennomslag.config.embedded import start_embedded
from gjennomslag.config.environment import read_environment
from gjennomslag.config.translations import compile_translations


def start_database() -> None:
    """Start or join the embedded database, unless ``DATABASE_URL`` names a server."""
    environment = read_environment()
    if not environment.database_url:
        start_embedded(environment.data)


def start() -> None:
    """Start the database and Django, with translations as fresh as their texts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjennomslag.config.settings")
    compile_translations()
    start_database()
    import django

    django.setup()
