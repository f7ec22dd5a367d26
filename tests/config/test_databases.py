"""Django's database settings from an address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gjennomslag.config.databases import database_settings
from gjennomslag.config.environment import read_environment


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://ola:p%40ss@db.example:5433/party?sslmode=require",
            {
                "NAME": "party",
                "USER": "ola",
                "PASSWORD": "p@ss",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgresql:///party?host=/Var/Sockets",
            {"NAME": "party", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {"host": "/Var/Sockets"}},
        ),
    ],
)
def test_an_address_is_taken_apart(address: str, expected: dict[str, object]) -> None:
    settings = database_settings(replace(read_environment(), database_url=address))
    assert {key: settings[key] for key in expected} == expected


def test_without_an_address_it_is_the_embedded_server() -> None:
    settings = database_settings(replace(read_environment(), database_url=""))
    assert (settings["NAME"], settings["USER"]) == ("postgres", "postgres")
    assert settings["HOST"].startswith("/")
