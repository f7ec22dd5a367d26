"""Bringing the database up to date."""

from __future__ import annotations

import pytest

from gjennomslag.config.upgrade import missing_migrations, upgrade
from gjennomslag.organisation.models import Office


@pytest.mark.django_db
def test_upgrading_installs_the_offices_and_can_be_repeated() -> None:
    assert missing_migrations() == []
    assert upgrade() == []
    offices = list(Office.objects.values_list("code", "name_nb"))
    assert ("canvass-lead", "Dørbankansvarlig") in offices
    assert upgrade() == []
    assert list(Office.objects.values_list("code", "name_nb")) == offices
