"""Letters know their thread."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notify', '0002_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='answers',
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name='letter',
            name='message_id',
            field=models.CharField(blank=True, db_index=True, max_length=200),
        ),
        migrations.AddField(
            model_name='letter',
            name='thread',
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
