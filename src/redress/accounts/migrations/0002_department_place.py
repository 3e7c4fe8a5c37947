"""The order of departments: the number among sisters at each level, at first that of creation."""

from django.db import migrations, models


def give_places(apps, _editor):
    departments = apps.get_model("accounts", "Department").objects
    places, counts = {None: ""}, {}
    for row in sorted(departments.all(), key=lambda row: (row.path.count("/"), row.pk)):
        counts[row.parent_id] = counts.get(row.parent_id, 0) + 1
        places[row.pk] = f"{places[row.parent_id]}{counts[row.parent_id]:04}/"
        departments.filter(pk=row.pk).update(place=places[row.pk])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="department",
            name="place",
            field=models.CharField(blank=True, db_index=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="department", options={"ordering": ("place", "path")}),
    ]
