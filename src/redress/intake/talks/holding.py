"""How a talk is changed: locked, checked, counted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from redress.intake.models import Talk, TalkEnd
from redress.kernel.errors import IllegalMove


def hold(talk: Talk) -> Talk:
    """The talk as it stands now, locked until the transaction ends. Raises IllegalMove once it has ended."""
    held = Talk.objects.select_for_update(of=("self",)).select_related("case__customer", "agent", "offered_to", "peer__account").get(pk=talk.pk)
    if held.ended_at is not None:
        raise IllegalMove("ended", _("This talk has ended."))
    return held


def change(held: Talk, **values: Any) -> Talk:
    """Change a held talk; its revision tells everybody who looks at it that there is something new."""
    for name, value in ({"revision": held.revision + 1} | values).items():
        setattr(held, name, value)
    held.save(update_fields=["revision", *values])
    return held


def ended(how: TalkEnd, at: datetime) -> dict[str, Any]:
    """The values of a talk that is over."""
    return {"ended_at": at, "ended_as": how, "waiting_since": None, "offered_to": None}
