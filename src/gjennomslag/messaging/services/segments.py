"""Writes about segments."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gjennomslag.core.history import writing
from gjennomslag.messaging.filters import Definition, answered
from gjennomslag.messaging.models import Segment
from gjennomslag.organisation.models import Person, Unit


def save_segment(
    *, unit: Unit, name: str, definition: Definition, below: bool, by: Person, segment: Segment | None = None
) -> Segment:
    """Save a new segment, or change the one given.

    Raises ``ValidationError`` for a name that another segment of the unit has, and ``KeyError`` for an unknown filter.
    """
    answered(definition)
    named = Segment.objects.filter(unit=unit, name__iexact=name.strip()).first()
    if named is not None and named != segment:
        raise ValidationError({"name": _("Another segment has this name. Choose a different one.")})
    saved = segment or Segment(unit=unit)
    saved.name, saved.definition, saved.below, saved.changed_by = name.strip(), dict(definition), below, by
    with writing(by=by, why="segment saved"):
        saved.save()
    return saved


def delete_segment(*, segment: Segment, by: Person) -> None:
    """Delete the segment. What has been made with it stays."""
    with writing(by=by, why="segment deleted"):
        segment.delete()
