"""Reading the whole back into an installation without any data: all of it, or nothing."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from redress.complaints import search
from redress.complaints.models import Case
from redress.intake.whole.leaving import BATCH, FILES, FORMAT, MANIFEST, file_digest
from redress.intake.whole.rows import built, tables
from redress.kernel.errors import Invalid

_INSIDE = re.compile(r"(?!.*(^|/)\.\.?(/|$))[^/\\\x00][^\\\x00]*\Z")


def import_all(folder: Path, *, told: Callable[[str, int], object] = lambda _table, _rows: None) -> dict[str, Any]:
    """Read a folder that ``export_all`` wrote and return its manifest; ids, numbers and chains stay as they were.

    Everything is checked against the manifest before anything is written. Raises Invalid for a folder that is not whole, or an
    installation that holds data already.
    """
    manifest = _manifest(folder)
    if held := next((model for model in tables() if model._base_manager.exists()), None):
        raise Invalid("not-empty", _("This installation holds data already (%(table)s). Everything can only come into an empty one.") % {"table": held._meta.label_lower})
    _check(folder, manifest)
    for name in _listed(folder):
        _keep(folder / "files" / name, name)
    with transaction.atomic():
        for model in tables():
            told(model._meta.label_lower, _table(model, folder))
        _reset_sequences()
        _index()
    return manifest


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        known = manifest["program"] == "redress" and manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Invalid("manifest", _("%(folder)s holds no export of everything that this version can read.") % {"folder": folder})
    return dict(manifest)


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    """Every file is there and is what the manifest says; no name leads out of the folder."""
    wrong = []
    names = {model._meta.label_lower for model in tables()}
    for label, table in manifest["tables"].items():
        path = folder / "tables" / f"{label}.jsonl"
        if label not in names or not path.is_file() or file_digest(path) != table["sha256"]:
            wrong.append(f"tables/{label}.jsonl")
    if not (folder / FILES).is_file() or file_digest(folder / FILES) != manifest["files"]["sha256"]:
        wrong.append(FILES)
    else:
        wrong += [f"files/{name}" for name, digest in _lines(folder) if not _whole(folder, name, digest)]
    if wrong:
        text = _("The export is not whole; these files are missing or were changed: %(names)s")
        raise Invalid("changed", text % {"names": ", ".join(wrong[:20])})


def _whole(folder: Path, name: str, digest: str | None) -> bool:
    if not _INSIDE.match(name):
        return False
    path = folder / "files" / name
    return digest is None or (path.is_file() and not path.is_symlink() and file_digest(path) == digest)


def _lines(folder: Path) -> Iterator[tuple[str, str | None]]:
    with (folder / FILES).open(encoding="utf-8") as file:
        for line in file:
            said = json.loads(line)
            yield said["name"], said["sha256"]


def _listed(folder: Path) -> Iterator[str]:
    return (name for name, digest in _lines(folder) if digest is not None)


def _table(model: type[models.Model], folder: Path) -> int:
    path, count = folder / "tables" / f"{model._meta.label_lower}.jsonl", 0
    if not path.exists():
        return 0
    with path.open(encoding="utf-8") as file:
        while lines := list(islice(file, BATCH)):
            try:
                rows = [built(model, json.loads(line)) for line in lines]
            except ValueError as strange:
                raise Invalid("field", _("The export was written by another version: %(what)s") % {"what": strange}) from strange
            model._base_manager.bulk_create(rows)
            count += len(rows)
    return count


def _reset_sequences() -> None:
    """The next ids follow on those that came in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _index() -> None:
    """Make the search index anew."""
    cases = Case.objects.select_related("customer").prefetch_related("messages").order_by("pk").iterator(chunk_size=BATCH)
    while some := list(islice(cases, BATCH)):
        search.index(some)


def _keep(path: Path, name: str) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    with path.open("rb") as file:
        default_storage.save(name, File(file))
