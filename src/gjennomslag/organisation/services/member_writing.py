"""The SQL that writes what a file of members changes, and its history, once ``member_matching`` has found it out.

Run by ``member_plan`` in the order of its steps, in the same transaction and with the same values.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model

from gjennomslag.organisation.services.member_matching import GIVEN

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
    postal_code, postal_place, municipality_code, studies_at, last_paid_year
) = (
    SELECT filled.member_number, filled.first_name, filled.last_name, filled.sort_name, filled.email, filled.phone,
        filled.birth_date, filled.birth_year, filled.street_address, filled.postal_code, filled.postal_place,
        filled.municipality_code, filled.studies_at, filled.last_paid_year
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
    # Ids in a table of their own: to write them into the rows of the file would copy the whole file once more.
    """
    CREATE TEMPORARY TABLE member_new ON COMMIT DROP AS
    SELECT line, nextval(pg_get_serial_sequence('organisation_person', 'id'))::integer AS person_id
    FROM incoming_member WHERE action = 'new' AND NOT lost ORDER BY line
    """,
    "ANALYZE member_new",
    """
    INSERT INTO organisation_person (
        id, register_id, first_name, last_name, sort_name, member_number, email, phone, birth_year, birth_date,
        language, street_address, postal_code, postal_place, municipality_code, involvement, interests, skills,
        studies_at, last_paid_year, is_active, registered_at)
    SELECT new.person_id, gen_random_uuid(), first_name, coalesce(last_name, ''), sort_name,
        coalesce(member_number, ''), nullif(email, ''), coalesce(phone, ''), nullif(birth_year, '')::smallint,
        nullif(birth_date, '')::date, 'nb',
        coalesce(street_address, ''), coalesce(postal_code, ''), coalesce(postal_place, ''),
        coalesce(municipality_code, ''), '', '{}', '{}', coalesce(studies_at, ''), last_paid_year::smallint, true, now()
    FROM incoming_member mine JOIN member_new new ON new.line = mine.line
    """,
    inserted("""
    INSERT INTO organisation_membership (person_id, unit_id, joined_on, member_since, "primary", ended_why)
    SELECT new.person_id, unit_id, coalesce(joined_on, %(today)s), coalesce(joined_on, %(today)s), true, ''
    FROM incoming_member mine JOIN member_new new ON new.line = mine.line
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
    f"""
    INSERT INTO organisation_memberorigin AS known (source_id, key, person_id, given)
    SELECT %(source)s, key, new.person_id, {GIVEN}
    FROM incoming_member mine JOIN member_new new ON new.line = mine.line
    UNION ALL
    SELECT %(source)s, key, person_id, {GIVEN} FROM incoming_member mine
    WHERE NOT lost AND action = 'known' AND person_id IS NOT NULL
    ON CONFLICT (source_id, key) DO UPDATE SET given = known.given || excluded.given, person_id = excluded.person_id
    WHERE NOT known.given @> excluded.given OR known.person_id <> excluded.person_id
    """,  # noqa: S608
    """
    DELETE FROM organisation_missingmember asked USING member_back back
    WHERE asked.source_id = %(source)s AND asked.person_id = back.person_id
    """,
    """
    INSERT INTO organisation_missingmember (source_id, person_id, since, answer)
    SELECT %(source)s, person_id, %(today)s, '' FROM member_gone
    """,
)

# Of whom a branch is told: those who have joined lately. Whoever has been a member for years is no news.
JOINED_LATELY = """
SELECT mine.unit_id, count(*) FROM incoming_member mine LEFT JOIN member_new new ON new.line = mine.line
LEFT JOIN member_change change ON change.line = mine.line AND change.field = 'membership' AND change.verdict = 'change'
WHERE (new.line IS NOT NULL OR change.line IS NOT NULL)
    AND coalesce(mine.joined_on, %(today)s) > %(today)s - %(days)s
GROUP BY mine.unit_id ORDER BY mine.unit_id
"""
