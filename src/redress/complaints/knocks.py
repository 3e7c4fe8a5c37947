"""Counting who comes how often to a door from outside, so that it can be braked; several web processes count together."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F

from redress.complaints.models import Knock


def _mark(door: str, who: str) -> str:
    return hmac.new(settings.SALT_KEY[0].encode(), f"knock:{door}:{who}".encode("utf-8", "replace"), sha256).hexdigest()


def times(door: str, who: str, *, at: datetime) -> int:
    """How often ``who`` knocked at ``door`` in the span that runs at ``at``."""
    counted = Knock.objects.filter(mark=_mark(door, who), until__gt=at).values_list("times", flat=True).first()
    return counted or 0


@transaction.atomic
def knock(door: str, who: str, *, at: datetime, span: timedelta) -> int:
    """Count one more; the first begins a span, after which all is forgotten. Returns how many there are now."""
    Knock.objects.filter(until__lte=at).delete()
    kept, _new = Knock.objects.get_or_create(mark=_mark(door, who), defaults={"until": at + span})
    Knock.objects.filter(pk=kept.pk).update(times=F("times") + 1)
    return kept.times + 1


def forget(door: str, who: str) -> None:
    """Count from nothing again."""
    Knock.objects.filter(mark=_mark(door, who)).delete()
