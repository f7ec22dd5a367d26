"""Drop indexes that others cover: each costs every import of members, and no search uses them.

Django adds an index for ``LIKE`` to texts that are indexed. Nothing looks for the beginning of a mail address, and
``sort_name`` is compared byte by byte (collation C), so that its own index does.
"""

import django.db.models.deletion
from django.db import migrations, models

LIKE = {
    "organisation_person_email_08012152_like": "email",
    "organisation_person_sort_name_a3394ce3_like": "sort_name",
}


class Migration(migrations.Migration):
    dependencies = [("organisation", "0006_member_imports")]

    operations = [
        migrations.AlterField(
            model_name="memberorigin",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organisation.membersource",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="organisation.unit",
            ),
        ),
        migrations.RunSQL(
            [f"DROP INDEX IF EXISTS {name}" for name in LIKE],
            [
                f"CREATE INDEX {name} ON organisation_person ({column} varchar_pattern_ops)"
                for name, column in LIKE.items()
            ],
        ),
    ]
