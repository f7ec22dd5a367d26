"""Pictures of real turfs, to be looked at: 60 addresses in Elverum, and the small sample file as one walk.

Run ``python bench/turf_pictures.py`` from the repository. Writes ``bench/results/turf_*.svg``: the walk from the green
first door to the red last one, streets in colours of their own, and the addresses of neighbouring turfs in grey.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from bench.turfs.grounds import ELVERUM, SHARED  # noqa: E402
from gjennomslag.algorithms.distances import Floats  # noqa: E402
from gjennomslag.algorithms.routes import route  # noqa: E402
from gjennomslag.algorithms.turfs import cut_turfs  # noqa: E402
from gjennomslag.canvass.address_files import AddressRow, open_address_file  # noqa: E402

SAMPLE = "matrikkelenAdresse_sample.csv"
COLOURS = ("#1b5e9b", "#b5541c", "#2e7d32", "#7b3fa0", "#8a6d00", "#00707a", "#a0264f", "#4a5a6a")
SIDE = 760.0
MARGIN = 30.0
RESULTS = ROOT / "bench" / "results"


def rows_of(name: str) -> list[AddressRow]:
    """Return the addresses of one of Kartverket's files."""
    with open_address_file(SHARED / "data" / "norway" / name) as file:
        return list({row.key: row for chunk in file.chunks() for row in chunk}.values())


def picture(rows: list[AddressRow], order: NDArray[np.integer], around: Floats) -> str:
    """Return the walk past ``rows`` in this order as SVG, with the points ``around`` it in grey."""
    points = np.array([(row.east, row.north) for row in rows])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = SIDE / max(float((high - low).max()), 1.0)
    width, height = (high - low) * scale + 2 * MARGIN

    def place(point: Floats) -> tuple[float, float]:
        return MARGIN + (point[0] - low[0]) * scale, MARGIN + (high[1] - point[1]) * scale

    streets = sorted({row.street for row in rows})
    colour = {street: COLOURS[index % len(COLOURS)] for index, street in enumerate(streets)}
    line = " ".join("{:.1f},{:.1f}".format(*place(points[i])) for i in order)
    near = [place(point) for point in around if (abs(point - (low + high) / 2) < (high - low) / 2 + 20).all()]
    parts = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#bbb"/>' for x, y in near]
    parts.append(f'<polyline points="{line}" fill="none" stroke="#999" stroke-width="1.5"/>')
    for number, i in enumerate(order.tolist()):
        x, y = place(points[i])
        edge = "#0a0" if number == 0 else "#d00" if number == len(order) - 1 else "#fff"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{colour[rows[i].street]}" stroke="{edge}" '
            f'stroke-width="{3 if edge != "#fff" else 1}"/><text x="{x:.1f}" y="{y + 2.8:.1f}" font-size="8" '
            f'fill="#fff" text-anchor="middle">{number + 1}</text>'
        )
    key = [
        f'<text x="{MARGIN:.0f}" y="{height + 14 * index:.0f}" font-size="11" fill="{colour[street]}">{street}</text>'
        for index, street in enumerate(streets)
    ]
    height += 14 * len(streets)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}{"".join(key)}</svg>\n'
    )


def main() -> int:
    """Write both pictures."""
    rows = rows_of(ELVERUM)
    points = np.array([(row.east, row.north) for row in rows])
    cut = cut_turfs(points, np.ones(len(points), np.int64), doors_per_turf=60)
    turf = int(np.argsort(cut.metres)[cut.turfs // 3])
    inside = np.flatnonzero(cut.turf == turf)
    chosen = [rows[i] for i in inside]
    svg = picture(chosen, np.argsort(cut.order[inside]), points[cut.turf != turf])
    (RESULTS / "turf_elverum.svg").write_text(svg, "utf-8")
    sample = rows_of(SAMPLE)
    order = route(np.array([(row.east, row.north) for row in sample]))
    (RESULTS / "turf_sample.svg").write_text(picture(sample, order, np.empty((0, 2))), "utf-8")
    print(f"{len(chosen)} addresses, {cut.metres[turf]:.0f} m; {len(sample)} addresses")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
