"""The database's own refusal to change entries, on both engines. Used by migrations.

A trigger of SQLite is lost when a later migration rebuilds its table: such a migration calls ``guard`` again.
"""

from typing import Any

COVERED = (
    "id", "seq", "kind", "at", "actor_id", "actor_name", "operation", "payload", "private_digest", "before", "hash",
)  # fmt: skip
"""Columns under the hash of an entry, and those that say which entry it is."""

_FUNCTION = """
CREATE OR REPLACE FUNCTION redress_entry_stays() RETURNS trigger AS $$
BEGIN
    IF TG_ARGV[0] = 'private' AND COALESCE(NEW.private, '') = '' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ledger entries are never changed';
END $$ LANGUAGE plpgsql
"""


def guard(schema_editor: Any, table: str, owner: str) -> None:
    """Let ``table`` refuse UPDATE of what the hash covers and of ``owner``; the personal half may only be erased."""
    columns = ", ".join(f'"{name}"' for name in (*COVERED, owner))
    for statement in _sqlite(table, columns) if schema_editor.connection.vendor == "sqlite" else _postgresql(table, columns):
        schema_editor.execute(statement)


def unguard(schema_editor: Any, table: str) -> None:
    """Take the triggers away."""
    where = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
    for name in (f"{table}_stays", f"{table}_private_stays"):
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{where}')


def _sqlite(table: str, columns: str) -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END"
    return [
        f'CREATE TRIGGER "{table}_stays" BEFORE UPDATE OF {columns} ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_private_stays" BEFORE UPDATE OF "private" ON "{table}" WHEN COALESCE(NEW."private", \'\') <> \'\' {refuse}',
    ]


def _postgresql(table: str, columns: str) -> list[str]:
    act = "FOR EACH ROW EXECUTE FUNCTION redress_entry_stays"
    return [
        _FUNCTION,
        f'CREATE TRIGGER "{table}_stays" BEFORE UPDATE OF {columns} ON "{table}" {act}(\'covered\')',
        f'CREATE TRIGGER "{table}_private_stays" BEFORE UPDATE OF "private" ON "{table}" {act}(\'private\')',
    ]
