from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canvass", "0018_doors_come_and_go")]
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
                    ("shared", "Turf shared out with its neighbours"),
                    ("places", "Start or meeting place changed"),
                    ("joined", "New doors added"),
                    ("left", "Doors that are no longer there taken out"),
                ],
                max_length=8,
            ),
        )
    ]
