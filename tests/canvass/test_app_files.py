from __future__ import annotations

import gzip

from django.template.loader import render_to_string

from gjennomslag.canvass.app_files import files_of_app, worker_script
from gjennomslag.core.built import built_file

MOST_BYTES = 200_000


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_what_the_app_loads_first_is_small() -> None:
    """Everything the app needs at once, and keeps: the map library loads when the map is asked for."""
    page = render_to_string("canvass/field.html")
    files = {name.rpartition("build/")[2] for name in files_of_app()}
    assert {"field.js", "field.css"} <= files
    assert not any("map" in name for name in files)
    sizes = {name: compressed(built_file(name).read_bytes()) for name in files}
    total = sum(sizes.values()) + compressed(page.encode()) + compressed(worker_script(page).encode())
    assert total < MOST_BYTES, sizes
