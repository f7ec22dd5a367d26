"""Translations without GNU gettext: check and update every room's catalogue.

usage: python -m tools.messages check | update

A room keeps its catalogues in ``locale/<language>/LC_MESSAGES/django.po``. ``check`` compares them with the texts in
the room's code and templates and fails on every text that is missing, empty, fuzzy, no longer used, or translated with
other placeholders. ``update`` brings the catalogues in step with the texts and keeps what is translated.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = ("nb",)
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "gjennomslag"
TEMPLATES = ("*.html", "*.txt", "*.svg")
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)\w")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def rooms(package: Path = PACKAGE) -> list[Path]:
    """Return the folders of all rooms, sorted."""
    return sorted(path.parent for path in package.glob("*/__init__.py"))


def catalogue_path(room: Path, language: str) -> Path:
    """Return where the room keeps its translations into the language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def template_as_code(text: str) -> str:
    """Return the template's texts as lines of Python calls, so that one extractor serves both.

    Django blots out everything else; what it leaves in front of the calls on a line must go, or the rest of a
    line of HTML would look like indented Python.
    """
    return "\n".join(line.strip() for line in templatize(text).splitlines())


def texts_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Return line, text (or texts, for plurals), comments and context of every translatable text in the file."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = template_as_code(source)
    yield from extract("python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"})


def sources_of(room: Path) -> list[Path]:
    """Return the room's files that may hold texts."""
    templates = [path for pattern in TEMPLATES for path in room.glob(f"templates/**/{pattern}")]
    return sorted([*room.rglob("*.py"), *templates])


def texts_of(room: Path) -> Catalog:
    """Return a catalogue of all the room's texts, untranslated."""
    catalogue = Catalog()
    for path in sources_of(room):
        place = path.relative_to(room.parent.parent).as_posix()
        for line, text, comments, context in texts_in(path):
            catalogue.add(text, locations=[(place, line)], auto_comments=comments, context=context)
    return catalogue


def read_catalogue(path: Path, language: str) -> Catalog:
    """Return the catalogue in the file, or an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def strings_of(message: Message) -> tuple[str, ...]:
    """Return the translations of a message, one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def unknown_placeholders(message: Message) -> set[str]:
    """Return the placeholders of the translations that the text itself does not fill."""
    texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    known = set(PLACEHOLDER.findall(" ".join(texts)))
    return set(PLACEHOLDER.findall(" ".join(strings_of(message)))) - known


def faults_of(room: Path, language: str) -> list[str]:
    """Return what is wrong with the room's translations into the language, one sentence a fault."""
    path = catalogue_path(room, language)
    wanted, present = texts_of(room), read_catalogue(path, language)
    faults = []
    for message in filter(lambda each: each.id, wanted):
        name = f"{path.relative_to(room.parent)}: {message.id!r}"
        translated = present.get(message.id, message.context)
        if translated is None:
            faults.append(f"{name} is missing ({message.locations[0][0]}:{message.locations[0][1]})")
        elif translated.fuzzy:
            faults.append(f"{name} is fuzzy")
        elif not all(strings_of(translated)):
            faults.append(f"{name} has an empty translation")
        else:
            faults += [f"{name}: {fault}" for fault in translated.check(present)]
            faults += [f"{name}: {each} is not in the text" for each in sorted(unknown_placeholders(translated))]
    for message in filter(lambda each: each.id, present):
        if wanted.get(message.id, message.context) is None:
            faults.append(f"{path.relative_to(room.parent)}: {message.id!r} is no longer used")
    return faults


def contradictions(language: str) -> list[str]:
    """Return texts that two rooms translate differently: readers would see whichever room comes first."""
    seen: dict[tuple[object, str | None], tuple[str, Path]] = {}
    faults = []
    for room in rooms():
        for message in filter(lambda each: each.id, read_catalogue(catalogue_path(room, language), language)):
            translation = " / ".join(strings_of(message))
            first, where = seen.setdefault((message.id, message.context), (translation, room))
            if first != translation:
                faults.append(f"{message.id!r} is {first!r} in {where.name} and {translation!r} in {room.name}")
    return faults


def check_all() -> list[str]:
    """Return the faults of all rooms and languages."""
    faults = [fault for language in LANGUAGES for room in rooms() for fault in faults_of(room, language)]
    return faults + [fault for language in LANGUAGES for fault in contradictions(language)]


def update_all() -> list[str]:
    """Bring every catalogue in step with the texts."""
    for language in LANGUAGES:
        for room in rooms():
            path, texts = catalogue_path(room, language), texts_of(room)
            if not len(texts) and not path.exists():
                continue
            catalogue = read_catalogue(path, language)
            # The time of writing is no news, and would make a change of every catalogue each time.
            texts.creation_date = catalogue.creation_date
            catalogue.update(texts, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            catalogue.fuzzy = False
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=110, include_lineno=False, sort_by_file=True, omit_header=False)
    return []


def main(arguments: list[str]) -> int:
    """Run one of the two actions."""
    actions = {"check": check_all, "update": update_all}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(__doc__)
        return 2
    if not settings.configured:
        settings.configure(USE_I18N=False, INSTALLED_APPS=[])
        django.setup()
    faults = actions[arguments[0]]()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
