"""The life of an import: taken, looked through, checked, brought in, undone. Pages, command and worker all come through here."""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.accounts.rules import require
from redress.intake import events
from redress.intake.files import looking, safety, undoing
from redress.intake.files.bringing import Outcome, bring_in, check, nothing
from redress.intake.files.guessing import mark_of
from redress.intake.files.mapping import mapping_of
from redress.intake.files.preview import as_case
from redress.intake.files.reading import Arrival
from redress.intake.files.refusals import RefusedRows
from redress.intake.files.tables import Table, TableError
from redress.intake.models import UNDER_WAY, Import, ImportState, ImportTemplate
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import DomainError, IllegalMove, Invalid
from redress.ledger.operations import journal

log = logging.getLogger("redress.intake")
RIGHT = "case.import"
S = ImportState
SHOWN = 12
"""So many rows are shown as cases before the import."""
KEPT_FOR = timedelta(days=7)
"""Files of an import that nobody brought to its end, and refused rows, are deleted after this time."""
STILL = timedelta(seconds=90)
"""An import under way that did not move for this time lost its worker."""
_NOT_NOW = gettext_lazy("The import is “%(state)s”; this cannot be done now. Open its page again to see what it needs.")


def folder_of(number: int) -> Path:
    """Where the files of an import are."""
    return Path(settings.IMPORT_ROOT) / str(number)


def file_of(record: Import) -> Path:
    """The file that was handed in."""
    return folder_of(record.pk) / "file"


def refused_of(record: Import) -> Path:
    """The refused rows."""
    return folder_of(record.pk) / "refused.csv"


def take(blocks: Iterable[bytes], name: str, *, by: Actor, at: datetime) -> Import:
    """Keep a file that was handed in and find out what it is. Raises NotAllowed, and Invalid for a file that is not taken:
    then nothing of it is kept but a line in the log and in the journal.
    """
    require(by, RIGHT)
    root = Path(settings.IMPORT_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        path = Path(scratch) / "file"
        size, digest = _stored(blocks, path)
        try:
            if size > settings.ENV.import_limit_mb * safety.MIB:
                raise safety.NotTaken(_("The file is larger than %(most)s MiB. Split it, or import it by the command “redress import”.") % {"most": settings.ENV.import_limit_mb})
            safety.inspect(path)
            found = Table(path).found()
        except (safety.NotTaken, TableError) as no:
            log.warning("import: refused the file %r (%s bytes, sha256 %s): %s", name, size, digest, no)
            journal(events.STREAM, events.FileRefused(name=name[:200], reason=str(no)[:400]), by=by, at=at)
            raise Invalid("file", _("The file was not taken. Nothing of it was kept."), {"file": str(no)}) from no
        with transaction.atomic():
            record = Import.objects.create(
                name=name[:200], size=size, sha256=digest, found=_as_found(found), mark=mark_of(found.columns), person=_person(by), begun_at=at, moved_at=at
            )
            folder_of(record.pk).mkdir(mode=0o700)
            path.rename(file_of(record))
    return record


def _stored(blocks: Iterable[bytes], path: Path) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for block in blocks:
            size += len(block)
            digest.update(block)
            file.write(block)
    return size, digest.hexdigest()


def _as_found(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("kind", "encoding", "delimiter", "sheets", "sheet", "columns", "rows")} | {"head": 1}


def _person(by: Actor) -> User | None:
    return User.objects.get(pk=by.id) if by.id is not None else None


def read_as(record: Import, *, encoding: str = "", delimiter: str = "", sheet: str = "", head: int = 1, by: Actor, at: datetime) -> Import:
    """Read the file in another way than was found out. Raises Invalid where it cannot be read so."""
    require(by, RIGHT)
    try:
        found = Table(file_of(record), encoding=encoding, delimiter=delimiter, sheet=sheet, head=head).found()
    except TableError as no:
        raise Invalid("file", _("It cannot be read so."), {"encoding": str(no)}) from no
    if not found.columns:
        raise Invalid("file", _("It cannot be read so."), {"head": _("There is nothing in this line.")})
    _move(record, (S.FILE, S.ASKED, S.CHECKED), S.FILE, at=at, found=_as_found(found) | {"head": head}, mark=mark_of(found.columns))
    return record


def set_columns(record: Import, tree: dict[str, Any], *, by: Actor, at: datetime) -> Import:
    """Say which column means what, as far as it is known (``tree`` as in a mapping file); next the columns are looked through."""
    require(by, RIGHT)
    _move(record, (S.FILE, S.ASKED, S.CHECKED), S.LOOKING, at=at, answers=tree, share=0.0, trouble="")
    return record


def answer(record: Import, tree: dict[str, Any], *, by: Actor, at: datetime) -> Import:
    """Answer what was asked; next every row is checked. Raises MappingError for a mapping that is not whole."""
    require(by, RIGHT)
    mapping_of(tree)
    _move(record, (S.ASKED, S.CHECKED), S.CHECKING, at=at, answers=tree, share=0.0, trouble="")
    return record


def start(record: Import, *, by: Actor, at: datetime) -> Import:
    """Give the word: the rows that were not refused are brought in."""
    require(by, RIGHT)
    _move(record, (S.CHECKED,), S.RUNNING, at=at, run_at=at, batches=0, counts={}, share=0.0, trouble="")
    return record


def drop(record: Import, *, by: Actor, at: datetime) -> Import:
    """Give an import up before anything was brought in; its file is deleted."""
    require(by, RIGHT)
    _move(record, (S.FILE, S.ASKED, S.CHECKED, S.LOOKING, S.CHECKING), S.DROPPED, at=at, ended_at=at, found={}, looked={}, shown=[])
    _forget(record)
    return record


def undo(record: Import, *, by: Actor, at: datetime) -> Import:
    """Begin to undo. Raises Invalid naming the cases on which somebody has worked since."""
    require(by, RIGHT)
    if held := undoing.worked_on(record.pk):
        listed = ", ".join(held) + (" …" if len(held) == undoing.NAMED else "")
        raise Invalid("worked-on", _("Somebody has worked on these cases since; an import is undone as a whole or not at all: %(cases)s") % {"cases": listed})
    _move(record, (S.DONE, S.RUNNING), S.UNDOING, at=at, undone_by=_person(by), undone_at=at, share=0.0, trouble="")
    return record


def _move(record: Import, before: Iterable[ImportState], after: ImportState, *, at: datetime, **changes: Any) -> None:
    """Bring an import from one state to the next, once. Raises IllegalMove."""
    changes |= {"state": after, "moved_at": at}
    if not Import.objects.filter(pk=record.pk, state__in=list(before)).update(**changes):
        now = Import.objects.get(pk=record.pk).get_state_display()
        raise IllegalMove("import-state", _NOT_NOW % {"state": now})
    record.refresh_from_db()


def work(number: int, *, now: Callable[[], datetime], stop: Callable[[], bool] = lambda: False, told: Callable[[Outcome], object] = nothing) -> Import:
    """Do what an import waits for, in whatever state it is under way; what goes wrong is kept with it and said on its page.

    With ``stop`` it may end before it is done, still under way. One that is not under way stays as it is.
    """
    record = Import.objects.select_related("person").get(pk=number)
    steps = {S.LOOKING: (_look, S.FILE), S.CHECKING: (_check, S.ASKED), S.RUNNING: (_run, S.RUNNING), S.UNDOING: (_undo, S.DONE)}
    if record.state not in steps:
        return record
    step, back = steps[S(record.state)]
    try:
        step(record, now, stop, told)
    except Exception as trouble:
        if not isinstance(trouble, DomainError | TableError):
            log.exception("import %s stopped", number)
        said = str(trouble) if isinstance(trouble, DomainError | TableError) else f"{type(trouble).__name__}: {trouble}"
        Import.objects.filter(pk=number, state=record.state).update(state=back, trouble=said[:400], moved_at=now())
    record.refresh_from_db()
    return record


def _goes(record: Import, now: Callable[[], datetime]) -> Callable[[float], object]:
    return lambda share: Import.objects.filter(pk=record.pk).update(share=share, moved_at=now())


def _look(record: Import, now: Callable[[], datetime], _stop: object, _told: object) -> None:
    goes, tree, found = _goes(record, now), record.answers, record.found
    table = Table(file_of(record), encoding=found["encoding"], delimiter=found["delimiter"], sheet=found["sheet"], head=found["head"])
    coded, dated, separator = _asked_about(tree)
    looked = looking.look(table, coded=coded, dated=dated, separator=separator, now=record.begun_at, told=goes)
    _move(record, (S.LOOKING,), S.ASKED, at=now(), looked=looked, share=1.0)


CODED = ("kind", "channel", "category", "customer_kind", "department", "result")
DATED = ("received_at", "replied_at", "ended_at")


def _asked_about(tree: dict[str, Any]) -> tuple[list[str], list[str], dict[str, str]]:
    """Columns whose values stand for codes, columns of dates, and what parts several labels."""
    own = tree.get("fields", {}).values()
    coded = [tree[name]["column"] for name in CODED if tree.get(name, {}).get("column")] + [one["column"] for one in own if one.get("column")]
    dated = [tree[name]["column"] for name in DATED if tree.get(name, {}).get("column")]
    separator = {tree[name]["column"]: tree[name]["separator"] for name in CODED if tree.get(name, {}).get("separator")}
    return coded, dated, separator


def _check(record: Import, now: Callable[[], datetime], _stop: object, _told: object) -> None:
    goes, shown = _goes(record, now), []
    mapping = mapping_of(record.answers)

    def show(arrival: Arrival) -> None:
        if len(shown) < SHOWN:
            shown.append(as_case(arrival))

    with RefusedRows(refused_of(record)) as refused:
        outcome = check(file_of(record), mapping, at=now(), refused=refused.add, told=lambda done: goes(done.share), shown=show)
    _move(record, (S.CHECKING,), S.CHECKED, at=now(), counts=outcome.counts(), shown=shown, share=1.0)


def _run(record: Import, now: Callable[[], datetime], stop: Callable[[], bool], told: Callable[[Outcome], object]) -> None:
    goes, mapping = _goes(record, now), mapping_of(record.answers)

    def tell(done: Outcome) -> None:
        goes(done.share)
        told(done)

    with RefusedRows(refused_of(record)) as refused:
        outcome = bring_in(record.pk, file_of(record), mapping, by=_actor(record, now()), refused=refused.add, told=tell, stop=stop)
    if outcome.stopped:
        return
    finish(record, outcome, by=_actor(record, now()), at=now())
    file_of(record).unlink(missing_ok=True)


def finish(record: Import, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """Say that all rows are in."""
    with transaction.atomic():
        _move(record, (S.RUNNING,), S.DONE, at=at, ended_at=at, share=1.0, found={}, looked={}, shown=[])
        told = {name: getattr(outcome, name) for name in ("taken", "brought_on", "known", "refused")}
        journal(events.STREAM, events.ImportRun(number=record.pk, name=record.name, sha256=record.sha256, **told), by=by, at=at)


def _undo(record: Import, now: Callable[[], datetime], _stop: object, _told: object) -> None:
    undoing.take_out(record.pk, told=_goes(record, now))
    record.refresh_from_db()
    counts = record.counts
    with transaction.atomic():
        _move(record, (S.UNDOING,), S.UNDONE, at=now(), share=1.0)
        out = events.ImportUndone(
            number=record.pk, name=record.name, cases=counts.get("undone", 0), first=counts.get("first", ""), last=counts.get("last", ""), digest=record.digest
        )
        by = actor_for(record.undone_by, now()) if record.undone_by else SYSTEM
        journal(events.STREAM, out, by=by, at=now())
    _forget(record)


def _actor(record: Import, at: datetime) -> Actor:
    return actor_for(record.person, at) if record.person else SYSTEM


def remember(record: Import, name: str, *, by: Actor, at: datetime) -> ImportTemplate:
    """Keep the mapping under a name; one of that name is replaced. Raises Invalid without a name."""
    require(by, RIGHT)
    name = " ".join(name.split())[:80]
    if not name:
        raise Invalid("name", _("A template needs a name."), {"name": _("A template needs a name.")})
    kept, _made = ImportTemplate.objects.update_or_create(name=name, defaults={"mark": record.mark, "answers": record.answers, "saved_at": at})
    return kept


def stranded(at: datetime) -> list[int]:
    """Imports under way that lost their worker."""
    return list(Import.objects.filter(state__in=UNDER_WAY, person__isnull=False, trouble="", moved_at__lt=at - STILL).values_list("pk", flat=True))


def forget_old(at: datetime) -> int:
    """Delete files that nobody needs any more; returns how many imports lost theirs."""
    count = 0
    for record in Import.objects.filter(moved_at__lt=at - KEPT_FOR).exclude(state__in=UNDER_WAY):
        if folder_of(record.pk).exists():
            if record.state in (S.FILE, S.ASKED, S.CHECKED):
                _move(record, (S(record.state),), S.DROPPED, at=at, ended_at=at, found={}, looked={}, shown=[])
            _forget(record)
            count += 1
    return count


def _forget(record: Import) -> None:
    shutil.rmtree(folder_of(record.pk), ignore_errors=True)

