"""Callbacks that were refused: why, kept where an administrator sees it, and never what they said."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from redress.complaints.knocks import knock
from redress.intake.models import ChatRefusal
from redress.notify.models import ChatAccount

KEPT = 50
"""Refusals kept of each account; all are counted."""
A_MINUTE = 120
"""Refusals of one account noted within a minute; a flood beyond is answered, but neither kept nor counted."""

REASONS: dict[str, object] = {
    "signature": _("The signature is missing or wrong: another token, or a forgery."),
    "moment": _("It was signed more than five minutes ago or ahead of time: a replay, or the clock of this server is wrong."),
    "plain": _("It came unencrypted, although an EncodingAESKey is entered. Choose the secure mode at the platform."),
    "broken": _("It cannot be decrypted: another EncodingAESKey is entered at the platform, or it was cut off."),
    "receiver": _("It is meant for another AppID, CorpID or AgentID."),
    "unreadable": _("It is not XML as the platform sends it."),
    "too-large": _("It is too large."),
    "too-many": _("One person wrote more than %(most)s messages within an hour; those beyond were left out."),
    "not-now": _("The policy in force takes no talks, or the case takes nothing more."),
}


@transaction.atomic
def note_refusal(account: ChatAccount, reason: str, *, at: datetime) -> None:
    """Keep why a callback of ``account`` was refused."""
    if knock("chat-refused", account.address, at=at, span=timedelta(minutes=1)) > A_MINUTE:
        return
    ChatRefusal.objects.create(account=account, reason=reason, at=at)
    ChatAccount.objects.filter(pk=account.pk).update(refused=F("refused") + 1)
    newest = list(account.refusals.values_list("pk", flat=True)[:KEPT])
    account.refusals.exclude(pk__in=newest).delete()
