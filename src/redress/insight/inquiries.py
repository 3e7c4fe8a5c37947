"""Long readings that a page asked for: gone through with progress, and their reports kept."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from redress.insight.replay import tried
from redress.insight.verify import verify
from redress.ledger.models import Inquiry
from redress.ledger.operations import conclude, go_on
from redress.policies.models import PolicyVersion
from redress.policies.operations import check
from redress.policies.store import policy_of

log = logging.getLogger(__name__)


def run(inquiry: Inquiry, *, at: datetime, end: Callable[[], datetime]) -> Inquiry:
    """Go through the reading and keep its report; ``end`` tells the moment at which it is over.

    What goes wrong is kept with it and said on the page; nothing is raised.
    """

    def told(done: int) -> None:
        go_on(inquiry, done)

    try:
        report = _verified(told) if inquiry.kind == "verify" else _tried(inquiry, at, told)
    except Exception as trouble:
        log.exception("reading %s stopped", inquiry.pk)
        conclude(inquiry, {}, at=end(), trouble=f"{type(trouble).__name__}: {trouble}")
    else:
        conclude(inquiry, report, at=end())
    return inquiry


def _verified(told: Callable[[int], None]) -> dict[str, Any]:
    report = verify(told=told)
    return {**report.as_json(), "broken": [asdict(one) for one in report.broken]}


def _tried(inquiry: Inquiry, at: datetime, told: Callable[[int], None]) -> dict[str, Any]:
    """The draft as it was when asked: its revision is named in the report."""
    draft = PolicyVersion.objects.get(pk=inquiry.about["draft"])
    policy, _errors = check(draft.source, draft.pack)
    if policy is None or draft.revision != inquiry.about["revision"]:
        return {"changed": True}
    return tried(policy_of(inquiry.about["against"]), policy, at=at, told=told)
