"""The full-text index of each engine over ``SearchText``."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    "CREATE VIRTUAL TABLE complaints_search USING fts5(tokens, content='complaints_searchtext', content_rowid='case_id', tokenize='unicode61', prefix='1')",
    """CREATE TRIGGER complaints_search_in AFTER INSERT ON complaints_searchtext BEGIN
         INSERT INTO complaints_search(rowid, tokens) VALUES (new.case_id, new.tokens); END""",
    """CREATE TRIGGER complaints_search_out AFTER DELETE ON complaints_searchtext BEGIN
         INSERT INTO complaints_search(complaints_search, rowid, tokens) VALUES ('delete', old.case_id, old.tokens); END""",
    """CREATE TRIGGER complaints_search_anew AFTER UPDATE ON complaints_searchtext BEGIN
         INSERT INTO complaints_search(complaints_search, rowid, tokens) VALUES ('delete', old.case_id, old.tokens);
         INSERT INTO complaints_search(rowid, tokens) VALUES (new.case_id, new.tokens); END""",
]
POSTGRESQL = [
    "ALTER TABLE complaints_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS (tokens::tsvector) STORED",
    "CREATE INDEX complaints_search_words ON complaints_searchtext USING gin (vector) WITH (fastupdate = off)",
]


def build(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def tear_down(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE complaints_search")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="complaints.case",
                    ),
                ),
                ("tokens", models.TextField()),
            ],
        ),
        migrations.RunPython(build, tear_down),
    ]
