"""The files that the ground is read from: addresses, barriers and streets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gjennomslag.canvass.models import UnitBarriers
from gjennomslag.core.forms import GivenFile

LARGEST_UPLOAD = 500_000_000


class AddressFileForm(forms.Form):
    """A file from Kartverket. What is in it is checked afterwards, in the background."""

    file = GivenFile(
        label=gettext_lazy("File from Kartverket"),
        help_text=gettext_lazy("A zip or CSV file, at most 500 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,.csv"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file larger than any county's."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is too large. Choose the file of one municipality."))
        return upload


class BarriersForm(forms.Form):
    """A GeoJSON file of lines; where the unit has lines already, a yes that they are to be replaced."""

    file = GivenFile(
        label=gettext_lazy("GeoJSON file with lines"),
        help_text=gettext_lazy("Rivers, railways and main roads, in degrees (WGS 84). At most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    replace = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick that the lines you have are to be replaced.")}
    )

    def __init__(self, *args: Any, own: UnitBarriers | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is None:
            del self.fields["replace"]
        else:
            self.fields["replace"].label = _("Replace the lines of %(name)s") % {"name": own.file_name}

    def clean_file(self) -> tuple[str, str]:
        """Return the name and the text of the file."""
        sent = self.cleaned_data["file"]
        if sent.size > 20_000_000:
            raise forms.ValidationError(_("The file is larger than 20 MB. Cut out the area you need."))
        try:
            return sent.name, sent.read().decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(_("This is not GeoJSON. Export the lines as GeoJSON and try again.")) from fault


class StreetsForm(forms.Form):
    """An extract of OpenStreetMap. What is in it is read afterwards, in the background."""

    file = GivenFile(
        label=gettext_lazy("File from OpenStreetMap"),
        help_text=gettext_lazy("Its name ends in .osm.pbf. At most 500 MB."),
        widget=forms.FileInput(attrs={"accept": ".pbf"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file larger than a county's, and one that is something else by its name."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if upload.size is None or upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("The file is larger than 500 MB. Cut out your municipality, for instance at extract.bbbike.org.")
            )
        if not str(upload.name).lower().endswith(".pbf"):
            raise forms.ValidationError(
                _("This is not an .osm.pbf file. Choose the format «Protocolbuffer (PBF)» when you download it.")
            )
        return upload
