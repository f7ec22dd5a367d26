"""Who belongs to a unit on a day is read from the index alone: in large branches that is most of a search."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0009_lots'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='membership',
            name='organisatio_unit_id_3526d3_idx',
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['unit', 'joined_on'], include=('ended_on', 'person'), name='membership_of_unit'),
        ),
    ]
