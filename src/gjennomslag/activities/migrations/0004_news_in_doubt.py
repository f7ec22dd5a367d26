from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0003_doubt'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='registration',
            name='doubt',
            field=models.CharField(blank=True, choices=[('reminder', 'the reminder'), ('thanks', 'the thank-you'), ('news', 'the message about the place, the time or the cancellation')], max_length=10),
        ),
    ]
