"""An invented town in Kartverket's formats: read back it is the town that was written."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjennomslag.algorithms.towns import generate_town
from gjennomslag.canvass.address_files import AddressFile, AddressRow, Product, open_address_file
from gjennomslag.canvass.address_files.coordinates import DEGREES, to_metres
from gjennomslag.canvass.generated_files import ADDRESS_HEADER, Setting, municipality_centre, write_town


def read(path: Path) -> tuple[list[AddressRow], AddressFile]:
    with open_address_file(path) as file:
        return [row for rows in file.chunks() for row in rows], file


@settings(max_examples=10)
@given(doors=st.integers(20, 1500), seed=st.integers(0, 1000))
def test_both_files_hold_the_town(tmp_path_factory: pytest.TempPathFactory, doors: int, seed: int) -> None:
    town = generate_town(doors=doors, seed=seed)
    written = write_town(town, tmp_path_factory.mktemp("town"), Setting())
    addresses, address_file = read(written.addresses)
    dwellings, dwelling_file = read(written.dwellings)
    assert (address_file.product, dwelling_file.product) == (Product.ADDRESSES, Product.DWELLINGS)
    assert address_file.faults.total == dwelling_file.faults.total == 0
    assert (len(addresses), len(dwellings)) == (town.addresses, doors)
    assert [row.east for row in addresses] == town.east.tolist()
    assert len({row.key for row in addresses}) == town.addresses
    at = Counter(row.key for row in dwellings)
    assert [at[row.key] for row in addresses] == town.doors.tolist()
    first = {row.key: row for row in reversed(dwellings)}

    def without_dwelling(row: AddressRow) -> AddressRow:
        return row._replace(line=0, dwelling_number="", dwelling_id="")

    assert [without_dwelling(first[row.key]) for row in addresses] == [without_dwelling(row) for row in addresses]


def test_the_header_is_that_of_the_real_file(shared_data: Path) -> None:
    real = shared_data / "norway" / "Basisdata_3420_Elverum_25833_MatrikkelenAdresse.csv"
    with real.open(encoding="utf-8-sig") as stream:
        assert stream.readline().rstrip("\n") == ADDRESS_HEADER


@pytest.mark.parametrize("epsg", ["25832", "25835", "4258"])
def test_other_coordinate_systems_mean_the_same_places(tmp_path: Path, epsg: str) -> None:
    town = generate_town(doors=200, seed=2)
    plain, _ = read(write_town(town, tmp_path / "plain", Setting()).addresses)
    other, _ = read(write_town(town, tmp_path / epsg, Setting(epsg=epsg)).addresses)
    moved = [np.hypot(a.east - b.east, a.north - b.north) for a, b in zip(plain, other, strict=True)]
    assert max(moved) < 0.02
    assert [row.key for row in other] == [row.key for row in plain]


def test_a_real_municipality_is_written_where_it_lies(tmp_path: Path) -> None:
    centre = municipality_centre("5605")
    assert centre is not None
    town = generate_town(doors=500, seed=4, centre=centre)
    setting = Setting("5605", "Sør-Varanger", extracted_at=datetime(2026, 3, 1, 6, 0))  # noqa: DTZ001
    rows, file = read(write_town(town, tmp_path, setting).addresses)
    assert (len(rows), file.faults.total) == (town.addresses, 0)
    assert file.municipalities == {"5605": "SØR-VARANGER"}
    assert municipality_centre("9999") is None


def test_barriers_and_streets_are_geojson_in_degrees(tmp_path: Path) -> None:
    town = generate_town(doors=300, seed=2, motorway=True)
    written = write_town(town, tmp_path, Setting())
    barriers = json.loads(written.barriers.read_text("utf-8"))["features"]
    assert [feature["properties"] for feature in barriers] == [{"kind": "river"}, {"kind": "motorway"}]
    points = np.array(barriers[0]["geometry"]["coordinates"])
    back = np.column_stack(to_metres(points[:, 0], points[:, 1], DEGREES))
    assert np.abs(back - town.barriers[0].line).max() < 0.02
    streets = json.loads(written.streets.read_text("utf-8"))["features"]
    assert [feature["properties"]["street"] for feature in streets] == [
        town.street_names[street] if street >= 0 else "" for street in town.edge_street.tolist()
    ]
