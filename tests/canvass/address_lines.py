"""Address files for tests, written line by line: say only what matters, and the rest is an ordinary street address."""

from __future__ import annotations

from pathlib import Path

from gjennomslag.canvass.generated_files import ADDRESS_HEADER, DWELLING_HEADER

ELVERUM = {"Nord": "6752884.38", "Øst": "314222.8"}
_ORDINARY = {
    "kommunenummer": "3420",
    "kommunenavn": "ELVERUM",
    "adressetype": "vegadresse",
    "adressekode": "3390",
    "adressenavn": "Storgata",
    "nummer": "12",
    "gardsnummer": "19",
    "bruksnummer": "1",
    "EPSG-kode": "25833",
    **ELVERUM,
    "postnummer": "2408",
    "poststed": "ELVERUM",
    "grunnkretsnummer": "34200405",
    "grunnkretsnavn": "Fjeldsetlia",
    "valgkretsnummer": "5",
    "datauttaksdato": "12.06.2025 09:03:49",
}


def line(header: str = ADDRESS_HEADER, **values: str) -> str:
    """Return one line of a file with this header; ``values`` by the column's name, ``EPSG`` for ``EPSG-kode``."""
    if "EPSG" in values:
        values["EPSG-kode"] = values.pop("EPSG")
    given = {name.casefold(): value for name, value in (_ORDINARY | values).items()}
    return ";".join(given.get(name.strip().casefold(), "") for name in header.split(";"))


def address(number: int, **values: str) -> str:
    """Return the line of Storgata ``number`` in the product without dwellings."""
    return line(**{"nummer": str(number), "adresseId": f"1000{number}", **values})


def dwelling(number: int, dwelling_number: str = "", **values: str) -> str:
    """Return the line of a dwelling at Storgata ``number``."""
    given = {
        "nummer": str(number),
        "adresseId": f"1000{number}",
        "bruksenhetid": f"2000{number}{dwelling_number[1:]}",
        "bruksenhetsnummerTekst": dwelling_number,
    }
    return line(DWELLING_HEADER, **(given | values))


def addresses_file(folder: Path, *lines: str, name: str = "matrikkelenAdresse.csv") -> Path:
    """Write the product without dwellings."""
    return write(folder / name, ADDRESS_HEADER, *lines)


def dwellings_file(folder: Path, *lines: str, name: str = "matrikkelenAdresseLeilighetsniva.csv") -> Path:
    """Write the product with dwellings."""
    return write(folder / name, DWELLING_HEADER, *lines)


def write(path: Path, *lines: str) -> Path:
    """Write the lines as a file."""
    path.write_text("".join(f"{each}\n" for each in lines), "utf-8")
    return path
