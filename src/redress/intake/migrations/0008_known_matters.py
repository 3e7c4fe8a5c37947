"""Numbers under which sources passed matters on so far are known in the case file as well, so that each belongs to one case."""

from django.db import migrations

from redress.kernel.tokens import fold


def note(apps, _schema):
    matters = apps.get_model("intake", "PassedMatter").objects.select_related("source").order_by("pk")
    known = apps.get_model("complaints", "OutsideMatter")
    for matter in matters.iterator(chunk_size=500):
        key = "".join(fold(matter.source.name).split())[:100]
        given = {"case_id": matter.case_id, "authority": matter.source.name, "due_at": matter.due_at, "at": matter.at}
        known.objects.get_or_create(key=key, number=matter.number, defaults=given)


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_answering_back"), ("complaints", "0013_outside_matters")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
