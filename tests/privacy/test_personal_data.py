"""Every tie to a person and every field about one is declared, with purpose, basis and time limit (M4 and M7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from gjennomslag.core.personal_data import Held, OnErasure, everything_held
from gjennomslag.organisation.models import Person

# The history tables' own columns, and a view of the library's that holds nothing itself.
HISTORY = {"id", "pgh_id", "pgh_created_at", "pgh_label", "pgh_context"}
VIEWS = {"pghistory.MiddlewareEvents"}


def links() -> Iterator[tuple[str, str]]:
    """Return every foreign key to a person, as the model's label and the key's name."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            is_link = isinstance(field, models.ForeignKey | models.ManyToManyField)
            if is_link and field.related_model is Person and model._meta.label not in VIEWS:
                yield model._meta.label, field.name
            elif isinstance(field, models.ForeignKey) and field.related_model is Person:
                assert model._meta.managed is False or model._meta.proxy


def test_every_foreign_key_to_a_person_is_declared() -> None:
    """M4: what is not declared is neither exported nor erased. Declare it in the room's ``personal_data.py``."""
    declared = {(held.table, held.person) for held in everything_held()}
    assert sorted(set(links()) - declared) == []
    assert sorted(pair for pair in declared - set(links()) if pair[1]) == []


def test_every_field_about_a_person_has_purpose_basis_and_time_limit() -> None:
    """M7: a new field must say what it is for."""
    missing = []
    for table in {held.table for held in everything_held() if held.about}:
        declared = {name for held in everything_held() if held.table == table for name in held.names}
        model = apps.get_model(table)
        held = {field.name for field in model._meta.concrete_fields if not field.primary_key} - HISTORY
        missing += [f"{table}.{name}" for name in held - declared]
    assert sorted(missing) == []


@pytest.mark.parametrize("held", everything_held(), ids=lambda held: f"{held.table}.{held.person}")
def test_what_is_declared_is_there_and_can_be_done(held: Held) -> None:
    fields = {field.name: field for field in held.model._meta.concrete_fields}
    assert [name for name in held.names if name not in fields] == []
    if held.on_erasure is OnErasure.UNLINK:
        assert fields[held.person].null
    for use in held.fields:
        assert str(use.purpose)
        assert str(use.data)
        assert str(use.kept)
        assert str(use.basis.value)
