"""The door of the post: a letter on paper becomes a complaint, its scans evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.flows.acts import ACTS
from redress.flows.passing import Matter, checked, passed_on
from redress.flows.receiving import register_inside
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.policies.store import policy_of

SOURCE = "correspondence"


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter: its pages, and which authority passed the matter on by it, if one did."""

    scans: Sequence[UploadedFile] = ()
    matter: Matter | None = None


def write_record(paper: Paper, record: Record, *, by: Actor, at: datetime, **more: Any) -> Case:
    """Register a letter with its scans, and with the number and deadline of the authority that wrote it; see ``flows.receiving.register``.
    Raises as that does, and Invalid naming the scan that is not taken or the number that belongs to another case; then nothing was kept.
    """
    with transaction.atomic(durable=True):
        case = register_inside(record, by=by, at=at, **more)
        kinds = [kind.id for kind in policy_of(case.policy_id).pack.evidence]
        for scan in paper.scans:
            given = {"title": scan.name or "", "source": SOURCE if SOURCE in kinds else kinds[0], "upload": scan}
            try:
                case = ACTS["evidence"].run.inside(case, by=by, at=at, **given)  # type: ignore[attr-defined]
            except Invalid as no:
                raise Invalid("scans", no.message, {"scans": no.message}) from None
        return _passed_on(case, checked(paper.matter), by, at) if paper.matter else case


def _passed_on(case: Case, matter: Matter, by: Actor, at: datetime) -> Case:
    try:
        return passed_on(case, source=matter.authority, number=matter.number, due_at=matter.due_at, by=by, at=at)
    except Invalid as no:
        raise Invalid(no.code, no.message, {f"authority_{name}": sentence for name, sentence in no.errors.items()}) from None
