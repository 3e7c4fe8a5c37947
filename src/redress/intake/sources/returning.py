"""Answering back: a source with a return address hears what became of the matters that it passed on: accepted, answered, closed.

What to tell is read off the timelines, from where each matter was told up to; it leaves as a signed message like those of webhooks.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from redress.accounts.rules import require
from redress.complaints.events import ReportBackFailed, ReportedBack
from redress.complaints.models import Answer, CaseEntry
from redress.complaints.operations.passing import write_passing
from redress.intake.events import STREAM, SourceReturns
from redress.intake.models import MatterReport, PassedMatter, Source
from redress.intake.sources.entering import RIGHT
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import IllegalMove
from redress.kernel.localised import say
from redress.ledger.models import OutboxState
from redress.ledger.operations import journal
from redress.notify.hooks import close_line, open_line, tell_line
from redress.policies.store import policy_of

log = logging.getLogger(__name__)
TOLD: Mapping[str, str] = {
    "case.accepted": "accepted", "case.answered": "answered", "case.closed": "closed", "case.withdrawn": "withdrawn", "case.not_a_complaint": "not_a_complaint",
}  # fmt: skip
"""Kinds of the timeline that are told, and the state that they are told as."""
STATES: Mapping[str, object] = {
    "accepted": pgettext_lazy("told a source", "accepted"),
    "answered": pgettext_lazy("told a source", "answered"),
    "closed": pgettext_lazy("told a source", "closed"),
    "withdrawn": pgettext_lazy("told a source", "withdrawn by the customer"),
    "not_a_complaint": pgettext_lazy("told a source", "no complaint"),
}


@transaction.atomic
def set_returns(source: Source, url: str, *, by: Actor, at: datetime) -> str:
    """Tell a source at ``url`` from now on what becomes of its matters; returns the signing secret, shown this once. Raises NotAllowed, Invalid."""
    require(by, RIGHT)
    _close(source)
    source.returns, secret = open_line(url, by=by, at=at)
    source.save(update_fields=["returns"])
    for matter in source.matters.select_related("case"):
        PassedMatter.objects.filter(pk=matter.pk).update(told=matter.case.entry_count)
    journal(STREAM, SourceReturns(source.name, source.returns.url), by=by, at=at)
    return secret


@transaction.atomic
def end_returns(source: Source, *, by: Actor, at: datetime) -> None:
    """Tell a source nothing any more. Raises NotAllowed."""
    require(by, RIGHT)
    _close(source)
    Source.objects.filter(pk=source.pk).update(returns=None)
    journal(STREAM, SourceReturns(source.name, "—"), by=by, at=at)


def _close(source: Source) -> None:
    if source.returns is not None:
        close_line(source.returns)


def report_back(*, at: datetime) -> int:
    """Queue what sources with a return address have not heard of yet, each thing once; returns how many. A matter that fails holds up no other."""
    behind = PassedMatter.objects.filter(source__returns__active=True, told__lt=F("case__entry_count"))
    queued = 0
    for pk in behind.order_by("-pk").values_list("pk", flat=True)[:500]:
        try:
            queued += _report(pk, at)
        except Exception:
            log.exception("nothing could be reported of the matter %s", pk)
    return queued


@transaction.atomic
def _report(pk: int, at: datetime) -> int:
    matter = PassedMatter.objects.select_for_update(of=("self",)).select_related("source__returns", "case").get(pk=pk)
    case, hook = matter.case, matter.source.returns
    fresh = CaseEntry.objects.filter(case=case, seq__gt=matter.told, seq__lte=case.entry_count, kind__in=TOLD)
    told = list(fresh) if hook is not None and not case.guarded else []
    for entry in told:
        delivery = tell_line(hook, key=f"report:{matter.pk}:{entry.seq}", kind=entry.kind, number=case.number, body=_body(matter, entry), at=at)  # type: ignore[arg-type]
        MatterReport.objects.create(matter=matter, delivery=delivery, state=TOLD[entry.kind])
    PassedMatter.objects.filter(pk=pk).update(told=case.entry_count)
    return len(told)


def _body(matter: PassedMatter, entry: CaseEntry) -> dict[str, object]:
    """What the sender reads: its own number, ours, the state; with an answer the words that the customer got."""
    state = TOLD[entry.kind]
    data: dict[str, object] = {"number": matter.number, "case": matter.case.number, "state": state}
    if state == "answered":
        data["answer"] = Answer.objects.get(case=matter.case, round=entry.payload["round"]).text
    if state == "closed":
        data["result"] = say(entry.payload["result"], policy_of(matter.case.policy_id).pack.language)
    return {"type": f"matter.{state}", "timestamp": entry.at.astimezone(UTC).isoformat(), "data": data}


def note_reports(*, at: datetime) -> int:
    """Put on the timelines what sources were told, and what they could not be told; returns how many lines."""
    settled = [OutboxState.SENT, OutboxState.FAILED]
    fresh = MatterReport.objects.exclude(noted=OutboxState.SENT).filter(delivery__message__state__in=settled)
    new = fresh.filter(~Q(noted=F("delivery__message__state"))).select_related("matter__case", "matter__source", "delivery__message")
    return sum(_note(report, at) for report in new.order_by("pk")[:500])


@transaction.atomic
def _note(report: MatterReport, at: datetime) -> int:
    state = report.delivery.message.state
    if not MatterReport.objects.filter(pk=report.pk, noted=report.noted).update(noted=state):
        return 0
    happened = ReportedBack if state == OutboxState.SENT else ReportBackFailed
    try:
        write_passing(report.matter.case, happened(report.matter.source.name, report.state), by=SYSTEM, at=at)
    except IllegalMove:  # archived meanwhile; the source's page shows it all the same
        return 0
    return 1
