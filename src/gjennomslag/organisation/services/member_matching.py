"""The SQL that finds out what a file of members changes. Read by ``member_plan``, in the order of its steps.

``%(source)s`` is the member system, ``%(root)s`` the path of the unit it is imported for, ``%(whole)s`` whether that
is the whole party, ``%(today)s`` the day and ``%(pepper)s`` what digests of erased people are made with.
"""

from __future__ import annotations

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
    UPDATE incoming_member mine SET action = 'elsewhere' WHERE NOT %(whole)s AND NOT lost AND person_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM organisation_membership held JOIN organisation_unit unit ON unit.id = held.unit_id
            WHERE held.person_id = mine.person_id AND held.ended_on IS NULL AND unit.path LIKE %(root)s || '%%'
        )
    """,
)

# What a row says of somebody, as it is remembered. Worked out where it is needed: a wider table is slower to write.
GIVEN = """jsonb_strip_nulls(jsonb_build_object(
    'member_number', mine.member_number, 'first_name', mine.first_name, 'last_name', mine.last_name,
    'email', mine.email, 'phone', mine.phone, 'birth_date', mine.birth_date, 'birth_year', mine.birth_year,
    'street_address', mine.street_address, 'postal_code', mine.postal_code, 'postal_place', mine.postal_place,
    'studies_at', mine.studies_at,
    'last_paid_year', mine.last_paid_year, 'unit', mine.unit_id::text, 'joined_on', mine.joined_on::text,
    'left_on', mine.left_on::text))"""

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
        WHEN person_id IS NULL AND left_on IS NOT NULL THEN 'known' WHEN person_id IS NULL THEN 'new' ELSE 'known' END
    WHERE NOT lost AND action IS NULL
    """,
    "CREATE INDEX ON incoming_member (person_id) WHERE person_id IS NOT NULL",
    "DROP TABLE IF EXISTS member_change, member_gone, member_back",
    """
    CREATE TEMPORARY TABLE member_change (
        line integer, person_id integer, field text, was text, becomes text, verdict text)
    """,
    # What the file says as it said before is no news, whatever has been put right here since.
    f"""
    CREATE TEMPORARY TABLE member_news ON COMMIT DROP AS
    SELECT mine.*, coalesce(known.given, '{{}}') AS before FROM incoming_member mine
    LEFT JOIN organisation_memberorigin known ON known.source_id = %(source)s AND known.key = mine.key
    WHERE mine.action = 'known' AND mine.person_id IS NOT NULL
        AND NOT coalesce(known.given, '{{}}') @> {GIVEN}
    """,  # noqa: S608
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
        ('studies_at', held.studies_at, news.studies_at),
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
DIGEST = f"""
SELECT md5(coalesce(string_agg(piece, '' ORDER BY piece COLLATE "C"), '')) FROM (
    SELECT md5(concat_ws('|', line, action, unit_id, {GIVEN}::text)) AS piece FROM incoming_member mine
    WHERE action = 'new' AND NOT lost
    UNION ALL SELECT md5(concat_ws('|', line, person_id, field, was, becomes, verdict)) FROM member_change
    UNION ALL SELECT md5('gone ' || person_id) FROM member_gone
    UNION ALL SELECT md5('back ' || person_id) FROM member_back
) pieces
"""  # noqa: S608
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
