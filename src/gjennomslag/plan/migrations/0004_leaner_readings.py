"""Key readings by unit, obligation and day, drop the indexes no query uses, and remember what was last read.

Django cannot alter a table to a key of several columns: the columns are changed in SQL, and the model is told anew.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
ALTER TABLE plan_reading DROP CONSTRAINT plan_reading_pkey;
ALTER TABLE plan_reading DROP COLUMN id;
ALTER TABLE plan_reading DROP CONSTRAINT one_reading_a_day;
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'plan_reading'
        AND indexname != 'one_reading_holds'
    LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$;
ALTER TABLE plan_reading ADD PRIMARY KEY (unit_id, obligation_id, day);
CREATE INDEX readings_that_hold ON plan_reading (unit_id) WHERE replaced_on IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_organisation"),
        ("plan", "0003_plan_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="numbers_read",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARDS)],
            state_operations=[
                migrations.DeleteModel(name="Reading"),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "unit_id",
                                "obligation_id",
                                "day",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("day", models.DateField()),
                        ("replaced_on", models.DateField(null=True)),
                        ("value", models.FloatField()),
                        ("whole", models.FloatField(null=True)),
                        ("late", models.FloatField(default=0)),
                        ("target", models.FloatField(null=True)),
                        (
                            "obligation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readings",
                                to="plan.obligation",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("replaced_on__isnull", True)),
                                fields=["unit"],
                                name="readings_that_hold",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_on__isnull", True)),
                                fields=("obligation", "unit"),
                                name="one_reading_holds",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
