"""Compares the rows of an address file with the addresses and doors that are known, without writing anything.

Everything is worked out in temporary tables of this session (indexed, since nothing is known of their size when a
query is planned), from the table ``incoming`` that ``address_staging``
fills; ``address_merge`` then writes exactly that. The rules, for the municipalities that the file covers:

* An address is known again by its key and the register's number together, by the register's number alone, or by its
  key alone, in this order. A dwelling is known again by its own number, or by its address and dwelling number.
* What a file no longer has is retired, never deleted, and comes back to life if a later file has it again. Rows that
  were left out for a fault count as had.
* A file without dwellings says nothing about dwellings: an address that has none gets one door for the whole address.
* A file with dwellings replaces that door by the address's dwellings. Dwellings without a number beside numbered ones
  (a garage, an annexe) are no doors. An address that such a file lacks is kept if another file has given it.
* ``do not knock`` is never lost (privacy rule P3): where a door that has it is replaced or retired, the doors that
  come new or come back to its address inherit the day.
"""

from __future__ import annotations

MAKE_ADDRESSES = """
DROP TABLE IF EXISTS incoming_address;
CREATE TEMPORARY TABLE incoming_address AS
SELECT DISTINCT ON (key)
    key, register_id, municipality_code, street_code, street, number, letter, extra_name, text, postal_code,
    postal_place, basic_unit, polling_district, east, north, longitude, latitude,
    NULL::bigint AS id, NULL::text AS action, false AS revived
FROM incoming ORDER BY key, line;
CREATE UNIQUE INDEX ON incoming_address (key);
CREATE UNIQUE INDEX ON incoming_address (id);
ANALYZE incoming_address
"""

_MATCH_ADDRESSES = """
WITH candidate AS (
    SELECT DISTINCT ON (mine.key) mine.key, known.id
    FROM incoming_address mine JOIN canvass_address known ON <condition>
    WHERE mine.id IS NULL AND NOT EXISTS (SELECT FROM incoming_address taken WHERE taken.id = known.id)
    ORDER BY mine.key, known.retired_on DESC NULLS FIRST, known.id DESC
), chosen AS (
    SELECT DISTINCT ON (id) key, id FROM candidate ORDER BY id, key
)
UPDATE incoming_address mine SET id = chosen.id FROM chosen WHERE mine.key = chosen.key
"""
MATCH_ADDRESSES = tuple(
    _MATCH_ADDRESSES.replace("<condition>", condition)
    for condition in (
        "known.key = mine.key AND known.register_id = mine.register_id",
        "known.register_id = mine.register_id AND mine.register_id <> '' AND known.register_id <> ''",
        "known.key = mine.key",
    )
)
"""Each address is matched with at most one known one, and each known one with at most one."""

JUDGE_ADDRESSES = """
UPDATE incoming_address mine SET
    revived = known.retired_on IS NOT NULL,
    register_id = coalesce(mine.register_id, known.register_id),
    extra_name = coalesce(mine.extra_name, known.extra_name),
    postal_code = coalesce(mine.postal_code, known.postal_code),
    postal_place = coalesce(mine.postal_place, known.postal_place),
    basic_unit = coalesce(mine.basic_unit, known.basic_unit_id),
    polling_district = coalesce(mine.polling_district, known.polling_district),
    action = CASE WHEN known.retired_on IS NOT NULL OR (
        known.key, known.register_id, known.municipality_code, known.street_code, known.street, known.number,
        known.letter, known.extra_name, known.text, known.postal_code, known.postal_place,
        coalesce(known.basic_unit_id, ''), known.polling_district,
        known.east, known.north, known.longitude, known.latitude
    ) IS DISTINCT FROM (
        mine.key, coalesce(mine.register_id, known.register_id), mine.municipality_code, mine.street_code,
        mine.street, mine.number, mine.letter, coalesce(mine.extra_name, known.extra_name), mine.text,
        coalesce(mine.postal_code, known.postal_code), coalesce(mine.postal_place, known.postal_place),
        coalesce(mine.basic_unit, known.basic_unit_id, ''), coalesce(mine.polling_district, known.polling_district),
        mine.east, mine.north, mine.longitude, mine.latitude
    ) THEN 'changed' ELSE 'unchanged' END
FROM canvass_address known WHERE known.id = mine.id;
UPDATE incoming_address SET action = 'new', id = nextval(pg_get_serial_sequence('canvass_address', 'id'))
WHERE id IS NULL;
ANALYZE incoming_address
"""

MAKE_DOORS = """
DROP TABLE IF EXISTS incoming_door;
CREATE TEMPORARY TABLE incoming_door (
    address_id bigint, dwelling_number text, dwelling_id text, do_not_knock_on date,
    id bigint, action text, replaces boolean NOT NULL DEFAULT false, comes boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX ON incoming_door (id);
CREATE INDEX ON incoming_door (address_id)
"""

DOORS_OF_ADDRESSES = """
INSERT INTO incoming_door (address_id, dwelling_number, dwelling_id, id, action)
SELECT DISTINCT ON (door.address_id, door.dwelling_number)
    door.address_id, door.dwelling_number, door.dwelling_id, door.id, 'changed'
FROM incoming_address mine
JOIN canvass_address known ON known.id = mine.id
JOIN canvass_door door ON door.address_id = known.id AND door.retired_on = known.retired_on
WHERE mine.revived
ORDER BY door.address_id, door.dwelling_number, door.id DESC;
INSERT INTO incoming_door (address_id, dwelling_number, dwelling_id)
SELECT mine.id, '', '' FROM incoming_address mine
WHERE (mine.action = 'new' OR mine.revived)
    AND NOT EXISTS (SELECT FROM incoming_door back WHERE back.address_id = mine.id)
"""
"""The doors that a file without dwellings brings: those that come back with their address, and one for a new one."""

DOORS_OF_DWELLINGS = """
INSERT INTO incoming_door (address_id, dwelling_number, dwelling_id)
SELECT DISTINCT ON (address.id, dwelling.dwelling_number) address.id, dwelling.dwelling_number, dwelling.dwelling_id
FROM incoming dwelling JOIN incoming_address address ON address.key = dwelling.key
WHERE dwelling.dwelling_number <> '' OR NOT EXISTS (
    SELECT FROM incoming numbered WHERE numbered.key = dwelling.key AND numbered.dwelling_number <> ''
)
ORDER BY address.id, dwelling.dwelling_number, dwelling.line;
ANALYZE incoming_door
"""

_MATCH_DOORS = """
WITH candidate AS (
    SELECT DISTINCT ON (mine.address_id, mine.dwelling_number) mine.address_id, mine.dwelling_number, known.id
    FROM incoming_door mine JOIN canvass_door known ON <condition>
    WHERE mine.id IS NULL AND NOT EXISTS (SELECT FROM incoming_door taken WHERE taken.id = known.id)
    ORDER BY mine.address_id, mine.dwelling_number, known.address_id = mine.address_id DESC,
        known.dwelling_number = mine.dwelling_number DESC, known.retired_on DESC NULLS FIRST, known.id DESC
), chosen AS (
    SELECT DISTINCT ON (id) address_id, dwelling_number, id FROM candidate ORDER BY id, address_id, dwelling_number
)
UPDATE incoming_door mine SET id = chosen.id FROM chosen
WHERE (mine.address_id, mine.dwelling_number) = (chosen.address_id, chosen.dwelling_number)
"""
MATCH_DOORS = tuple(
    _MATCH_DOORS.replace("<condition>", condition)
    for condition in (
        "known.dwelling_id = mine.dwelling_id AND mine.dwelling_id <> '' AND known.dwelling_id <> ''",
        "known.address_id = mine.address_id AND known.dwelling_number = mine.dwelling_number",
    )
)

REPLACE_WHOLE_ADDRESS = """
WITH whole AS (
    SELECT door.id, door.address_id FROM canvass_door door
    WHERE door.dwelling_number = '' AND door.retired_on IS NULL
        AND door.address_id IN (SELECT address_id FROM incoming_door WHERE id IS NULL)
        AND NOT EXISTS (SELECT FROM incoming_door taken WHERE taken.id = door.id)
), lowest AS (
    SELECT DISTINCT ON (address_id) address_id, dwelling_number FROM incoming_door WHERE id IS NULL
    ORDER BY address_id, position(left(dwelling_number, 1) IN 'KUHL'), dwelling_number
)
UPDATE incoming_door mine SET id = whole.id, replaces = true FROM whole JOIN lowest USING (address_id)
WHERE (mine.address_id, mine.dwelling_number) = (lowest.address_id, lowest.dwelling_number)
"""
"""The door that stood for the whole address becomes the lowest of its dwellings, so that turfs keep it."""

RETIRE_BY_ADDRESSES = """
DROP TABLE IF EXISTS retiring_address, retiring_door;
CREATE TEMPORARY TABLE retiring_address AS
SELECT known.id FROM canvass_address known
WHERE known.municipality_code = ANY(%(municipalities)s) AND known.retired_on IS NULL
    AND NOT known.register_id = ANY(%(lost)s)
    AND NOT EXISTS (SELECT FROM incoming_address mine WHERE mine.id = known.id);
CREATE TEMPORARY TABLE retiring_door AS
SELECT door.id FROM canvass_door door
WHERE door.retired_on IS NULL AND door.address_id IN (SELECT id FROM retiring_address)
"""

RETIRE_BY_DWELLINGS = """
DROP TABLE IF EXISTS retiring_address, retiring_door;
CREATE TEMPORARY TABLE retiring_door AS
SELECT door.id FROM canvass_door door JOIN canvass_address known ON known.id = door.address_id
LEFT JOIN incoming_address mine ON mine.id = known.id
WHERE door.retired_on IS NULL
    AND (mine.id IS NOT NULL OR known.municipality_code = ANY(%(municipalities)s) AND door.dwelling_id <> '')
    AND NOT door.dwelling_id = ANY(%(lost)s) AND NOT known.register_id = ANY(%(lost)s)
    AND NOT EXISTS (SELECT FROM incoming_door here WHERE here.id = door.id);
CREATE UNIQUE INDEX ON retiring_door (id);
ANALYZE retiring_door;
CREATE TEMPORARY TABLE retiring_address AS
SELECT known.id FROM canvass_address known
WHERE known.municipality_code = ANY(%(municipalities)s) AND known.retired_on IS NULL
    AND NOT known.register_id = ANY(%(lost)s)
    AND NOT EXISTS (SELECT FROM incoming_address mine WHERE mine.id = known.id)
    AND NOT EXISTS (
        SELECT FROM canvass_door door
        WHERE door.address_id = known.id AND door.retired_on IS NULL
            AND NOT EXISTS (SELECT FROM retiring_door gone WHERE gone.id = door.id)
            AND NOT EXISTS (SELECT FROM incoming_door moved WHERE moved.id = door.id)
    )
"""

JUDGE_DOORS = """
UPDATE incoming_door mine SET
    dwelling_id = coalesce(mine.dwelling_id, known.dwelling_id),
    comes = known.retired_on IS NOT NULL,
    action = CASE WHEN known.retired_on IS NOT NULL
        OR (known.address_id, known.dwelling_number) <> (mine.address_id, mine.dwelling_number)
        OR known.dwelling_id <> coalesce(mine.dwelling_id, known.dwelling_id) THEN 'changed' ELSE 'unchanged' END
FROM canvass_door known WHERE known.id = mine.id AND mine.action IS NULL;
UPDATE incoming_door SET action = 'new', dwelling_id = coalesce(dwelling_id, '') WHERE id IS NULL;
WITH heritage AS (
    SELECT door.address_id, max(door.do_not_knock_on) AS day,
        max(door.do_not_knock_on) FILTER (WHERE door.dwelling_number = '') AS whole
    FROM canvass_door door
    WHERE door.do_not_knock_on IS NOT NULL AND (
        door.id IN (SELECT id FROM retiring_door)
        OR door.id IN (SELECT id FROM incoming_door WHERE replaces)
        OR door.address_id IN (SELECT id FROM incoming_address WHERE revived)
            AND NOT EXISTS (SELECT FROM incoming_door here WHERE here.id = door.id)
    )
    GROUP BY door.address_id
)
UPDATE incoming_door mine SET
    do_not_knock_on = CASE WHEN mine.comes THEN heritage.day ELSE heritage.whole END,
    action = CASE WHEN mine.action = 'new' THEN 'new' ELSE 'changed' END
FROM heritage
WHERE heritage.address_id = mine.address_id AND (mine.comes OR heritage.whole IS NOT NULL)
"""
"""Says what is new and what changes. A wish not to be knocked on passes from a door that goes to those that come in its
place; from a door that stood for the whole address to all that are there."""

COUNT_ADDRESSES = """
SELECT action, count(*) FROM incoming_address GROUP BY action
UNION ALL SELECT 'retired', count(*) FROM retiring_address
"""

COUNT_DOORS = """
SELECT action, count(*) FROM incoming_door GROUP BY action
UNION ALL SELECT 'retired', count(*) FROM retiring_door
UNION ALL SELECT 'unchanged', count(*) FROM canvass_door door
    JOIN incoming_address mine ON mine.id = door.address_id AND NOT mine.revived
    WHERE door.retired_on IS NULL AND door.id NOT IN (SELECT id FROM retiring_door)
        AND NOT EXISTS (SELECT FROM incoming_door here WHERE here.id = door.id)
"""

DUPLICATE_ADDRESSES = """
SELECT line, text FROM (
    SELECT line, text, row_number() OVER (PARTITION BY key ORDER BY line) AS nth FROM incoming
) row WHERE nth > 1 ORDER BY line
"""

DUPLICATE_DWELLINGS = """
SELECT line, text || ', ' || dwelling_number FROM (
    SELECT line, text, dwelling_number, row_number() OVER (PARTITION BY key, dwelling_number ORDER BY line) AS nth
    FROM incoming WHERE dwelling_number <> ''
) row WHERE nth > 1 ORDER BY line
"""

COUNT_UNNUMBERED = """
SELECT (SELECT count(*) FROM incoming WHERE dwelling_number = '')
    - (SELECT count(*) FROM incoming_door WHERE dwelling_number = '')
"""
