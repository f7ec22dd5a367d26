"""The SQL that finds out what a file of members changes. Read by ``member_plan``, in the order of its steps.

``%(source)s`` is the member system, ``%(root)s`` the path of the unit it is imported for, ``%(whole)s`` whether that
is the whole party, ``%(today)s`` the day and ``%(pepper)s`` what digests of erased people are made with.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model

LOSE_TWICE = """
UPDATE incoming_member mine SET lost = true, action = 'twice' FROM (
    SELECT line, row_number() OVER (PARTITION BY key ORDER BY line) AS nth FROM incoming_member WHERE NOT lost
) found WHERE found.line = mine.line AND found.nth > 1
"""
EMPTY_EMAIL_TWICE = """
UPDATE incoming_member mine SET email = NULL FROM (
    SELECT line, row_number() OVER (PARTITION BY email ORDER BY line) AS nth FROM incoming_member
    WHERE NOT lost AND email <> ''
) found WHERE found.line = mine.line AND found.nth > 1 RETURNING mine.line
"""

# Who is who: by what the member system said before, by number, and where one of the two has no number by what else
# fits. Lost rows are looked up too: whoever they are about is not missing.
MATCH = (
    """
    UPDATE incoming_member mine SET person_id = known.person_id FROM organisation_memberorigin known
    WHERE known.source_id = %(source)s AND known.key = mine.key
    """,
    """
    UPDATE incoming_member mine SET person_id = coalesce(known.merged_into_id, known.id)
    FROM organisation_person known
    WHERE mine.person_id IS NULL AND mine.member_number <> '' AND known.member_number = mine.member_number
    """,
    """
    UPDATE incoming_member mine SET person_id = known.id FROM organisation_person known
    WHERE mine.person_id IS NULL AND known.email = mine.email AND known.merged_into_id IS NULL
        AND (known.member_number = '' OR coalesce(mine.member_number, '') = '')
        AND organisation_fold(known.last_name) = organisation_fold(coalesce(mine.last_name, ''))
        AND NOT EXISTS (SELECT 1 FROM incoming_member other WHERE other.person_id = known.id)
    """,
    """
    UPDATE incoming_member mine SET person_id = found.id FROM (
        SELECT row.line, min(known.id) AS id FROM incoming_member row JOIN organisation_person known
            ON known.sort_name = row.sort_name AND known.birth_date = nullif(row.birth_date, '')::date
        WHERE row.person_id IS NULL AND row.birth_date <> '' AND known.merged_into_id IS NULL
            AND (known.member_number = '' OR coalesce(row.member_number, '') = '')
            AND NOT EXISTS (SELECT 1 FROM incoming_member other WHERE other.person_id = known.id)
        GROUP BY row.line HAVING count(*) = 1
    ) found WHERE found.line = mine.line
    """,
    """
    UPDATE incoming_member mine SET lost = true, action = 'twice' FROM (
        SELECT line, row_number() OVER (PARTITION BY person_id ORDER BY lost, line) AS nth FROM incoming_member
        WHERE person_id IS NOT NULL
    ) found WHERE found.line = mine.line AND found.nth > 1 AND NOT mine.lost
    """,
    """
    UPDATE incoming_member mine SET membership_id = known.id, now_unit = known.unit_id
    FROM organisation_membership known
    WHERE known.person_id = mine.person_id AND known."primary" AND known.ended_on IS NULL
    """,
    """
    UPDATE incoming_member mine SET action = 'erased' FROM organisation_erasedkey gone
    WHERE mine.person_id IS NULL AND NOT mine.lost
        AND gone.digest = sha256(convert_to(%(pepper)s || mine.key, 'UTF8'))
        AND coalesce(mine.joined_on, '0001-01-01') <= gone.erased_on
    """,
    """
    CREATE INDEX ON incoming_member (person_id) WHERE person_id IS NOT NULL
    """,
    """
    UPDATE incoming_member mine SET action = 'elsewhere' WHERE NOT %(whole)s AND NOT lost AND person_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM organisation_membership held JOIN organisation_unit unit ON unit.id = held.unit_id
            WHERE held.person_id = mine.person_id AND held.ended_on IS NULL AND unit.path LIKE %(root)s || '%%'
        )
    """,
)

UNIT_TEXTS = """
SELECT DISTINCT unit_text FROM incoming_member WHERE NOT lost AND action IS NULL AND unit_text <> ''
"""
HOMES = """
SELECT DISTINCT coalesce(postal_code, ''), coalesce(municipality_code, '') FROM incoming_member
WHERE NOT lost AND action IS NULL AND unit_text = '' AND now_unit IS NULL AND left_on IS NULL
"""
PLACE_BY_TEXT = """
UPDATE incoming_member mine SET unit_id = known.unit_id
FROM unnest(%(texts)s::text[], %(units)s::int[]) AS known (unit_text, unit_id)
WHERE mine.unit_text = known.unit_text
"""
PLACE_BY_HOME = """
UPDATE incoming_member mine SET unit_id = known.unit_id
FROM unnest(%(codes)s::text[], %(units)s::int[]) AS known (code, unit_id)
WHERE mine.unit_text = '' AND mine.now_unit IS NULL AND coalesce(mine.postal_code, '') = known.code
"""
LOSE_UNPLACED = """
UPDATE incoming_member SET lost = true WHERE NOT lost AND action IS NULL AND unit_id IS NULL AND left_on IS NULL
    AND (unit_text <> '' OR now_unit IS NULL)
RETURNING line, unit_text
"""

JUDGE = (
    """
    UPDATE incoming_member SET action = CASE
        WHEN person_id IS NULL AND left_on IS NOT NULL THEN 'known' WHEN person_id IS NULL THEN 'new' ELSE 'known' END,
        given = jsonb_strip_nulls(jsonb_build_object(
            'member_number', member_number, 'first_name', first_name, 'last_name', last_name, 'email', email,
            'phone', phone, 'birth_date', birth_date, 'birth_year', birth_year, 'street_address', street_address,
            'postal_code', postal_code, 'postal_place', postal_place, 'last_paid_year', last_paid_year,
            'unit', unit_id::text, 'joined_on', joined_on::text, 'left_on', left_on::text))
    WHERE NOT lost AND action IS NULL
    """,
    "DROP TABLE IF EXISTS member_change, member_gone, member_back",
    """
    CREATE TEMPORARY TABLE member_change (
        line integer, person_id integer, field text, was text, becomes text, verdict text)
    """,
    # What the file says as it said before is no news, whatever has been put right here since.
    """
    CREATE TEMPORARY TABLE member_news ON COMMIT DROP AS
    SELECT mine.*, coalesce(known.given, '{}') AS before FROM incoming_member mine
    LEFT JOIN organisation_memberorigin known ON known.source_id = %(source)s AND known.key = mine.key
    WHERE mine.action = 'known' AND mine.person_id IS NOT NULL
        AND NOT coalesce(known.given, '{}') @> mine.given
    """,
    """
    INSERT INTO member_change
    SELECT news.line, news.person_id, told.field, told.was, told.becomes,
        CASE WHEN told.field = 'last_paid_year' AND told.was > told.becomes THEN 'conflict'
            WHEN news.before ->> told.field IS NULL OR news.before ->> told.field = told.was THEN 'change'
            ELSE 'conflict' END
    FROM member_news news JOIN organisation_person held ON held.id = news.person_id
    CROSS JOIN LATERAL (VALUES
        ('member_number', held.member_number::text, news.member_number),
        ('first_name', held.first_name, news.first_name),
        ('last_name', held.last_name, news.last_name),
        ('email', coalesce(held.email, ''), news.email),
        ('phone', held.phone, news.phone),
        ('birth_date', coalesce(held.birth_date::text, ''), news.birth_date),
        ('birth_year', coalesce(held.birth_year::text, ''),
            CASE WHEN coalesce(news.birth_date, '') = '' THEN news.birth_year END),
        ('street_address', held.street_address, news.street_address),
        ('postal_code', held.postal_code, news.postal_code),
        ('postal_place', held.postal_place, news.postal_place),
        ('last_paid_year', coalesce(held.last_paid_year::text, ''), news.last_paid_year)
    ) AS told (field, was, becomes)
    WHERE told.becomes IS NOT NULL AND told.becomes <> told.was
        AND told.becomes IS DISTINCT FROM (news.before ->> told.field)
        AND NOT (told.becomes = '' AND news.before ->> told.field IS NULL)
    """,
    """
    UPDATE member_change change SET verdict = 'conflict' FROM organisation_person other
    WHERE change.field = 'email' AND change.becomes <> '' AND other.email = change.becomes
        AND other.id <> change.person_id
    """,
    # Codes to sign in with go to the mail address: no file of a branch may take over an office above or beside it.
    """
    UPDATE member_change change SET verdict = 'conflict' FROM organisation_officeholding held
    JOIN organisation_unit unit ON unit.id = held.unit_id
    WHERE NOT %(whole)s AND change.field = 'email' AND held.person_id = change.person_id
        AND (held.valid_until IS NULL OR held.valid_until >= %(today)s) AND unit.path NOT LIKE %(root)s || '%%'
    """,
    """
    UPDATE member_change change SET verdict = 'conflict' FROM organisation_person other
    WHERE change.field = 'member_number' AND change.becomes <> '' AND other.member_number = change.becomes
        AND other.id <> change.person_id
    """,
    """
    INSERT INTO member_change
    SELECT mine.line, NULL, 'email', '', mine.email, 'conflict' FROM incoming_member mine
    JOIN organisation_person other ON other.email = mine.email WHERE mine.action = 'new' AND mine.email <> ''
    """,
    """
    UPDATE incoming_member mine SET email = NULL FROM member_change change
    WHERE change.person_id IS NULL AND change.field = 'email' AND change.line = mine.line
    """,
    """
    INSERT INTO member_change
    SELECT line, person_id, 'unit', now_unit::text, unit_id::text,
        CASE WHEN coalesce(before ->> 'unit', now_unit::text) = now_unit::text THEN 'change' ELSE 'conflict' END
    FROM member_news WHERE left_on IS NULL AND unit_id <> now_unit AND unit_id::text IS DISTINCT FROM before ->> 'unit'
    """,
    """
    INSERT INTO member_change
    SELECT news.line, news.person_id, 'joined_on', held.member_since::text, news.joined_on::text,
        CASE WHEN coalesce(news.before ->> 'joined_on', held.member_since::text) = held.member_since::text
            THEN 'change' ELSE 'conflict' END
    FROM member_news news JOIN organisation_membership held ON held.id = news.membership_id
    WHERE news.left_on IS NULL AND news.joined_on <> held.member_since
        AND news.joined_on::text IS DISTINCT FROM news.before ->> 'joined_on'
    """,
    """
    INSERT INTO member_change
    SELECT line, person_id, 'left_on', '', left_on::text, 'change' FROM member_news
    WHERE left_on <= %(today)s AND membership_id IS NOT NULL AND left_on::text IS DISTINCT FROM before ->> 'left_on'
    """,
    """
    INSERT INTO member_change
    SELECT news.line, news.person_id, 'membership', coalesce(past.ended_on::text, ''), news.unit_id::text,
        CASE WHEN past.ended_on IS NULL OR news.joined_on >= past.ended_on THEN 'change' ELSE 'conflict' END
    FROM member_news news
    CROSS JOIN LATERAL (
        SELECT max(ended_on) AS ended_on FROM organisation_membership WHERE person_id = news.person_id) past
    WHERE news.membership_id IS NULL AND news.left_on IS NULL AND news.unit_id IS NOT NULL
    """,
    "ANALYZE member_change",
    "CREATE TEMPORARY TABLE member_gone (person_id integer)",
    "CREATE TEMPORARY TABLE member_back (person_id integer)",
    """
    INSERT INTO member_back
    SELECT asked.person_id FROM organisation_missingmember asked WHERE asked.source_id = %(source)s
        AND EXISTS (SELECT 1 FROM incoming_member mine WHERE mine.person_id = asked.person_id)
    """,
)
FIND_GONE = """
INSERT INTO member_gone
SELECT held.person_id FROM organisation_membership held
JOIN organisation_unit unit ON unit.id = held.unit_id
JOIN organisation_person person ON person.id = held.person_id
WHERE held."primary" AND held.ended_on IS NULL AND unit.path LIKE %(root)s || '%%' AND person.merged_into_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM incoming_member mine WHERE mine.person_id = held.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM organisation_missingmember asked
        WHERE asked.source_id = %(source)s AND asked.person_id = held.person_id)
"""

COUNT = """
SELECT 'new', count(*) FROM incoming_member WHERE action = 'new' AND NOT lost
UNION ALL SELECT 'elsewhere', count(*) FROM incoming_member WHERE action = 'elsewhere'
UNION ALL SELECT 'erased', count(*) FROM incoming_member WHERE action = 'erased'
UNION ALL SELECT 'missing', count(*) FROM member_gone
UNION ALL SELECT 'back', count(*) FROM member_back
UNION ALL SELECT 'conflicts', count(DISTINCT line) FROM member_change WHERE verdict = 'conflict'
UNION ALL SELECT CASE field WHEN 'unit' THEN 'moved' WHEN 'left_on' THEN 'left' WHEN 'membership' THEN 'rejoined'
    ELSE 'changed' END AS what, count(DISTINCT line) FROM member_change WHERE verdict = 'change' GROUP BY what
UNION ALL SELECT 'unchanged', count(*) FROM incoming_member WHERE action = 'known' AND NOT lost
    AND line NOT IN (SELECT line FROM member_change)
"""
DIGEST = """
SELECT md5(coalesce(string_agg(piece, '' ORDER BY piece COLLATE "C"), '')) FROM (
    SELECT md5(concat_ws('|', line, action, unit_id, given::text)) AS piece FROM incoming_member
    WHERE action = 'new' AND NOT lost
    UNION ALL SELECT md5(concat_ws('|', line, person_id, field, was, becomes, verdict)) FROM member_change
    UNION ALL SELECT md5('gone ' || person_id) FROM member_gone
    UNION ALL SELECT md5('back ' || person_id) FROM member_back
) pieces
"""
SHEET = """
COPY (
    SELECT kind, line, number, name, field, was, becomes, person_id FROM (
        SELECT 1 AS rank, 'conflict' AS kind, change.line, mine.member_number AS number,
            concat_ws(' ', mine.first_name, mine.last_name) AS name, change.field,
            coalesce(before.name, change.was) AS was, coalesce(after.name, change.becomes) AS becomes, change.person_id
        FROM member_change change JOIN incoming_member mine ON mine.line = change.line
        LEFT JOIN organisation_unit before ON change.field = 'unit' AND before.id::text = change.was
        LEFT JOIN organisation_unit after ON change.field IN ('unit', 'membership') AND after.id::text = change.becomes
        WHERE change.verdict = 'conflict'
        UNION ALL SELECT 2, action, line, member_number, concat_ws(' ', first_name, last_name), '', '', '', NULL
        FROM incoming_member WHERE action IN ('elsewhere', 'erased')
        UNION ALL SELECT 3, 'missing', NULL, person.member_number, concat_ws(' ', person.first_name, person.last_name),
            '', '', '', person.id FROM member_gone gone JOIN organisation_person person ON person.id = gone.person_id
        UNION ALL SELECT 4, CASE change.field WHEN 'unit' THEN 'moved' WHEN 'left_on' THEN 'left'
                WHEN 'membership' THEN 'rejoined' ELSE 'changed' END, change.line, mine.member_number,
            concat_ws(' ', mine.first_name, mine.last_name), change.field, coalesce(before.name, change.was),
            coalesce(after.name, change.becomes), change.person_id
        FROM member_change change JOIN incoming_member mine ON mine.line = change.line
        LEFT JOIN organisation_unit before ON change.field = 'unit' AND before.id::text = change.was
        LEFT JOIN organisation_unit after ON change.field IN ('unit', 'membership') AND after.id::text = change.becomes
        WHERE change.verdict = 'change'
        UNION ALL SELECT 5, 'new', mine.line, mine.member_number, concat_ws(' ', mine.first_name, mine.last_name), '',
            '', unit.name, NULL
        FROM incoming_member mine JOIN organisation_unit unit ON unit.id = mine.unit_id
        WHERE mine.action = 'new' AND NOT mine.lost
    ) told ORDER BY rank, kind, line, field
) TO STDOUT (FORMAT csv, DELIMITER ';', HEADER)
"""

# Nobody may have written between what was compared and what is written.
LOCK = """
SELECT count(*) FROM (
    SELECT id FROM organisation_person WHERE id IN (SELECT person_id FROM member_change WHERE verdict = 'change')
    ORDER BY id FOR UPDATE
) locked
"""
STALE = """
SELECT count(*) FROM member_change change JOIN organisation_person held ON held.id = change.person_id
WHERE change.verdict = 'change' AND to_jsonb(held) ? change.field
    AND coalesce(to_jsonb(held) ->> change.field, '') <> change.was
"""
# A record is filled from what changes; what is worked out from it (year of birth, municipality, order) goes along.
CHANGE_PEOPLE = """
UPDATE organisation_person held SET (
    member_number, first_name, last_name, sort_name, email, phone, birth_date, birth_year, street_address,
    postal_code, postal_place, municipality_code, last_paid_year
) = (
    SELECT filled.member_number, filled.first_name, filled.last_name, filled.sort_name, filled.email, filled.phone,
        filled.birth_date, filled.birth_year, filled.street_address, filled.postal_code, filled.postal_place,
        filled.municipality_code, filled.last_paid_year
    FROM jsonb_populate_record(held, change.filling) filled
)
FROM (
    SELECT told.person_id, told.told
        || CASE WHEN told.told ? 'birth_date' THEN jsonb_build_object('birth_year', nullif(mine.birth_year, ''))
            ELSE '{}' END
        || CASE WHEN told.told ? 'postal_code'
            THEN jsonb_build_object('municipality_code', coalesce(mine.municipality_code, '')) ELSE '{}' END
        || CASE WHEN told.told ?| '{first_name,last_name}' AND mine.last_name IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM member_change kept WHERE kept.line = mine.line AND kept.verdict = 'conflict'
                    AND kept.field IN ('first_name', 'last_name'))
            THEN jsonb_build_object('sort_name', mine.sort_name) ELSE '{}' END AS filling
    FROM (
        SELECT person_id, line, jsonb_object_agg(field, CASE
            WHEN field IN ('email', 'birth_date', 'birth_year', 'last_paid_year') THEN nullif(becomes, '')
            ELSE becomes END) AS told
        FROM member_change
        WHERE verdict = 'change' AND field NOT IN ('unit', 'joined_on', 'left_on', 'membership')
        GROUP BY person_id, line
    ) told JOIN incoming_member mine ON mine.line = told.line
) change
WHERE held.id = change.person_id
"""


ANYTHING = """
SELECT EXISTS (SELECT 1 FROM incoming_member WHERE action = 'new' AND NOT lost)
    OR EXISTS (SELECT 1 FROM member_change WHERE verdict = 'change')
"""


# History is written set by set: a trigger for each row would look the context up half a million times. It says the
# same as the triggers do, which are let rest meanwhile.
def _history(event: type[Model]) -> list[str]:
    """Return what a table of history keeps of each row, as quoted columns."""
    columns = [field.column for field in event._meta.concrete_fields]
    return [f'"{each}"' for each in columns if each and not each.startswith("pgh_")]


def _kept(columns: Sequence[str], label: str, event: str, rows: str) -> str:
    return (
        f"INSERT INTO {event} ({', '.join(columns)}, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id)"  # noqa: S608
        f" SELECT {', '.join(columns)}, now(), '{label}', id, %(context)s::uuid FROM {rows}"
    )


_MEMBERSHIP = _history(apps.get_model("organisation", "MembershipEvent"))


def inserted(statement: str) -> str:
    """Return the statement with its rows written to the history of memberships as well."""
    return f"WITH written AS ({statement} RETURNING *) " + _kept(
        _MEMBERSHIP, "insert", "organisation_membershipevent", "written"
    )


def updated(statement: str) -> str:
    """Return the statement, which calls its rows ``held``, with them written to history as well."""
    return f"WITH written AS ({statement} RETURNING held.*) " + _kept(
        _MEMBERSHIP, "update", "organisation_membershipevent", "written"
    )


KEEP_PEOPLE = _kept(
    _history(apps.get_model("organisation", "PersonEvent")),
    "before_change",
    "organisation_personevent",
    "organisation_person WHERE id IN (SELECT person_id FROM member_change WHERE verdict = 'change'"
    " AND field NOT IN ('unit', 'joined_on', 'left_on', 'membership'))",
)
CARRY_OUT = (
    KEEP_PEOPLE,
    CHANGE_PEOPLE,
    """
    UPDATE incoming_member SET person_id = nextval(pg_get_serial_sequence('organisation_person', 'id'))
    WHERE action = 'new' AND NOT lost
    """,
    """
    INSERT INTO organisation_person (
        id, register_id, first_name, last_name, sort_name, member_number, email, phone, birth_year, birth_date,
        language, street_address, postal_code, postal_place, municipality_code, involvement, interests, skills,
        last_paid_year, is_active, registered_at)
    SELECT person_id, gen_random_uuid(), first_name, coalesce(last_name, ''), sort_name, coalesce(member_number, ''),
        nullif(email, ''), coalesce(phone, ''), nullif(birth_year, '')::smallint, nullif(birth_date, '')::date, 'nb',
        coalesce(street_address, ''), coalesce(postal_code, ''), coalesce(postal_place, ''),
        coalesce(municipality_code, ''), '', '{}', '{}', last_paid_year::smallint, true, now()
    FROM incoming_member WHERE action = 'new' AND NOT lost
    """,
    inserted("""
    INSERT INTO organisation_membership (person_id, unit_id, joined_on, member_since, "primary", ended_why)
    SELECT person_id, unit_id, coalesce(joined_on, %(today)s), coalesce(joined_on, %(today)s), true, ''
    FROM incoming_member WHERE action = 'new' AND NOT lost
    """),
    inserted("""
    INSERT INTO organisation_membership (person_id, unit_id, joined_on, member_since, "primary", ended_why)
    SELECT mine.person_id, mine.unit_id, coalesce(mine.joined_on, %(today)s), coalesce(mine.joined_on, %(today)s),
        true, ''
    FROM member_change change JOIN incoming_member mine ON mine.line = change.line
    WHERE change.field = 'membership' AND change.verdict = 'change' AND NOT EXISTS (
        SELECT 1 FROM organisation_membership held
        WHERE held.person_id = mine.person_id AND held.unit_id = mine.unit_id AND held.ended_on IS NULL)
    """),
    updated("""
    UPDATE organisation_membership held SET member_since = mine.joined_on,
        joined_on = CASE WHEN held.joined_on = held.member_since THEN mine.joined_on
            ELSE greatest(held.joined_on, mine.joined_on) END
    FROM member_change change JOIN incoming_member mine ON mine.line = change.line
    WHERE held.id = mine.membership_id AND change.field = 'joined_on' AND change.verdict = 'change'
    """),
    # Moves: the old membership ends first, since only one may be primary at a time.
    """
    CREATE TEMPORARY TABLE member_move ON COMMIT DROP AS
    SELECT mine.person_id, mine.unit_id, held.id, held.member_since, greatest(held.joined_on, %(today)s) AS moved_on
    FROM member_change change JOIN incoming_member mine ON mine.line = change.line
    JOIN organisation_membership held ON held.id = mine.membership_id
    WHERE change.field = 'unit' AND change.verdict = 'change'
    """,
    updated("""
    UPDATE organisation_membership held SET ended_on = moved.moved_on, ended_why = 'transferred', ended_at = now()
    FROM member_move moved WHERE held.id = moved.id
    """),
    updated("""
    UPDATE organisation_membership held SET "primary" = true,
        member_since = least(held.member_since, moved.member_since)
    FROM member_move moved
    WHERE held.person_id = moved.person_id AND held.unit_id = moved.unit_id AND held.ended_on IS NULL
    """),
    inserted("""
    INSERT INTO organisation_membership (person_id, unit_id, joined_on, member_since, "primary", ended_why)
    SELECT person_id, unit_id, moved_on, member_since, true, '' FROM member_move moved WHERE NOT EXISTS (
        SELECT 1 FROM organisation_membership held
        WHERE held.person_id = moved.person_id AND held.unit_id = moved.unit_id AND held.ended_on IS NULL)
    """),
    updated("""
    UPDATE organisation_membership held SET ended_on = greatest(held.joined_on, mine.left_on), ended_why = 'resigned',
        ended_at = now()
    FROM member_change change JOIN incoming_member mine ON mine.line = change.line
    WHERE change.field = 'left_on' AND change.verdict = 'change' AND held.person_id = change.person_id
        AND held.ended_on IS NULL
    """),
    """
    UPDATE organisation_officeholding held SET valid_until = greatest(held.valid_from, mine.left_on)
    FROM member_change change JOIN incoming_member mine ON mine.line = change.line
    WHERE change.field = 'left_on' AND change.verdict = 'change' AND held.person_id = change.person_id
        AND (held.valid_until IS NULL OR held.valid_until > mine.left_on)
    """,
    """
    INSERT INTO organisation_memberorigin AS known (source_id, key, person_id, given)
    SELECT %(source)s, key, person_id, given FROM incoming_member
    WHERE NOT lost AND action IN ('new', 'known') AND person_id IS NOT NULL
    ON CONFLICT (source_id, key) DO UPDATE SET given = known.given || excluded.given, person_id = excluded.person_id
    WHERE NOT known.given @> excluded.given OR known.person_id <> excluded.person_id
    """,
    """
    DELETE FROM organisation_missingmember asked USING member_back back
    WHERE asked.source_id = %(source)s AND asked.person_id = back.person_id
    """,
    """
    INSERT INTO organisation_missingmember (source_id, person_id, since, answer)
    SELECT %(source)s, person_id, %(today)s, '' FROM member_gone
    """,
)
