"""Messages that were refused: why, kept where an administrator sees it, and never what they said."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from redress.complaints.knocks import knock
from redress.intake.models import Source, SourceRefusal

KEPT = 50
"""Refusals kept of each source; all are counted."""
A_MINUTE = 120
"""Refusals of one source noted within a minute; a flood beyond is answered, but neither kept nor counted."""

REASONS: dict[str, object] = {
    "signature": _("The signature is missing or wrong."),
    "moment": _("The message was signed more than five minutes ago or ahead of time; it may be a replay."),
    "reused": _("A message of this id came before with other words."),
    "too-large": _("The message is too large."),
    "unreadable": _("The message is not a JSON object."),
    "fields": _("Fields are missing or of the wrong type."),
    "off": _("This source is switched off."),
    "not-now": _("The case takes nothing more, or nobody can receive it."),
}


@transaction.atomic
def note_refusal(source: Source, reason: str, fields: str = "", *, at: datetime) -> None:
    """Keep why a message of ``source`` was refused; ``fields`` names the fields at fault."""
    if knock("source-refused", source.slug, at=at, span=timedelta(minutes=1)) > A_MINUTE:
        return
    SourceRefusal.objects.create(source=source, reason=reason, fields=fields[:200], at=at)
    Source.objects.filter(pk=source.pk).update(refused=F("refused") + 1)
    newest = list(source.refusals.values_list("pk", flat=True)[:KEPT])
    source.refusals.exclude(pk__in=newest).delete()
