"""How forms are drawn."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import BoundField, DateInput, FileField, TimeInput
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy

from gjennomslag.core import display


class FormRenderer(TemplatesSetting):
    """Draws every form and field with the site's own templates."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


class DayInput(DateInput):
    """The browser's own calendar. Its value is ISO 8601 in every language, as HTML demands."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(TimeInput):
    """The browser's own choice of hour and minute, as HTML demands with a colon in every language."""

    input_type = "time"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class GivenFile(FileField):
    """A file that people give; an empty one, or none, is refused in our own words."""

    default_error_messages = {
        "empty": gettext_lazy("The file is empty. Choose another."),
        "required": gettext_lazy("Choose a file."),
    }


def faults_of(field: BoundField) -> list[str]:
    """Return what is wrong with the field, with numbers as people write them."""
    return [words for fault in field.errors.as_data() for words in ValidationError(_with_numbers(fault)).messages]


def _with_numbers(fault: ValidationError) -> ValidationError:
    """Return the fault with its decimal numbers written out; whole numbers decide between one and many."""
    params = {name: _written(value) for name, value in (fault.params or {}).items()}
    return ValidationError(fault.message, fault.code, params or None)


def _written(value: object) -> object:
    if not isinstance(value, Decimal | float):
        return value
    exact = Decimal(str(value)).normalize()
    return display.number(exact, max(0, -int(exact.as_tuple().exponent)))
