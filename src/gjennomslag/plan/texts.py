"""The text of a plan out of the files that parties keep them in: plain text, Word and PDF."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 50_000_000


class UnreadableTextError(ValueError):
    """A file that no text can be read from. The message is one of ``unknown-file``, ``broken``, ``empty``."""


def text_of(name: str, content: IO[bytes]) -> str:
    """Return the text of a ``.txt``, ``.md``, ``.docx`` or ``.pdf`` file.

    Headings of Word's heading styles come out marked with ``#``, list paragraphs with ``•``. Scanned PDFs hold
    pictures of text and are refused as empty. Raises ``UnreadableTextError``.
    """
    ending = name.lower().rpartition(".")[2]
    readers = {"txt": _plain, "md": _plain, "docx": _word, "pdf": _pdf}
    if ending not in readers:
        raise UnreadableTextError("unknown-file")
    text = readers[ending](content.read(_LARGEST + 1)[:_LARGEST])
    if not text.strip():
        raise UnreadableTextError("empty")
    return text


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _word(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open("word/document.xml") as part:
            xml = part.read(_LARGEST)
        # Word writes no document type; without one there are no entities that could grow or fetch anything.
        if b"<!DOCTYPE" in xml:
            raise UnreadableTextError("broken")
        root = ElementTree.fromstring(xml)  # noqa: S314
    except (BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise UnreadableTextError("broken") from error
    return "\n\n".join(filter(None, (_word_paragraph(each) for each in root.iter(f"{_WORD}p"))))


def _word_paragraph(paragraph: ElementTree.Element) -> str:
    breaks = {f"{_WORD}tab": " ", f"{_WORD}br": "\n"}
    text = "".join(
        (each.text or "") if each.tag == f"{_WORD}t" else breaks.get(each.tag, "") for each in paragraph.iter()
    )
    text = text.strip()
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    name = style.get(f"{_WORD}val", "") if style is not None else ""
    heading = re.fullmatch(r"(?:Heading|Overskrift)(\d)", name)
    if not text:
        return ""
    if heading:
        return f"{'#' * int(heading.group(1))} {text}"
    listed = paragraph.find(f"{_WORD}pPr/{_WORD}numPr") is not None or name.startswith(("List", "Punkt"))
    return f"• {text}" if listed else text


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return "\n\f".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise UnreadableTextError("broken") from error
