from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canvass", "0017_count_doors_of_turfs")]
    operations = [
        migrations.AlterField(
            model_name="turfedit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "Doors moved"),
                    ("split", "Turf split"),
                    ("merged", "Turfs merged"),
                    ("recut", "Turfs cut anew"),
                    ("ordered", "Walking order changed"),
                    ("places", "Start or meeting place changed"),
                    ("joined", "New doors added"),
                    ("left", "Doors that are no longer there taken out"),
                ],
                max_length=8,
            ),
        )
    ]
