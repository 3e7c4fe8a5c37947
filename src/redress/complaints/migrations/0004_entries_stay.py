"""The database refuses to change a line of a case's timeline."""

from django.db import migrations

from redress.ledger.guards import guard, unguard

TABLE = "complaints_caseentry"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_recipient_signature"), ("ledger", "0003_entries_stay")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: guard(editor, TABLE, "case_id"), lambda _apps, editor: unguard(editor, TABLE)
        ),
    ]
