"""Finding people at once among two million: by name in any order and half written, number, telephone, mail address,
postal code and branch.

PostgreSQL keeps for each person the words of the name, folded (``organisation_fold``: å and aa, ø and oe, æ and ae, é
and e are the same), and the telephone, number, mail address and postal code with a sign in front. Every word that is
looked for must be the beginning of one of them.

Scope is a range of paths in the tree. A small scope (a branch) is read and the words tried on each person; in a large
one (a county, the country) the words are looked up and the scope tried on each person found. Which of the two is
cheaper is decided by counting the scope's members, up to a limit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gjennomslag.organisation.models import Person, Unit
from gjennomslag.organisation.rules import normal_phone
from gjennomslag.organisation.scope import Scope

SHOWN = 50
_SMALL_SCOPE = 10_000
_BROAD, _TRIED = 3, 4_000
"""Words of up to so many letters find so many people that enough of them are among the first members of the scope."""
_SHORTEST = 2
_PHONE_DIGITS = 5
_POSTAL_CODE_DIGITS = 4
_PHONE = re.compile(r"\+?[\d\s]{5,}")


@dataclass(frozen=True, slots=True)
class Found:
    """The people found, sorted by name, at most ``SHOWN`` of them. ``more`` says that there are others.

    ``units`` are the branches whose names the words are, where people were found because they belong there.
    """

    people: list[Person]
    more: bool
    units: list[Unit]


def search_people(text: str, scope: Scope, capability: str, day: date, *, within: Unit | None = None) -> Found:
    """Return the people whom the scope may see with the capability and who fit every word of the text.

    ``within`` limits the search to a unit and what lies below it. People who have left, or who turned out to be in the
    register twice, are not found. An empty text, or one too short to look up, finds nobody.
    """
    text = text.replace("\x00", "")
    reach = _reach(scope, capability, within)
    if not reach:
        return Found([], False, [])
    words = _words(text)
    by_words = _look_up(_terms(text, words), reach, day) if words else []
    units, rest = _named_units(words, reach, day)
    by_branch = _look_up(_terms(" ".join(rest), rest), _inside(units, reach), day) if units else []
    people = Person.objects.in_bulk({*by_words[:SHOWN], *by_branch[:SHOWN]})
    ordered = sorted(people.values(), key=lambda person: (person.sort_name, person.pk))
    return Found(ordered[:SHOWN], max(len(by_words), len(by_branch), len(ordered)) > SHOWN, units)


@dataclass(frozen=True, slots=True)
class _Range:
    """A unit's path, and whether what lies below it is meant too."""

    path: str
    below: bool

    @property
    def first(self) -> str:
        return self.path

    @property
    def last(self) -> str:
        """Return the first path behind the range. Paths are compared byte by byte."""
        return self.path + "~" if self.below else self.path + "\x01"


def _reach(scope: Scope, capability: str, within: Unit | None) -> list[_Range]:
    """Return the parts of the tree that the scope covers inside the unit, none inside another."""
    ranges = [_Range(grant.path, grant.below) for grant in scope.grants if grant.capability == capability]
    if within is not None:
        inside = [each for each in ranges if each.path.startswith(within.path)]
        covering = any(within.path.startswith(each.path) and each.below for each in ranges)
        ranges = [_Range(within.path, below=True)] if covering else inside
    ranges.sort(key=lambda each: (each.path, not each.below))
    kept: list[_Range] = []
    for each in ranges:
        if not any((other.below and each.path.startswith(other.path)) or other == each for other in kept):
            kept.append(each)
    return kept


def _inside(units: Sequence[Unit], reach: Sequence[_Range]) -> list[_Range]:
    """Return what lies in the units and in reach."""
    return [
        _Range(unit.path, below=any(each.below and unit.path.startswith(each.path) for each in reach)) for unit in units
    ]


def _words(text: str) -> list[str]:
    """Return the folded words of the text as PostgreSQL folds names; mail addresses and numbers are left whole."""
    whole = [each.lower() for each in text.split() if "@" in each]
    rest = " ".join(each for each in text.split() if "@" not in each)
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_words(%s)", [rest])
        row = cursor.fetchone()
    return whole + list(dict.fromkeys(row[0] if row else []))


@dataclass(frozen=True, slots=True)
class _Term:
    """What one word looks for, in PostgreSQL's language of text queries: half written, and as a whole word.

    ``indexed`` is False for words of one letter, which would find a tenth of everybody; ``broad`` says that the
    beginning of a name is so short that very many people have it.
    """

    begins: str
    whole: str
    indexed: bool = True
    broad: bool = False


def _terms(text: str, words: Sequence[str]) -> list[_Term]:
    """Return what to look up: the whole text where it is a telephone number, else each word."""
    digits = re.sub(r"\D", "", text)
    if _PHONE.fullmatch(text.strip()) and len(digits) >= _PHONE_DIGITS:
        phone, number = _lexeme("t:" + _national(text)), _lexeme("n:" + digits)
        return [_Term(f"({phone}:* | {number}:*)", f"({phone} | {number})")]
    return [_term(word) for word in words]


def _national(text: str) -> str:
    """Return the digits of a number that may be half written, without Norway's country code."""
    digits = normal_phone(text) or re.sub(r"[^\d+]", "", text)
    return re.sub(r"^(\+47|0047)", "", digits)


def _term(word: str) -> _Term:
    if "@" in word:
        return _Term(f"{_lexeme('e:' + word)}:*", _lexeme("e:" + word))
    signs = ["", "n:"]
    if word.isdigit() and len(word) >= _PHONE_DIGITS:
        signs.append("t:")
    whole = [_lexeme(sign + word) for sign in signs]
    begins = [f"{each}:*" for each in whole]
    if word.isdigit() and len(word) == _POSTAL_CODE_DIGITS:
        whole.append(_lexeme("p:" + word))
        begins.append(_lexeme("p:" + word))
    broad = len(word) <= _BROAD and not word.isdigit()
    return _Term(f"({' | '.join(begins)})", f"({' | '.join(whole)})", indexed=len(word) >= _SHORTEST, broad=broad)


def _lexeme(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _named_units(words: Sequence[str], reach: Sequence[_Range], day: date) -> tuple[list[Unit], list[str]]:
    """Return the units in reach whose whole names are among the words, and the words that are left.

    A unit counts when each word of its name begins with one of the words looked for, of at least three letters.
    """
    asked = [word for word in words if len(word) >= 3 and "@" not in word]
    if not asked:
        return [], list(words)
    condition, values = _within(reach, "unit.path")
    query = " | ".join(f"{_lexeme(word)}:*" for word in asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, organisation_words(name) FROM organisation_unit AS unit"  # noqa: S608
            f" WHERE words @@ %s::tsquery AND valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)"
            f" AND {condition} ORDER BY path LIMIT 200",
            [query, day, day, *values],
        )
        rows = cursor.fetchall()
    matching = [(pk, name) for pk, name in rows if all(any(part.startswith(word) for word in asked) for part in name)]
    if not matching:
        return [], list(words)
    used = {word for word in asked for _pk, name in matching if any(part.startswith(word) for part in name)}
    units = Unit.objects.filter(pk__in=[pk for pk, _name in matching])
    return list(units), [word for word in words if word not in used]


def _within(reach: Sequence[_Range], column: str) -> tuple[str, list[str]]:
    """Return the condition that the column's path lies in one of the ranges, with its values."""
    condition = " OR ".join(f"({column} >= %s AND {column} < %s)" for _ in reach)
    return f"({condition})", [value for each in reach for value in (each.first, each.last)]


_BELONGS = (
    "membership.person_id = person.id AND membership.joined_on <= %s"
    " AND (membership.ended_on IS NULL OR membership.ended_on > %s)"
)


def _look_up(terms: Sequence[_Term], reach: Sequence[_Range], day: date) -> list[int]:
    """Return the ids of up to ``SHOWN`` + 1 people in reach who fit all the terms; without terms, of anybody there.

    Where the scope is large, those whose whole words fit come first.
    """
    indexed = [term for term in terms if term.indexed]
    if not reach or (terms and not indexed):
        return []
    if not terms or _is_small(reach):
        return _from_the_scope(" & ".join(term.begins for term in terms), reach, day)
    tried = " & ".join(term.begins for term in terms if not term.indexed)
    found = _from_the_words(" & ".join(term.whole for term in indexed), tried, reach, day)
    if len(found) <= SHOWN and all(term.broad for term in terms):
        found += _from_the_first(" & ".join(term.begins for term in terms), reach, day)
    if len(set(found)) <= SHOWN:
        found += _from_the_words(" & ".join(term.begins for term in indexed), tried, reach, day)
    return list(dict.fromkeys(found))[: SHOWN + 1]


def _is_small(reach: Sequence[_Range]) -> bool:
    """Say whether few enough belong to the scope to read them all."""
    condition, values = _within(reach, "unit.path")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM organisation_unit AS unit"  # noqa: S608
            " JOIN organisation_membership AS membership ON membership.unit_id = unit.id"
            f" WHERE {condition} LIMIT %s) AS counted",
            [*values, _SMALL_SCOPE + 1],
        )
        row = cursor.fetchone()
    return row is not None and row[0] <= _SMALL_SCOPE


def _from_the_scope(query: str, reach: Sequence[_Range], day: date) -> list[int]:
    condition, values = _within(reach, "unit.path")
    fits = "person.words @@ %s::tsquery" if query else "true"
    return _ids(
        "WITH member AS MATERIALIZED (SELECT DISTINCT membership.person_id FROM organisation_unit AS unit"  # noqa: S608
        " JOIN organisation_membership AS membership ON membership.unit_id = unit.id"
        f" WHERE {condition} AND membership.joined_on <= %s"
        " AND (membership.ended_on IS NULL OR membership.ended_on > %s))"
        " SELECT person.id FROM member JOIN organisation_person AS person ON person.id = member.person_id"
        f" WHERE person.merged_into_id IS NULL AND {fits} ORDER BY person.sort_name, person.id LIMIT %s",
        [*values, day, day, *([query] if query else []), SHOWN + 1],
    )


def _from_the_first(query: str, reach: Sequence[_Range], day: date) -> list[int]:
    """Return who fits among the first members of the scope, until enough are found.

    The index of words would put together everybody in the party whose name begins so before it gave the first one.
    """
    condition, values = _within(reach, "unit.path")
    return _ids(
        "SELECT person.id FROM (SELECT membership.person_id FROM organisation_unit AS unit"  # noqa: S608
        " JOIN organisation_membership AS membership ON membership.unit_id = unit.id"
        f" WHERE {condition} AND membership.joined_on <= %s"
        " AND (membership.ended_on IS NULL OR membership.ended_on > %s) LIMIT %s) AS member"
        " JOIN organisation_person AS person ON person.id = member.person_id"
        " WHERE person.merged_into_id IS NULL AND (person.words @@ %s::tsquery) IS TRUE LIMIT %s",
        [*values, day, day, _TRIED, query, SHOWN + 1],
    )


def _from_the_words(query: str, tried: str, reach: Sequence[_Range], day: date) -> list[int]:
    condition, values = _within(reach, "unit.path")
    # "IS TRUE" keeps words of one letter away from the index, where they would find a tenth of everybody.
    also = " AND (person.words @@ %s::tsquery) IS TRUE" if tried else ""
    return _ids(
        "SELECT person.id FROM organisation_person AS person"  # noqa: S608
        f" WHERE person.words @@ %s::tsquery{also} AND person.merged_into_id IS NULL AND EXISTS ("
        " SELECT 1 FROM organisation_membership AS membership JOIN organisation_unit AS unit"
        f" ON unit.id = membership.unit_id WHERE {_BELONGS} AND {condition} OFFSET 0) LIMIT %s",
        [query, *([tried] if tried else []), day, day, *values, SHOWN + 1],
    )


def _ids(statement: str, values: Sequence[str | int | date]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]
