"""How forms are drawn."""

from __future__ import annotations

from django.forms import DateInput, TimeInput
from django.forms.renderers import TemplatesSetting


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
