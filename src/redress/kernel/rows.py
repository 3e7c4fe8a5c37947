"""Many small updates in one go, each still conditional: the row must be as it was read."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Model


def update_each(model: type[Model], changes: Sequence[tuple[Mapping[str, object], Mapping[str, object]]]) -> int:
    """Run one UPDATE a pair of (what the row must hold, what it shall hold); returns how many rows changed.

    All pairs name the same fields. It is one statement executed many times, which both engines do far
    quicker than as many separate queries.
    """
    if not changes:
        return 0
    held, shall = changes[0]
    sql = (
        f"UPDATE {_quoted(model._meta.db_table)} SET {_pairs(model, shall, ', ')} WHERE {_pairs(model, held, ' AND ')}"
    )
    rows = [[*_values(model, new), *_values(model, old)] for old, new in changes]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)  # type: ignore[arg-type]
        return int(cursor.rowcount)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _pairs(model: type[Model], values: Mapping[str, object], joint: str) -> str:
    columns = [str(model._meta.get_field(name).column) for name in values]  # type: ignore[union-attr]
    return joint.join(f"{_quoted(column)} = %s" for column in columns)


def _values(model: type[Model], values: Mapping[str, object]) -> list[object]:
    fields = [(model._meta.get_field(name), value) for name, value in values.items()]
    return [field.get_db_prep_save(value, connection) for field, value in fields]  # type: ignore[union-attr]
