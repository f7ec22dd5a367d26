"""The privacy rules that the schema itself keeps (docs/privacy.md), read from the models and from the database."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from gjennomslag.organisation.models import Person

ROOMS = ("canvass", "voices")


def models_of(room: str) -> list[type[models.Model]]:
    return list(apps.get_app_config(room).get_models(include_auto_created=True))


def links_of(model: type[models.Model]) -> Iterator[type[models.Model]]:
    """Return the models that the model's foreign keys lead to."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
            related = field.related_model
            assert isinstance(related, type)
            yield related


def reachable(model: type[models.Model]) -> set[type[models.Model]]:
    """Return every model one reaches by following foreign keys from the model."""
    seen: set[type[models.Model]] = set()
    waiting = [model]
    while waiting:
        for related in links_of(waiting.pop()):
            if related not in seen:
                seen.add(related)
                waiting.append(related)
    return seen


def fields_of(name: str) -> set[str]:
    return {field.name for field in apps.get_model(name)._meta.get_fields() if field.concrete}


@pytest.mark.parametrize("name", ["canvass.Address", "canvass.Door", "canvass.Visit", "canvass.TurfDoor"])
def test_no_door_leads_to_a_person(name: str) -> None:
    """P1: not by any chain of foreign keys, and no field is a person's name."""
    model = apps.get_model(name)
    assert Person not in reachable(model)
    assert {
        field for field in fields_of(name) if re.search(r"person|first_name|last_name|phone|email|born", field)
    } == set()


def test_nothing_people_said_leads_to_a_person_or_a_door() -> None:
    """P5: answers hang on a collection, an area and a week."""
    doors = {apps.get_model(f"canvass.{name}") for name in ("Address", "Door", "Visit", "Turf", "TurfDoor", "Drive")}
    for model in models_of("voices"):
        assert reachable(model) & (doors | {Person}) == set(), model


WHERE_AND_WHEN = {"area", "year", "week_number"}


def test_what_people_said_is_stored_with_nothing_else() -> None:
    """P5 and P7: exactly these fields; whoever adds one must think first."""
    assert fields_of("voices.OpenSession") == WHERE_AND_WHEN | {"session", "collection", "revision", "sealed_tally"}
    assert fields_of("voices.ClosedSession") == {"session", "revision"}
    assert fields_of("voices.WeekTally") == WHERE_AND_WHEN | {"id", "collection", "sealed_tally"}
    assert fields_of("voices.PublishedState") == {"id", "question", "area", "year", "answers"}
    assert fields_of("voices.PublishedTheme") == {"id", "state", "theme", "answers", "shown_as"}
    assert fields_of("voices.WaitingQuote") == WHERE_AND_WHEN | {"id", "sealed_quote"}
    assert fields_of("voices.Quote") == WHERE_AND_WHEN | {"id", "theme", "text"}


@pytest.mark.django_db
def test_no_time_stands_in_a_table_of_the_voices_room() -> None:
    """P5: neither a moment nor a day, but for when a question was asked; the history tables are of questions alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name LIKE 'voices_%'"
            " AND data_type SIMILAR TO '(date|time|timestamp|interval)%' ORDER BY 1, 2"
        )
        found = cursor.fetchall()
    assert found == [
        ("voices_collection", "closed_on"),
        ("voices_collection", "opened_on"),
        ("voices_collectionevent", "closed_on"),
        ("voices_collectionevent", "opened_on"),
        ("voices_collectionevent", "pgh_created_at"),
        ("voices_questionevent", "pgh_created_at"),
    ]


@pytest.mark.django_db
def test_an_area_of_fewer_than_fifty_households_cannot_be_stored() -> None:
    """P6, in the database itself, as is the least number of answers shown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname IN ('area_has_enough_households', 'published_from_ten_answers') ORDER BY conname"
        )
        assert cursor.fetchall() == [("CHECK ((households >= 50))",), ("CHECK ((answers >= 10))",)]


FORBIDDEN = re.compile(
    r"(^|_)(voter|score|opinion|sympathy|leaning|likelihood|propensity|support_level|national_id|identity_number"
    r"|fodselsnummer|personnummer|ssn|ethnic\w*|minority\w*|nationality|country_of_birth|religion|tracker|advert\w*"
    r"|prediction)(_|$)"
)


def test_no_model_holds_a_voter_register_a_score_or_an_identity_number() -> None:
    """P10, and M6 for minority background: in no room at all."""
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if FORBIDDEN.search(field.name)
    ]
    assert found == []
    assert FORBIDDEN.search("support_level")
    assert [model for model in apps.get_models() if re.search("voter|elector", model.__name__, re.IGNORECASE)] == []
