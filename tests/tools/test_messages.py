"""The check of translations finds every kind of fault, in code and in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import messages

CODE = (
    'from django.utils.translation import gettext as _, ngettext\n_("Save")\nngettext("%(n)d door", "%(n)d doors", 2)\n'
)
TEMPLATE = """{% load i18n %}
  <p>{% trans "Save" %}</p>
<ul><li title="{% trans 'Turf' %}">{% blocktrans trimmed count counter=n %}
    One door
  {% plural %}
    {{ counter }} doors
  {% endblocktrans %}</li></ul>
"""
HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
COMPLETE = (
    HEADER
    + 'msgid "Save"\nmsgstr "Lagre"\n\n'
    + 'msgid "Turf"\nmsgstr "Rode"\n\n'
    + 'msgid "%(n)d door"\nmsgid_plural "%(n)d doors"\nmsgstr[0] "%(n)d dør"\nmsgstr[1] "%(n)d dører"\n\n'
    + 'msgid "One door"\nmsgid_plural "%(counter)s doors"\nmsgstr[0] "Én dør"\nmsgstr[1] "%(counter)s dører"\n'
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a room with four texts, all translated."""
    package = tmp_path / "package"
    room = package / "room"
    (room / "templates" / "room").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "views.py").write_text(CODE)
    (room / "templates" / "room" / "page.html").write_text(TEMPLATE)
    write(room, COMPLETE)
    monkeypatch.setattr(messages, "PACKAGE", package)
    monkeypatch.setattr(messages.rooms, "__defaults__", (package,))
    return room


def write(room: Path, text: str) -> None:
    path = messages.catalogue_path(room, "nb")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_complete_room_has_no_faults(room: Path) -> None:
    assert messages.check_all() == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "Turf"\nmsgstr "Rode"\n\n', "", "'Turf' is missing (package/room/templates/room/page.html:3)"),
        ('msgstr "Rode"', 'msgstr ""', "'Turf' has an empty translation"),
        ('msgid "Turf"', '#, fuzzy\nmsgid "Turf"', "'Turf' is fuzzy"),
        ('msgstr[1] "%(n)d dører"', 'msgstr[1] ""', "('%(n)d door', '%(n)d doors') has an empty translation"),
        ('"%(counter)s dører"', '"%(number)s dører"', "%(number)s is not in the text"),
        ('msgid "Turf"', 'msgid "Area"\nmsgstr "Område"\n\nmsgid "Turf"', "'Area' is no longer used"),
    ],
)
def test_faults_are_found(room: Path, old: str, new: str, fault: str) -> None:
    assert old in COMPLETE
    write(room, COMPLETE.replace(old, new))
    faults = messages.check_all()
    assert any(each.endswith(fault) for each in faults), faults


def test_a_room_without_a_catalogue_lacks_every_text(room: Path) -> None:
    messages.catalogue_path(room, "nb").unlink()
    assert len(messages.check_all()) == 4


def test_rooms_that_contradict_each_other_are_found(room: Path) -> None:
    other = room.parent / "other"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "views.py").write_text('from django.utils.translation import gettext\ngettext("Save")\n')
    write(other, HEADER + 'msgid "Save"\nmsgstr "Spar"\n')
    assert messages.check_all() == ["'Save' is 'Spar' in other and 'Lagre' in room"]


def test_update_keeps_translations_adds_new_texts_and_drops_old_ones(room: Path) -> None:
    write(room, COMPLETE.replace('msgid "Turf"\nmsgstr "Rode"', 'msgid "Area"\nmsgstr "Område"'))
    messages.update_all()
    catalogue = messages.read_catalogue(messages.catalogue_path(room, "nb"), "nb")
    assert {str(message.id): message.string for message in catalogue if isinstance(message.id, str) and message.id} == {
        "Save": "Lagre",
        "Turf": "",
    }
    assert [fault.split(": ")[-1] for fault in messages.check_all()] == ["'Turf' has an empty translation"]
