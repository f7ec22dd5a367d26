"""Forms of the voices room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gjennomslag.voices.models import LONGEST_QUOTE
from gjennomslag.voices.rules import QUOTE_WARNING, checked_quote


class QuoteForm(forms.Form):
    """The words of a quote, which a moderator may shorten before everyone reads them."""

    text = forms.CharField(
        label=_("Quote"),
        help_text=QUOTE_WARNING,
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_QUOTE}),
    )

    def clean_text(self) -> str:
        """Return the quote on one line, refusing what tells who said it."""
        return checked_quote(self.cleaned_data["text"])
