"""Drafts are encrypted; those kept in the clear are thrown away."""

import encrypted_fields.fields
from django.db import migrations


def throw_away(apps, _editor):
    apps.get_model("complaints", "Draft").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0008_knocks"),
    ]

    operations = [
        migrations.RunPython(throw_away, migrations.RunPython.noop),
        migrations.RemoveField(model_name="draft", name="data"),
        migrations.AddField(model_name="draft", name="data", field=encrypted_fields.fields.EncryptedJSONField(default=dict)),
    ]
