"""How forms are drawn."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws every form and field with the site's own templates."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
