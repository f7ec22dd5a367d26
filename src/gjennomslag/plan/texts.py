"""The text of a plan out of the files that parties keep them in: plain text, Word and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

LARGEST = 50_000_000
"""Bytes that a file, and what is packed in it, may have."""
MOST_PAGES = 1000


def _(text: str) -> str:
    """Mark the text for translation; Django's own marker would need settings."""
    return text


UNREADABLE: dict[str, str] = {
    "unknown-file": _("Give a .txt, .md, .docx or .pdf file."),
    "old-word": _("This is an old Word file, or one with a password. Save it as .docx without a password."),
    "locked": _("The file has a password. Save it without one and try again."),
    "broken": _("The file is damaged, or not of the kind its name says."),
    "too-large": _("The file is too large to be a plan. Give a smaller one."),
    "empty": _("There is no text in the file. A scanned PDF holds only pictures: use the file it was made from."),
}
"""What is wrong with a file that no text can be read from, and what to do about it."""


class UnreadableTextError(ValueError):
    """A file that no text can be read from. The message is a key of ``UNREADABLE``."""


def text_of(name: str, content: IO[bytes]) -> str:
    """Return the text of a ``.txt``, ``.md``, ``.yaml``, ``.docx`` or ``.pdf`` file.

    Headings of Word's heading styles come out marked with ``#``, list paragraphs with ``•``. Scanned PDFs hold
    pictures of text and are refused as empty. Raises ``UnreadableTextError``.
    """
    ending = name.lower().rpartition(".")[2]
    readers = {"txt": _plain, "md": _plain, "yaml": _plain, "yml": _plain, "docx": _word, "pdf": _pdf}
    if ending == "doc":
        raise UnreadableTextError("old-word")
    if ending not in readers:
        raise UnreadableTextError("unknown-file")
    read = content.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise UnreadableTextError("too-large")
    text = readers[ending](read)
    if not text.strip():
        raise UnreadableTextError("empty")
    return text


def _plain(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise UnreadableTextError("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _word(content: bytes) -> str:
    from docx import Document

    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTextError("old-word")
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise UnreadableTextError("too-large")
        document = Document(BytesIO(content))
    except UnreadableTextError:
        raise
    # The library lets errors of its own, of XML and of archives through, without a class in common.
    except (BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, OSError) as error:
        raise UnreadableTextError("broken") from error
    return "\n\n".join(filter(None, map(_word_paragraph, _paragraphs(document))))


def _paragraphs(holder: Any) -> Iterator[Any]:
    """The paragraphs in the order one reads them, those in tables too."""
    from docx.table import Table

    for block in holder.iter_inner_content():
        if not isinstance(block, Table):
            yield block
            continue
        seen = set()
        for row in block.rows:
            for cell in row.cells:
                # A cell that spans several columns is given once for each.
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _paragraphs(cell)


def _word_paragraph(paragraph: Any) -> str:
    text = paragraph.text.replace("\t", " ").strip()
    if not text:
        return ""
    name = paragraph.style.name if paragraph.style is not None else ""
    kind, _space, depth = name.partition(" ")
    if kind in {"Heading", "heading", "Overskrift", "overskrift"} and depth.isdigit():
        return f"{'#' * int(depth)} {text}"
    properties = paragraph._p.pPr
    listed = (properties is not None and properties.numPr is not None) or name.startswith(("List", "Punkt"))
    return f"• {text}" if listed else text


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError, WrongPasswordError

    try:
        reader = PdfReader(BytesIO(content))
        # Many files are locked against printing only, and open with no password at all.
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableTextError("locked")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableTextError("too-large")
        return "\n\f".join(page.extract_text() for page in reader.pages)
    except UnreadableTextError:
        raise
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise UnreadableTextError("locked") from error
    # What a damaged file makes the library stumble on is not foreseen by it.
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise UnreadableTextError("broken") from error
