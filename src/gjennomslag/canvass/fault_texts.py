"""What is wrong with an address file, in words and with a remedy, in the language that ``translate`` speaks.

On the web ``translate`` is Django's ``gettext``; on the command line, where there may be no Django, ``str``.
"""

from __future__ import annotations

from collections.abc import Callable

from gjennomslag.canvass.address_files.faults import FaultCode, FileFault, UnreadableFileError

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Mark ``text`` for translation. Django's own marker needs settings, which a verb without a database has not."""
    return text


_DOWNLOAD_AGAIN = _("Download the file again, and do not open it in a spreadsheet on the way.")
_RIGHT_AT_SOURCE = _("The municipality can put it right in the cadastre; the other rows are used.")

_ROW_TEXTS: dict[FaultCode, tuple[str, str]] = {
    FaultCode.WIDTH: (_("The row has another number of columns than the header."), _DOWNLOAD_AGAIN),
    FaultCode.MUNICIPALITY: (_("The municipality code is not four digits."), _DOWNLOAD_AGAIN),
    FaultCode.TYPE: (_("The kind of address is not known."), _DOWNLOAD_AGAIN),
    FaultCode.STREET: (_("A street address without the street's name or code."), _RIGHT_AT_SOURCE),
    FaultCode.NUMBER: (_("A street address without a house number, or with one that is no number."), _RIGHT_AT_SOURCE),
    FaultCode.LETTER: (_("The letter of the house is not a letter."), _RIGHT_AT_SOURCE),
    FaultCode.CADASTRE: (_("A cadastral address without its numbers."), _RIGHT_AT_SOURCE),
    FaultCode.EPSG: (_("The coordinate system is not one of those in use in Norway."), _DOWNLOAD_AGAIN),
    FaultCode.COORDINATE: (_("The coordinate is missing or is no number with a decimal point."), _DOWNLOAD_AGAIN),
    FaultCode.OUTSIDE: (_("The place is far outside the municipality."), _RIGHT_AT_SOURCE),
    FaultCode.DWELLING_NUMBER: (_("The dwelling number is not of the form H0101."), _RIGHT_AT_SOURCE),
    FaultCode.TEXT: (_("The text is too long or has characters that cannot be shown."), _DOWNLOAD_AGAIN),
    FaultCode.DUPLICATE: (_("The same address or dwelling is in the file before."), _("The first of them is used.")),
    FaultCode.POSTAL_CODE: (_("The postal code is not four digits."), _("The address is used without it.")),
    FaultCode.BASIC_UNIT: (_("The basic unit is not eight digits."), _("The address is used without it.")),
    FaultCode.DATE: (_("The date is not of the form 15.06.2020."), _("The address is used all the same.")),
}

_FILE_TEXTS: dict[FileFault, str] = {
    FileFault.EMPTY: _("The file is empty. Download it again."),
    FileFault.NOT_ADDRESSES: _(
        "This is not an address file. Choose “Matrikkelen – Adresse” or “Matrikkelen – Adresse Leilighetsnivå” "
        "from Kartverket, in the format CSV."
    ),
    FileFault.MISSING_COLUMNS: _(
        "The file lacks these columns: %(columns)s. Use the file as it is downloaded from Kartverket."
    ),
    FileFault.DAMAGED_ZIP: _("The zip file is damaged or cut short. Download it again."),
    FileFault.NO_CSV: _("There is no CSV file in the zip file. Choose the format CSV at Kartverket."),
    FileFault.SEVERAL_CSV: _("There are several CSV files in the zip file. Use one of them at a time."),
    FileFault.TOO_LARGE: _("The file is larger than %(gigabytes)s GB. Use the file of one municipality or county."),
    FileFault.ENCODING: _(
        "The file is not in UTF-8 (near line %(row)s). Use it as it is downloaded, not as a spreadsheet saves it."
    ),
    FileFault.UNKNOWN_EPSG: _(
        "The coordinate system EPSG:%(epsg)s is not known. Choose EPSG 25832, 25833, 25835 or 4258 at Kartverket."
    ),
    FileFault.WRONG_EPSG: _(
        "The coordinates do not fit the coordinate system that the file names (EPSG:%(epsg)s): "
        "the addresses would lie outside their municipality. Download the file again."
    ),
    FileFault.CUT_SHORT: _("The file breaks off in the middle of a line. Download it again."),
    FileFault.NO_ADDRESSES: _("There are no addresses in the file. Download it again."),
    FileFault.NO_GOOD_ROWS: _("Not one row of the file can be used. Download it again."),
    FileFault.OTHER_MUNICIPALITY: _(
        "The file has the addresses of %(found)s. Here you can import addresses of: %(expected)s."
    ),
    FileFault.MIXED_MUNICIPALITIES: _(
        "The file also has addresses of %(found)s. Here you can import addresses of: %(expected)s. "
        "Download the municipality's own file."
    ),
    FileFault.OLDER: _(
        "The file was taken out of the cadastre on %(taken_out)s, before the one imported last (%(newest)s). "
        "Download a newer file."
    ),
}


def explain_fault(code: FaultCode, translate: Translate) -> tuple[str, str]:
    """Return what is wrong with a row, and the remedy."""
    fault, remedy = _ROW_TEXTS[code]
    return translate(fault), translate(remedy)


def explain_file_fault(error: UnreadableFileError, translate: Translate) -> str:
    """Return why the file cannot be used, with the remedy."""
    return translate(_FILE_TEXTS[error.fault]) % error.details
