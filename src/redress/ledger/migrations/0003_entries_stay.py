"""Journals remember their ends, and the database refuses to change their lines."""

from django.db import migrations

from redress.ledger.guards import guard, unguard

TABLE = "ledger_journalentry"


def remember_ends(apps, schema_editor):
    entries, streams = apps.get_model("ledger", "JournalEntry"), apps.get_model("ledger", "Stream")
    for name in entries.objects.order_by().values_list("stream", flat=True).distinct():
        last = entries.objects.filter(stream=name).order_by("-seq").first()
        streams.objects.create(name=name, count=last.seq, head=last.hash)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_inquiry_stream")]
    operations = [
        migrations.RunPython(remember_ends, migrations.RunPython.noop),
        migrations.RunPython(lambda _apps, editor: guard(editor, TABLE, "stream"), lambda _apps, editor: unguard(editor, TABLE)),
    ]
