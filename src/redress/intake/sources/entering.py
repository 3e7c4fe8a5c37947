"""Entering sources, giving them a secret, listening to them or no longer."""

from datetime import datetime
from typing import Any

from django.db import transaction

from redress.accounts.rules import require
from redress.intake.events import STREAM, SourceRekeyed, SourceSet, SourceSwitched
from redress.intake.models import Source
from redress.kernel.actor import Actor
from redress.ledger.operations import journal
from redress.notify.hooks import new_secret as new_signing_secret

RIGHT = "people.manage"


@transaction.atomic
def set_source(source: Source, *, by: Actor, at: datetime, **data: Any) -> Source:
    """Enter a source, or change it. A new one is not listened to before it is switched on. Raises NotAllowed."""
    require(by, RIGHT)
    for name, value in data.items():
        setattr(source, name, value)
    if not source.pk:
        source.secret = new_signing_secret()
    source.save()
    journal(STREAM, SourceSet(source.name, address_of(source)), by=by, at=at)
    return source


@transaction.atomic
def new_secret(source: Source, *, by: Actor, at: datetime) -> str:
    """Make a new signing secret, shown this once; the one before ends at once. Raises NotAllowed."""
    require(by, RIGHT)
    source.secret = new_signing_secret()
    source.save(update_fields=["secret"])
    journal(STREAM, SourceRekeyed(source.name), by=by, at=at)
    return str(source.secret)


@transaction.atomic
def switch_source(source: Source, *, active: bool, by: Actor, at: datetime) -> None:
    """Listen to a source from now on, or no longer. Raises NotAllowed."""
    require(by, RIGHT)
    if Source.objects.filter(pk=source.pk, active=not active).update(active=active):
        journal(STREAM, SourceSwitched(source.name, active), by=by, at=at)


def address_of(source: Source) -> str:
    """Where its messages are sent, without the house's own address."""
    return f"/in/hook/{source.slug}/"
