"""What templates draw with: form widgets in the design system's dress, meters and bars per week."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def drawn_widget(field: BoundField) -> SafeString:
    """Return the field's widget with the design system's class, beside any class it has of its own."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"ds-input {own}".strip()})
