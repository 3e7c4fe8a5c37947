"""Indexes for the home page: what one person is answerable for, by due moment, and records left incomplete. Presence says no more than when."""


from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('complaints', '0005_grade_indexes'),
        ('policies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_of_answerable',
        ),
        migrations.RemoveField(
            model_name='presence',
            name='typing',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['answerable', 'next_due_at'], name='case_open_of_answerable'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('completed_at', None), ('ended_at', None)), fields=['first_contact'], name='case_incomplete'),
        ),
    ]
