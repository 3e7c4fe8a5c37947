"""Talks that became no case: kept as long as the pack says, then deleted with all that was said."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile

from redress.intake.events import STREAM, TalksForgotten
from redress.intake.models import Talk, TalkFile, TalkLine
from redress.kernel.actor import SYSTEM
from redress.ledger.operations import journal
from redress.policies.policy import Policy
from redress.policies.store import current_policy

AT_ONCE = 500
"""So many talks go in one transaction."""


def kept_for(policy: Policy) -> timedelta:
    """How long an ended talk without a case is kept: what the messenger says, else the years of an ordinary file (the rule without a condition)."""
    portal = policy.pack.portal
    if portal and portal.messenger and portal.messenger.keep_days:
        return timedelta(days=portal.messenger.keep_days)
    years = next((rule.years for rule in policy.pack.retention if rule.when is None), policy.pack.retention[-1].years)
    return timedelta(days=years * 366)


def forget(*, at: datetime) -> int:
    """Delete what is kept no longer; the journal tells how many. Returns that number."""
    span = kept_for(current_policy(at))
    over, gone = Talk.objects.filter(case=None, ended_at__lt=at - span), 0
    while some := list(over.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic(durable=True):
            files = [one.file for one in TalkFile.objects.filter(talk__in=some, talk__case=None, case=None).exclude(file="")]
            TalkLine.objects.filter(talk__in=some, talk__case=None).delete()
            count = Talk.objects.filter(pk__in=some, case=None).delete()[1].get(Talk._meta.label, 0)
            if not count:
                break
            journal(STREAM, TalksForgotten(count, span.days), by=SYSTEM, at=at)
            transaction.on_commit(partial(_remove, files))
        gone += count
    return gone


def _remove(files: Iterable[FieldFile]) -> None:
    """Take the files off the disk, once nothing leads to them."""
    for file in files:
        file.delete(save=False)
