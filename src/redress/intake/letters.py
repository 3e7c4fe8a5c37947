"""The door of the post: a letter on paper becomes a complaint, its scans evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.flows.acts import ACTS
from redress.flows.receiving import register_inside
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.policies.store import policy_of

SOURCE = "correspondence"


def write_record(scans: Sequence[UploadedFile], record: Record, *, by: Actor, at: datetime, **more: Any) -> Case:
    """Register a letter with its scans; see ``flows.receiving.register``. Raises as that does, and Invalid naming the scan that is not
    taken; then nothing was kept.
    """
    with transaction.atomic(durable=True):
        case = register_inside(record, by=by, at=at, **more)
        kinds = [kind.id for kind in policy_of(case.policy_id).pack.evidence]
        for scan in scans:
            given = {"title": scan.name or "", "source": SOURCE if SOURCE in kinds else kinds[0], "upload": scan}
            try:
                case = ACTS["evidence"].run.inside(case, by=by, at=at, **given)  # type: ignore[attr-defined]
            except Invalid as no:
                raise Invalid("scans", no.message, {"scans": no.message}) from None
        return case
