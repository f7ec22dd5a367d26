"""Translations as Django reads them (``.mo``), made from the texts that people edit (``.po``).

Only the texts are kept in version control. A checkout makes the others when it starts, without any tool from the
system; an installed package carries them ready made.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
MAGIC = 0x950412DE


def compile_translations(folder: Path = PACKAGE) -> list[Path]:
    """Write the ``.mo`` beside every ``.po`` under ``folder`` that has none or an older one; return what was written.

    Raises SyntaxError, naming file and line, for a line that is not as gettext writes it.
    """
    written = []
    for source in sorted(folder.rglob("LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # Renamed into place, so that a process starting at the same moment never reads half a file.
        unfinished = target.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(_binary(dict(_messages(source))))
        unfinished.replace(target)
        written.append(target)
    return written


def _messages(source: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and translation of every finished message; context and plurals are joined as gettext joins them."""
    parts: dict[str, str] = {}
    fuzzy = False
    for line in _blocks(source):
        keyword, _, value = line.partition(" ")
        if keyword == "#,":
            fuzzy = fuzzy or "fuzzy" in value
        elif keyword:
            parts[keyword] = value
        else:
            if not fuzzy and (key := _key(parts)) is not None:
                forms = [value for name, value in parts.items() if name.startswith("msgstr")]
                if all(forms):
                    yield key.encode(), "\0".join(forms).encode()
            parts, fuzzy = {}, False


def _key(parts: dict[str, str]) -> str | None:
    if "msgid" not in parts:
        return None
    context = f"{parts['msgctxt']}\x04" if "msgctxt" in parts else ""
    plural = f"\0{parts['msgid_plural']}" if "msgid_plural" in parts else ""
    return f"{context}{parts['msgid']}{plural}"


def _blocks(source: Path) -> Iterator[str]:
    """Yield ``keyword value`` with continued strings joined, flags as ``#, …``, an empty line after each message."""
    keyword, value = "", ""
    for number, raw in enumerate([*source.read_text(encoding="utf-8").splitlines(), ""], start=1):
        line = raw.strip()
        if line.startswith('"') and keyword:
            value += _unquote(line, source, number)
            continue
        if keyword:
            yield f"{keyword} {value}"
            keyword = ""
        if line.startswith("#,") or not line:
            yield line
        elif not line.startswith("#"):
            keyword, _, rest = line.partition(" ")
            value = _unquote(rest, source, number)


def _unquote(text: str, source: Path, number: int) -> str:
    try:
        return str(json.loads(text))
    except ValueError as fault:
        raise SyntaxError(f"{source}:{number}: not a quoted text: {text}") from fault


def _binary(messages: dict[bytes, bytes]) -> bytes:
    """Return the messages in gettext's binary form: a header, two tables of length and place, and the texts."""
    keys = sorted(messages)
    header = 7 * 4
    place = header + 16 * len(keys)
    tables: list[list[int]] = [[], []]
    texts = b""
    for table, column in zip(tables, (keys, [messages[key] for key in keys]), strict=True):
        for text in column:
            table += [len(text), place + len(texts)]
            texts += text + b"\0"
    numbers = [MAGIC, 0, len(keys), header, header + 8 * len(keys), 0, place, *tables[0], *tables[1]]
    return struct.pack(f"<{len(numbers)}I", *numbers) + texts
