"""How forms are drawn."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import BoundField, DateInput, FileField, TimeInput
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy

from gjennomslag.core import display

_TOO_MANY_DIGITS = {"max_digits", "max_whole_digits"}
_OUT_OF_RANGE = {"min_value", "max_value"}


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
    """Return what is wrong with the field, with numbers as people write them.

    That a number has too many digits says less than where it has to lie, and is left out where that is said.
    """
    faults = field.errors.as_data()
    ranged = any(fault.code in _OUT_OF_RANGE for fault in faults)
    told = [fault for fault in faults if not (ranged and fault.code in _TOO_MANY_DIGITS)]
    return [words for fault in told for words in ValidationError(_with_numbers(fault)).messages]


def _with_numbers(fault: ValidationError) -> ValidationError:
    """Return the fault with its decimal numbers written out; whole numbers decide between one and many."""
    params = {
        name: display.number(value, max(0, -int(value.normalize().as_tuple().exponent)))
        if isinstance(value, Decimal)
        else value
        for name, value in (fault.params or {}).items()
    }
    return ValidationError(fault.message, fault.code, params or None)
