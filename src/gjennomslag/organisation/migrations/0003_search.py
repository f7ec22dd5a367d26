"""The words by which people and units are found, made by PostgreSQL itself from what the row says.

Only core PostgreSQL is used: neither unaccent nor pg_trgm, which the embedded server does not have. Nor is ``lower``
asked about letters outside ASCII, since its answer depends on the database's locale.
"""

from django.db import migrations

FOLD = r"""
CREATE FUNCTION organisation_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT
BEGIN ATOMIC
  SELECT trim(regexp_replace(
    replace(replace(
      lower(regexp_replace(
        normalize(
          translate(
            replace(replace(replace(replace(replace(replace(given,
              'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'),
            'øØđĐðÐŋŊŧŦłŁıʼ’‘''',
            'ooddddnnttlli'),
          NFD),
        '[\u0300-\u036f]', '', 'g')),
      'aa', 'a'), 'oe', 'o'),
    '[]\[!-/:-@\\^_`{-~\s]+', ' ', 'g'));
END;
"""

WORDS = r"""
CREATE FUNCTION organisation_words(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT
BEGIN ATOMIC
  SELECT array_remove(string_to_array(organisation_fold(given), ' '), '');
END;
"""

COLUMNS = r"""
ALTER TABLE organisation_person ADD COLUMN words tsvector GENERATED ALWAYS AS (
  array_to_tsvector(
    organisation_words(first_name || ' ' || last_name)
    || CASE WHEN member_number = '' THEN '{}'::text[] ELSE ARRAY['n:' || lower(member_number)] END
    || CASE WHEN phone = '' THEN '{}'::text[] ELSE ARRAY['t:' || replace(phone, '+47', '')] END
    || CASE WHEN email IS NULL THEN '{}'::text[] ELSE ARRAY['e:' || lower(email)] END
    || CASE WHEN postal_code = '' THEN '{}'::text[] ELSE ARRAY['p:' || postal_code] END
  )) STORED;
CREATE INDEX organisation_person_words ON organisation_person USING gin (words) WHERE merged_into_id IS NULL;
ALTER TABLE organisation_unit ADD COLUMN words tsvector GENERATED ALWAYS AS (
  array_to_tsvector(organisation_words(name))) STORED;
CREATE INDEX organisation_unit_words ON organisation_unit USING gin (words);
"""

AWAY = """
ALTER TABLE organisation_unit DROP COLUMN words;
ALTER TABLE organisation_person DROP COLUMN words;
DROP FUNCTION organisation_words(text);
DROP FUNCTION organisation_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_register")]

    operations = [migrations.RunSQL([FOLD, WORDS, COLUMNS], AWAY)]
