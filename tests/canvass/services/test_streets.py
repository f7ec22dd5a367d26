from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from gjennomslag.canvass.choices import ImportStatus
from gjennomslag.canvass.jobs import read_street_map
from gjennomslag.canvass.models import StreetMap, StreetTile, Turf
from gjennomslag.canvass.queries.streets import street_map_for, streets_for
from gjennomslag.canvass.rules import SILENCE
from gjennomslag.canvass.services.address_imports import KEEP_FILES, WrongStatus
from gjennomslag.canvass.services.streets import (
    forget_street_files,
    read_again,
    receive_street_file,
    remove_streets,
    use_streets,
)
from gjennomslag.canvass.services.turfs import cut_drive_into_turfs
from gjennomslag.organisation.models import Person, Unit
from tests.canvass.street import make_drive, make_street
from tests.canvass.street_map import EAST, NORTH, write_elvegata, write_streets
from tests.party import Party, make_party


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files" / "street-files"


def give(path: Path, unit: Unit, by: Person) -> StreetMap:
    """Give the file and read it, as the job does."""
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    given = receive_street_file(upload=upload, name=path.name, unit=unit, by=by)
    read_street_map(street_map_id=given.pk)
    given.refresh_from_db()
    return given


def test_a_file_is_read_looked_at_and_then_used(party: Party, tmp_path: Path) -> None:
    make_street()
    given = give(write_elvegata(tmp_path / "elvegata.osm.pbf"), party.branch, party.turid)
    assert (given.status, given.ways, given.outside, given.metres) == (ImportStatus.READY, 2, 0, 220)
    assert (given.addresses, given.near, given.names) == (8, 8, ["Elvegata"])
    assert street_map_for(party.branch) is None
    use_streets(street_map=given, by=party.turid)
    assert street_map_for(party.branch) == given
    network = streets_for(party.branch).around(np.array([[EAST, NORTH]]))
    assert network is not None
    assert sorted(network.name.tolist()) == [-1, 0, 0]


def test_turfs_are_measured_along_the_streets_and_say_so(party: Party, tmp_path: Path) -> None:
    drive = make_drive(party.branch, houses=8, doors_per_turf=8)
    straight = Turf.objects.get(drive=drive).metres
    use_streets(
        street_map=give(write_elvegata(tmp_path / "elvegata.osm.pbf"), party.branch, party.turid), by=party.turid
    )
    cut_drive_into_turfs(drive=drive)
    drive.refresh_from_db()
    along = Turf.objects.get(drive=drive).metres
    assert (drive.streets, straight, along) == ("elvegata.osm.pbf", 109, 110)  # five crossings, and two at the junction


def test_a_new_file_replaces_the_old_one_when_it_is_confirmed(party: Party, tmp_path: Path) -> None:
    for name in ("first.osm.pbf", "second.osm.pbf"):
        given = give(write_elvegata(tmp_path / name), party.branch, party.turid)
        use_streets(street_map=given, by=party.turid)
    assert list(StreetMap.objects.values_list("file_name", flat=True)) == ["second.osm.pbf"]
    assert set(StreetTile.objects.values_list("street_map", flat=True)) == {given.pk}
    with pytest.raises(WrongStatus):
        use_streets(street_map=given, by=party.turid)
    remove_streets(street_map=given, by=party.turid)
    assert (StreetMap.objects.count(), StreetTile.objects.count()) == (0, 0)


def test_a_unit_uses_the_streets_of_the_nearest_unit_above(party: Party, tmp_path: Path) -> None:
    use_streets(street_map=give(write_elvegata(tmp_path / "fylke.osm.pbf"), party.county, party.oda), by=party.oda)
    assert [streets_for(unit).name for unit in (party.branch, party.country)] == ["fylke.osm.pbf", ""]
    use_streets(street_map=give(write_elvegata(tmp_path / "lag.osm.pbf"), party.branch, party.turid), by=party.turid)
    assert [streets_for(unit).name for unit in (party.branch, party.sibling)] == ["lag.osm.pbf", "fylke.osm.pbf"]


def test_a_useless_file_is_refused_and_changes_nothing(party: Party, tmp_path: Path, files: Path) -> None:
    used = give(write_elvegata(tmp_path / "s.osm.pbf"), party.branch, party.turid)
    use_streets(street_map=used, by=party.turid)
    text = tmp_path / "text.osm.pbf"
    text.write_text("Ikke et kart")
    given = give(text, party.branch, party.turid)
    assert (given.status, given.refusal) == (ImportStatus.REFUSED, "not-pbf")
    assert street_map_for(party.branch) == used


@pytest.mark.django_db(transaction=True)
def test_the_file_itself_is_deleted_once_it_is_read(tmp_path: Path, files: Path) -> None:
    party = make_party()
    given = give(write_elvegata(tmp_path / "s.osm.pbf"), party.branch, party.turid)
    assert (given.file.name, list(files.iterdir())) == ("", [])


def test_what_failed_or_fell_silent_is_read_again(party: Party, tmp_path: Path) -> None:
    path = write_elvegata(tmp_path / "s.osm.pbf")
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    given = receive_street_file(upload=upload, name=path.name, unit=party.branch, by=party.turid)
    with pytest.raises(WrongStatus):
        read_again(street_map=given, now=timezone.now(), by=party.turid)
    read_again(street_map=given, now=timezone.now() + 2 * SILENCE, by=party.turid)
    read_street_map(street_map_id=given.pk)
    given.refresh_from_db()
    assert given.status == ImportStatus.READY


def test_what_nobody_confirms_is_forgotten_and_what_is_used_stays(
    party: Party, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        used = give(write_elvegata(tmp_path / "a.osm.pbf"), party.branch, party.turid)
        use_streets(street_map=used, by=party.turid)
        give(write_elvegata(tmp_path / "b.osm.pbf"), party.branch, party.turid)
    assert forget_street_files(now=timezone.now() + KEEP_FILES - timedelta(hours=1)) == 0
    assert forget_street_files(now=timezone.now() + KEEP_FILES + timedelta(hours=1)) == 1
    assert list(StreetMap.objects.all()) == [used]


def test_only_the_tiles_around_the_turf_are_read(party: Party, tmp_path: Path) -> None:
    far = [(EAST + 9_000, NORTH), (EAST + 9_100, NORTH)]
    near = [(EAST, NORTH), (EAST + 100, NORTH)]
    way = {"highway": "residential"}
    path = write_streets(tmp_path / "s.osm.pbf", [(near, way), (far, way)])
    use_streets(street_map=give(path, party.branch, party.turid), by=party.turid)
    streets = streets_for(party.branch)
    assert StreetTile.objects.count() == 2
    assert len(streets.pieces_around(np.array([[EAST, NORTH]]))) == 1
    assert len(streets.pieces_around(np.array([[EAST, NORTH], [EAST + 9_000, NORTH]]))) == 2
    assert len(streets.lines_around(np.array([[EAST, NORTH]]), 50)) == 1
    assert streets.around(np.array([[EAST + 50_000, NORTH]])) is None
