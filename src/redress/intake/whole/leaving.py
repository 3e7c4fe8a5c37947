"""Writing the whole out, in constant memory, as it stood at one moment."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from redress import __version__
from redress.complaints.models import Evidence
from redress.intake.models import TalkFile
from redress.intake.whole.rows import fields, plain, tables
from redress.kernel.errors import Invalid

FORMAT = 1
BATCH = 500
MANIFEST, FILES = "manifest.json", "files.jsonl"


def export_all(folder: Path, *, secrets: bool = False, told: Callable[[str, int], object] = lambda _table, _rows: None) -> dict[str, Any]:
    """Write everything to a new folder and return the manifest. Passwords of mailboxes, secrets of webhooks and of chat accounts only with ``secrets``.

    The same register gives the same bytes. Raises Invalid for a folder that holds something already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Invalid("folder", _("The folder %(name)s is not empty. Name a new one.") % {"name": folder})
    (folder / "tables").mkdir()
    with one_moment():
        written = {}
        for model in tables():
            written[model._meta.label_lower] = _table(model, folder, secrets)
            told(model._meta.label_lower, written[model._meta.label_lower]["rows"])
        files = _files(folder)
    manifest = {"program": "redress", "version": __version__, "format": FORMAT, "secrets": secrets, "tables": written, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read within stands as at one moment, and nobody who writes is kept waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # a transaction of Django's would take the lock for writing
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _table(model: type[models.Model], folder: Path, secrets: bool) -> dict[str, Any]:
    """One line a row, by id. The names of its fields stand in each line: a line explains itself."""
    count, digest, wanted = 0, hashlib.sha256(), fields(model, secrets=secrets)
    with (folder / "tables" / f"{model._meta.label_lower}.jsonl").open("wb") as file:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            line = json.dumps(plain(row, wanted), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _files(folder: Path) -> dict[str, Any]:
    """Evidence, and files of talks, under their names. One that is missing here is listed without a hash, so that nobody takes the copy for whole."""
    count, digest = 0, hashlib.sha256()
    with (folder / FILES).open("wb") as listed:
        for name in (name for model in (Evidence, TalkFile) for name in model._base_manager.exclude(file="").order_by("file").values_list("file", flat=True).iterator()):
            there = default_storage.exists(name)
            line = json.dumps({"name": name, "sha256": _copied(name, folder / "files" / name) if there else None}, ensure_ascii=False, sort_keys=True)
            listed.write(line.encode() + b"\n")
            digest.update(line.encode() + b"\n")
            count += 1
    return {"count": count, "sha256": digest.hexdigest()}


def _copied(name: str, to: Path) -> str:
    to.parent.mkdir(parents=True, exist_ok=True)
    with default_storage.open(name, "rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)
    return file_digest(to)


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
