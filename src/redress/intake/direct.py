"""A file brought in straight away, as the command does: checked from end to end first, then brought in under a number."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from redress.accounts.rules import require
from redress.intake.files.bringing import Outcome, bring_in, check, nothing
from redress.intake.files.mapping import Mapping
from redress.intake.files.refusals import Refusal
from redress.intake.files.safety import NotTaken, inspect
from redress.intake.files.tables import TableError
from redress.intake.imports import RIGHT, finish
from redress.intake.models import Import, ImportState
from redress.kernel.actor import Actor


def import_file(
    path: Path, mapping: Mapping, *, by: Actor, at: datetime, dry_run: bool = False, skip_refused: bool = False,
    refused: Callable[[Refusal], None] = lambda _row: None, told: Callable[[Outcome], object] = nothing,
) -> tuple[Outcome, int]:  # fmt: skip
    """What became of the rows, and the number of the import: 0 where nothing was written, in a dry run and when a row was refused.

    With ``skip_refused`` the good rows go in all the same. An import of the same file by the same mapping that was interrupted goes
    on where it was. Raises NotAllowed, TableError, and Invalid for a mapping that does not fit the organisation.
    """
    require(by, RIGHT)
    try:
        inspect(path)
    except NotTaken as no:
        raise TableError(f"{path.name}: {no}") from no
    if dry_run or not skip_refused:
        outcome = check(path, mapping, at=at, refused=refused, told=told)
        if dry_run or outcome.refused:
            return outcome, 0
    record = _begun(path, mapping, by=by, at=at)
    outcome = bring_in(record.pk, path, mapping, by=by, refused=refused, told=told)
    finish(record, outcome, by=by, at=at)
    return outcome, record.pk


def _begun(path: Path, mapping: Mapping, *, by: Actor, at: datetime) -> Import:
    """The import of this file by this mapping that was interrupted, else a new one."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    tree = mapping.model_dump(mode="json", exclude_defaults=True)
    begun = Import.objects.filter(sha256=digest, state=ImportState.RUNNING, person=by.id).order_by("-pk")
    return next((one for one in begun if one.answers == tree), None) or Import.objects.create(
        name=path.name[:200], size=path.stat().st_size, sha256=digest, answers=tree, state=ImportState.RUNNING, person_id=by.id,
        begun_at=at, moved_at=at, run_at=at,
    )  # fmt: skip
