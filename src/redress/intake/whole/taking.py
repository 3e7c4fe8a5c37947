"""An export asked for on a page, from the asking to the day its file is deleted; the journal *doors* tells of each step."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.queries import actor_for
from redress.accounts.rules import may, require
from redress.intake.events import STREAM, ExportAsked, ExportFailed, ExportFetched, ExportMade
from redress.intake.models import Export
from redress.intake.whole.leaving import file_digest
from redress.intake.whole.part import export_part, seen_by
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove
from redress.ledger.operations import journal

RIGHT = "case.take-out"
THERE_FOR = timedelta(hours=24)
"""For so long the file can be fetched."""
LOST = timedelta(minutes=10)
"""Work that has not moved for so long has stopped."""
log = logging.getLogger(__name__)


def path_of(export: Export) -> Path:
    """Where the finished file lies."""
    return Path(settings.EXPORT_ROOT) / f"{export.pk}.zip"


def _unfinished(export: Export) -> Path:
    return path_of(export).with_suffix(".part")


def _progress(export: Export) -> Path:
    return path_of(export).with_suffix(".share")


def share(export: Export) -> float:
    """How much of the work is done, 0 to 1. It stands in a file: the work reads the register as at one moment and cannot write to it."""
    try:
        return float(_progress(export).read_text("ascii"))
    except (OSError, ValueError):
        return 0.0


def ask(*, by: Actor, at: datetime) -> Export:
    """Ask for an export. Raises NotAllowed, and IllegalMove while one is under way or where there is no case to take out."""
    require(by, RIGHT)
    if not seen_by(by).exists():
        raise IllegalMove("nothing", _("There is no case that you could take out."))
    try:
        with transaction.atomic():
            export = Export.objects.create(person_id=by.id, asked_at=at)
            journal(STREAM, ExportAsked(export.pk), by=by, at=at)
    except IntegrityError:
        raise IllegalMove("under-way", _("An export of yours is under way already. Wait until it is done.")) from None
    return export


def make(pk: int, *, now: Callable[[], datetime]) -> None:
    """Build the file of an export that waits, with the rights that the person has now; called again it does nothing."""
    at = now()
    if not Export.objects.filter(pk=pk, begun_at=None, ended_at=None).update(begun_at=at):
        return
    export = Export.objects.select_related("person").get(pk=pk)
    actor, trouble = actor_for(export.person, at), "fault"
    try:
        if not may(actor, RIGHT):
            trouble = "rights"
            return
        _build(export, actor, now)
        trouble = ""
    except OSError:
        log.exception("export %s could not be written", pk)
        trouble = "disk"
    finally:
        if trouble:
            _fail(export, trouble, now())
        _progress(export).unlink(missing_ok=True)


def _build(export: Export, actor: Actor, now: Callable[[], datetime]) -> None:
    unfinished, done = _unfinished(export), path_of(export)
    unfinished.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished.touch(mode=0o600)
    manifest = export_part(unfinished, actor, told=lambda share: _progress(export).write_text(f"{share:.3f}", "ascii"))
    digest, size = file_digest(unfinished), unfinished.stat().st_size
    unfinished.rename(done)
    with transaction.atomic():
        kept = {"cases": manifest["cases"], "files": manifest["files"]["count"], "size": size, "sha256": digest, "ended_at": now()}
        if not Export.objects.filter(pk=export.pk, ended_at=None).update(**kept):
            done.unlink(missing_ok=True)  # it was taken for lost meanwhile
            return
        journal(STREAM, ExportMade(export.pk, manifest["cases"], manifest["files"]["count"], digest), by=actor, at=now())


def _fail(export: Export, trouble: str, at: datetime) -> None:
    _forget(export)
    with transaction.atomic():
        if Export.objects.filter(pk=export.pk, ended_at=None).update(ended_at=at, gone_at=at, trouble=trouble):
            journal(STREAM, ExportFailed(export.pk, trouble), by=actor_for(export.person, at), at=at)


def fetch(export: Export, *, by: Actor, at: datetime) -> Path:
    """The file, for the person who asked for it. Raises NotAllowed, and IllegalMove once it is deleted."""
    require(by, RIGHT)
    path = path_of(export)
    if export.person_id != by.id or not export.sha256 or export.gone_at or at >= (export.ended_at or at) + THERE_FOR or not path.exists():
        raise IllegalMove("gone", _("This file is deleted. Start a new export."))
    journal(STREAM, ExportFetched(export.pk), by=by, at=at)
    return path


def drop(export: Export, *, by: Actor, at: datetime) -> None:
    """Delete the file before its time. Raises NotAllowed."""
    require(by, RIGHT)
    if export.person_id == by.id and export.ended_at:
        _forget(export)
        Export.objects.filter(pk=export.pk, gone_at=None).update(gone_at=at)


def clear(at: datetime) -> int:
    """Delete files whose time is over, and what work that stopped has left; returns how many."""
    done = 0
    for export in Export.objects.filter(gone_at=None, ended_at__lte=at - THERE_FOR):
        _forget(export)
        done += Export.objects.filter(pk=export.pk, gone_at=None).update(gone_at=at)
    for export in Export.objects.filter(ended_at=None, begun_at__lt=at - LOST).select_related("person"):
        moved = max((file.stat().st_mtime for file in (_unfinished(export), _progress(export)) if file.exists()), default=0.0)
        if moved < (at - LOST).timestamp():
            _fail(export, "lost", at)
            done += 1
    return done


def _forget(export: Export) -> None:
    for path in (path_of(export), _unfinished(export), _progress(export)):
        path.unlink(missing_ok=True)
