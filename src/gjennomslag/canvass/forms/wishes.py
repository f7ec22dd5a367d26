"""Wishes not to be knocked on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class WishSearchForm(forms.Form):
    """The address where somebody has asked us not to knock."""

    address = forms.CharField(
        label=gettext_lazy("Find a door"),
        help_text=gettext_lazy(
            "Write the beginning of the address, such as the street. Here you lift a wish that was noted by mistake, or"
            " that no longer holds because somebody has moved."
        ),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
