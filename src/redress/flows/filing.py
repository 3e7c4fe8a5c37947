"""Filing a month: every case that ended in it goes into the archive, each by the same act as alone (A9)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext, override

from redress.accounts.rules import require
from redress.complaints.filing import bounds
from redress.complaints.models import Case
from redress.flows.concluding import archive
from redress.kernel.actor import Actor
from redress.kernel.errors import DomainError
from redress.kernel.localised import LANGUAGES
from redress.notify.operations import post
from redress.policies.store import current_policy


@dataclass
class Filed:
    """How it went: cases filed, and those refused, each with its reason in words."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


def file_month(month: str, *, by: Actor, at: datetime) -> Filed:
    """File what ended in ``month`` (``2026-02``) and ``by`` may see. Each case is a transaction of its own, so that a
    run may stop at any point and be repeated: what is filed stays filed.

    Raises NotAllowed, ValueError for what is no month.
    """
    require(by, "case.archive")
    start, end = bounds(month, current_policy(at).pack.zone)
    told = Filed()
    for case in Case.objects.visible_to(by).unfiled(start, end).select_related("department", "customer").order_by("number"):
        try:
            told.done.append(archive(case, by=by, at=at))
        except DomainError as no:
            told.refused.append((case, str(no)))
    return told


def file_month_and_tell(month: str, *, by: Actor, at: datetime, url: str) -> Filed:
    """The same for a long month, in the background; who asked for it is told when it is over."""
    told = file_month(month, by=by, at=at)
    what = {}
    for language in LANGUAGES:
        with override(language.lower()):
            what[language] = gettext("Filing of %(month)s: %(done)s filed, %(left)s left") % {
                "month": month, "done": len(told.done), "left": len(told.refused)
            }  # fmt: skip
    post("job.done", to=[by.id], at=at, key=f"filing:{month}:{at.isoformat()}", url=url, what=what)
    return told
