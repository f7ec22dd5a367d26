"""The forms of importing members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.core.forms import GivenFile
from gjennomslag.organisation.member_files.fields import FIELDS, guess

LARGEST_UPLOAD = 500_000_000


class MemberFileForm(forms.Form):
    """A file from a member system. What is in it is checked afterwards, in the background."""

    system = forms.CharField(
        label=gettext_lazy("Which member system is it from?"),
        help_text=gettext_lazy("We remember what its columns mean. Write the same name the next time."),
        max_length=60,
    )
    file = GivenFile(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, Excel (XLSX), or JSON from Hypersys, alone or in a zip file. At most 500 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json,.zip,.txt"}),
    )
    complete = forms.BooleanField(
        label=gettext_lazy("Every member is in the file"),
        help_text=gettext_lazy("Then we ask you about members who are not in it. Nobody is erased for that."),
        required=False,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file larger than any party's."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is too large. Take out one county at a time."))
        return upload


class ColumnsForm(forms.Form):
    """Which column each field is."""

    def __init__(self, *args: Any, titles: Sequence[str], known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [title for title in dict.fromkeys(titles) if title]
        likely = guess(titles) | {field: title for field, title in known.items() if title in named}
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.label),
                choices=[("", _("Not in the file")), *((title, title) for title in named)],
                required=False,
                initial=likely.get(field.name, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a name and something that tells people apart, and for each column once."""
        chosen = {name: title for name, title in super().clean().items() if title}  # type: ignore[union-attr]
        if not {"first_name", "name"} & set(chosen):
            self.add_error("first_name", _("Say which column holds the first name, or the whole name."))
        if not {"number", "email", "birth"} & set(chosen):
            self.add_error("number", _("Say which column tells people apart: number, mail address or day of birth."))
        if len(set(chosen.values())) < len(chosen):
            raise forms.ValidationError(_("A column can be one thing only."))
        return chosen

    def mapping(self) -> dict[str, str]:
        """Return {field: title}. To be called once the form is valid."""
        return dict(self.cleaned_data)


class UnitNamesForm(forms.Form):
    """Which unit a name in the file means."""

    text = forms.CharField(label=gettext_lazy("Name in the file"), max_length=120)
    code = forms.ChoiceField(label=gettext_lazy("Unit here"))

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.ChoiceField(label=_("Unit here"), choices=units)
