"""Django's database settings from the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from gjennomslag.config.embedded import socket_folder
from gjennomslag.config.environment import Environment


def database_settings(environment: Environment) -> dict[str, Any]:
    """Return the ``default`` database: the server in ``DATABASE_URL``, else the embedded one."""
    common = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    if not environment.database_url:
        return common | {"NAME": "postgres", "USER": "postgres", "HOST": str(socket_folder(environment.data))}
    url = urlsplit(environment.database_url)
    return common | {
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": dict(parse_qsl(url.query)),
    }
