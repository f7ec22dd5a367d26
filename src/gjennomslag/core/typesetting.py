"""Pages for paper: a Typst template and its data in, a PDF out. Nothing is fetched, and no font of the machine used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

import typst


def typeset(template: Traversable, data: Mapping[str, Any], pictures: Mapping[str, str] | None = None) -> bytes:
    """Return the tagged PDF (PDF/UA-1) that the template makes of ``data``, which it reads as ``data.json``.

    Texts go in as data and never as markup, so that nothing in them can be taken for a command. ``pictures`` are SVG
    documents by file name. The same input gives the same pages on every machine.
    """
    files = {name: svg.encode() for name, svg in (pictures or {}).items()}
    files |= {"main.typ": template.read_bytes(), "data.json": json.dumps(data, ensure_ascii=False).encode()}
    # The library takes a dictionary of files, which its type hints do not know.
    made: bytes = typst.compile(files, ignore_system_fonts=True, pdf_standards="ua-1")  # type: ignore[call-overload]
    return made
