"""Translations made from the texts that people edit."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from gjennomslag.config.translations import compile_translations

TEXTS = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. A comment
#, python-format
msgid "week %(number)s"
msgstr "uke %(number)s"

msgctxt "hours"
msgid "h"
msgstr "t"

msgid ""
"two lines "
"in \"one\"\n"
msgstr ""
"to linjer "
"i «én»\n"

msgid "%(n)s door"
msgid_plural "%(n)s doors"
msgstr[0] "%(n)s dør"
msgstr[1] "%(n)s dører"

#, fuzzy
msgid "guessed"
msgstr "gjettet"

msgid "not yet"
msgstr ""

#~ msgid "gone"
#~ msgstr "borte"
"""


def texts(folder: Path, content: str = TEXTS) -> Path:
    path = folder / "nb" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_python_reads_what_was_made(tmp_path: Path) -> None:
    path = texts(tmp_path)
    assert compile_translations(tmp_path) == [path.with_suffix(".mo")]
    made = gettext.translation("django", tmp_path, ["nb"])
    assert made.gettext("week %(number)s") == "uke %(number)s"
    assert made.pgettext("hours", "h") == "t"
    assert made.gettext("h") == "h"
    assert made.gettext('two lines in "one"\n') == "to linjer i «én»\n"
    assert made.ngettext("%(n)s door", "%(n)s doors", 1) == "%(n)s dør"
    assert made.ngettext("%(n)s door", "%(n)s doors", 2) == "%(n)s dører"
    assert [made.gettext(text) for text in ("guessed", "not yet", "gone")] == ["guessed", "not yet", "gone"]


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    path = texts(tmp_path)
    compile_translations(tmp_path)
    assert compile_translations(tmp_path) == []
    newer = path.with_suffix(".mo").stat().st_mtime_ns + 1
    os.utime(path, ns=(newer, newer))
    assert compile_translations(tmp_path) == [path.with_suffix(".mo")]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    texts(tmp_path, 'msgid "one"\nmsgstr "en\n')
    with pytest.raises(SyntaxError, match=r"django\.po:2: not a quoted text"):
        compile_translations(tmp_path)
