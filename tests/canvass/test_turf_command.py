"""``turf cut``: from an address file to turfs, without a database."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gjennomslag.config.command import main
from tests.canvass.address_lines import address, addresses_file, dwelling, dwellings_file
from tests.canvass.street_map import EAST, NORTH, write_streets

Output = pytest.CaptureFixture[str]


def cut(file: Path, out: Path, output: Output, *more: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Cut ``file``; return what was said and the features that were written."""
    assert main(["turf", "cut", "--file", str(file), "--out", str(out), "--json", *more]) == 0
    return json.loads(output.readouterr().out), json.loads(out.read_text("utf-8"))["features"]


def town(folder: Path, output: Output) -> None:
    assert main(["addresses", "generate", "--doors", "600", "--seed", "3", "--out", str(folder)]) == 0
    output.readouterr()


def test_every_address_is_written_once_in_walking_order(tmp_path: Path, capsys: Output) -> None:
    town(tmp_path, capsys)
    said, features = cut(tmp_path / "matrikkelenAdresseLeilighetsniva.csv", tmp_path / "turfs.geojson", capsys)
    places = [(each["properties"]["turf"], each["properties"]["order"]) for each in features]
    sizes = Counter(turf for turf, _ in places)
    assert said["turfs"] == len(sizes) == 10
    assert said["doors"] == sum(each["properties"]["doors"] for each in features) == 600
    assert len({each["properties"]["address_id"] for each in features}) == said["addresses"]
    assert places == [(turf, order) for turf in sorted(sizes) for order in range(1, sizes[turf] + 1)]


def test_the_file_without_dwellings_counts_one_door_an_address(tmp_path: Path, capsys: Output) -> None:
    file = addresses_file(tmp_path, *(address(number, Øst=f"{314000 + 10 * number}") for number in range(1, 21)))
    said, features = cut(file, tmp_path / "turfs.geojson", capsys, "--doors", "10")
    assert (said["turfs"], said["doors"], said["addresses"]) == (2, 20, 20)
    assert said["walking_metres"] == 180.0
    assert features[0]["geometry"]["coordinates"] == pytest.approx([11.5, 60.9], abs=0.2)


def test_dwellings_of_an_address_are_counted_and_stay_together(tmp_path: Path, capsys: Output) -> None:
    rows = [dwelling(1, f"H0{floor}01") for floor in range(1, 5)] + [dwelling(3, Øst="314300.0")]
    said, features = cut(dwellings_file(tmp_path, *rows), tmp_path / "turfs.geojson", capsys, "--doors", "2")
    doors = {each["properties"]["turf"]: each["properties"]["doors"] for each in features}
    assert sorted(doors.values()) == [1, 4]
    block = next(turf for turf, number in doors.items() if number == 4)
    assert said["unbalanced"] == [{"turf": block, "reason": "large_point"}]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, capsys: Output) -> None:
    town(tmp_path, capsys)
    for name in ("a", "b"):
        cut(tmp_path / "matrikkelenAdresse.csv", tmp_path / name, capsys, "--seed", "5")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_turf_crosses_the_river_in_the_file_of_barriers(tmp_path: Path, capsys: Output) -> None:
    north = [address(2 * n, Øst=f"{314000 + 10 * n}", Nord="6752900") for n in range(1, 31)]
    south = [address(2 * n + 1, Øst=f"{314000 + 10 * n}", Nord="6752860") for n in range(1, 31)]
    file = addresses_file(tmp_path, *north, *south)
    latitude = cut(file, tmp_path / "all.geojson", capsys)[1][0]["geometry"]["coordinates"][1]
    middle = latitude + (0.00018 if latitude < 60.8708 else -0.00018)
    river = {"type": "LineString", "coordinates": [[11.0, middle], [12.0, middle]]}
    barriers = tmp_path / "river.geojson"
    barriers.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": river}), "utf-8")
    features = cut(file, tmp_path / "turfs.geojson", capsys, "--doors", "15", "--barriers", str(barriers))[1]
    sides: dict[int, set[bool]] = {}
    for each in features:
        sides.setdefault(each["properties"]["turf"], set()).add(int(each["properties"]["address_id"][4:]) % 2 == 0)
    assert sorted(len(side) for side in sides.values()) == [1, 1, 1, 1]


def test_each_municipality_has_turfs_of_its_own(tmp_path: Path, capsys: Output) -> None:
    here = [address(n) for n in range(1, 6)]
    there = [address(n, kommunenummer="3422", adresseId=f"2000{n}") for n in range(1, 6)]
    said, features = cut(addresses_file(tmp_path, *here, *there), tmp_path / "turfs.geojson", capsys)
    assert said["turfs"] == 2
    assert {(each["properties"]["turf"], each["properties"]["address_id"][0]) for each in features} == {
        (1, "1"),
        (2, "2"),
    }


def test_the_real_sample(shared_data: Path, tmp_path: Path, capsys: Output) -> None:
    file = shared_data / "norway" / "matrikkelenAdresse_sample.csv"
    said, features = cut(file, tmp_path / "turfs.geojson", capsys)
    assert (said["turfs"], said["rows_left_out"]) == (1, 0)
    assert [each["properties"]["order"] for each in features] == list(range(1, said["addresses"] + 1))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--doors", "0"], "at least one door, not 0"),
        (["--file", "missing.csv"], "missing.csv cannot be read"),
        (["--file", "lines.geojson"], "not an address file"),
        (["--barriers", "missing.geojson"], "missing.geojson cannot be read"),
        (["--barriers", "words.geojson"], "not GeoJSON"),
        (["--barriers", "metres.geojson"], "not in degrees"),
        (["--barriers", "point.geojson"], "has no lines"),
        (["--barriers", "bergen.geojson"], "has no lines near these addresses"),
        (["--file", "missing.csv", "--out", "nowhere/turfs.geojson"], "cannot be written: there is no folder nowhere"),
        (["--file", "missing.csv", "--out", "."], "is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    addresses_file(tmp_path, address(1), address(2))
    Path("words.geojson").write_text("river", "utf-8")
    Path("lines.geojson").write_text('{"type": "LineString", "coordinates": [[11, 60], [12, 60]]}', "utf-8")
    Path("metres.geojson").write_text('{"type": "LineString", "coordinates": [[3e5, 6e6], [3e5, 7e6]]}', "utf-8")
    bergen = {"type": "LineString", "coordinates": [[5.3, 60.39], [5.34, 60.4]]}
    Path("bergen.geojson").write_text(json.dumps(bergen), "utf-8")
    Path("point.geojson").write_text('{"type": "Point", "coordinates": [11, 60]}', "utf-8")
    assert main(["turf", "cut", "--file", "matrikkelenAdresse.csv", "--out", "turfs.geojson", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert not list(tmp_path.rglob("turfs.geojson*"))


def test_compiling_says_where(capsys: Output) -> None:
    assert main(["turf", "compile", "--json"]) == 0
    assert sorted(json.loads(capsys.readouterr().out)) == ["folder", "seconds"]


def test_turfs_by_time_are_what_a_pair_finishes_and_say_how_often_the_pairs_go_out(
    tmp_path: Path, capsys: Output
) -> None:
    town(tmp_path, capsys)
    file = tmp_path / "matrikkelenAdresseLeilighetsniva.csv"
    said, features = cut(file, tmp_path / "turfs.geojson", capsys, "--minutes", "120", "--pairs", "4")
    assert said["turfs"] == len({each["properties"]["turf"] for each in features})
    assert said["minutes_per_turf"]["most"] <= 132
    assert said["times_out"] == -(-said["turfs"] // 4)
    assert said["doors"] == 600


def test_walks_lead_along_the_streets_of_an_extract(tmp_path: Path, capsys: Output) -> None:
    houses = [address(number, Øst=f"{EAST + 10 * number}", Nord=f"{NORTH}") for number in range(1, 9)]
    file = addresses_file(tmp_path, *houses)
    detour = [(EAST, NORTH + 5), (EAST + 45, NORTH + 5), (EAST + 45, NORTH + 205), (EAST + 46, NORTH + 205)]
    way = [*detour, (EAST + 46, NORTH + 5), (EAST + 100, NORTH + 5)]
    streets = write_streets(tmp_path / "s.osm.pbf", [(way, {"highway": "residential", "name": "Omveien"})])
    straight = cut(file, tmp_path / "straight.geojson", capsys)[0]
    along = cut(file, tmp_path / "along.geojson", capsys, "--streets", str(streets))[0]
    assert (straight["distances"], straight["walking_metres"]) == ("straight lines", 70.0)
    assert (along["distances"], round(along["walking_metres"], -1)) == ("along streets", 470)


def test_streets_and_sizes_that_cannot_be_used_are_refused_in_words(tmp_path: Path, capsys: Output) -> None:
    file = addresses_file(tmp_path, address(1), address(3))
    for more, words in {
        ("--streets", str(file)): "is not an OpenStreetMap extract",
        ("--streets", str(tmp_path / "none.osm.pbf")): "cannot be read",
        ("--minutes", "0"): "some minutes",
        ("--minutes", "60", "--doors", "10"): "Give one of them",
        ("--pairs", "0"): "at least one pair",
    }.items():
        assert main(["turf", "cut", "--file", str(file), "--out", str(tmp_path / "t.geojson"), *more]) != 0
        assert words in capsys.readouterr().err


def told(file: Path, out: Path, output: Output, *more: str) -> list[str]:
    """Cut ``file`` and return the lines that people read."""
    assert main(["turf", "cut", "--file", str(file), "--out", str(out), *more]) == 0
    return output.readouterr().out.splitlines()


def test_turfs_for_a_car_and_the_longest_ways_are_told(tmp_path: Path, capsys: Output) -> None:
    """Ten houses ten metres apart, and ten farms a kilometre apart."""
    town_row = [address(n, Øst=f"{314000 + 10 * n}") for n in range(1, 11)]
    farms = [address(n, Øst=f"{314000 + 1000 * (n - 9)}", Nord="6756000") for n in range(11, 21)]
    file = addresses_file(tmp_path, *town_row, *farms)
    said = cut(file, tmp_path / "turfs.geojson", capsys, "--doors", "10")[0]
    walk, drive = said["longest_walk"], said["longest_drive"]
    assert (said["turfs_by_car"], walk["metres"], drive["metres"], walk["turf"] + drive["turf"]) == (1, 90.0, 9000.0, 3)
    lines = told(file, tmp_path / "turfs.geojson", capsys, "--doors", "10")
    assert lines[3:5] == [
        f"the longest walk is 0.1 km (turf {walk['turf']})",
        f"1 turf takes a car; the longest drive is 9.0 km (turf {drive['turf']})",
    ]


def test_one_turf_is_not_called_turfs(tmp_path: Path, capsys: Output) -> None:
    lines = told(addresses_file(tmp_path, address(1)), tmp_path / "turfs.geojson", capsys, "--pairs", "2")
    assert lines[:2] == ["1 address, 1 door", "1 turf of 1 to 1 doors, 1.0 on average"]
    assert "the pairs go out 1 time" in lines


def test_an_address_that_takes_too_long_is_not_said_to_have_many_doors(tmp_path: Path, capsys: Output) -> None:
    file = addresses_file(tmp_path, *(address(n, Øst=f"{314000 + 10 * n}") for n in range(1, 4)))
    lines = told(file, tmp_path / "turfs.geojson", capsys, "--minutes", "1")
    reasons = {line.partition(" stands out: ")[2] for line in lines if "stands out" in line}
    assert reasons == {"one address takes longer than a turf should"}
