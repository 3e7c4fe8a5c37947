"""What the desk shows of a talk that is held in a chat of a platform."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from redress.intake.models import Talk
from redress.ledger.models import OutboxState
from redress.notify.chats import lost, why
from redress.notify.models import Platform
from redress.web.rights import needs

ANSWERED_WITHIN = timedelta(hours=48)
"""For so long after somebody wrote, an official account may answer."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A text that did not arrive, or of which nobody knows (``doubt``), and why."""

    text: str
    doubt: bool
    why: object


@dataclass(frozen=True, slots=True)
class Chat:
    """How a chat stands: whether its account is ``off``, the customer ``left``, wrote too ``late`` to be answered, and what was ``lost``."""

    off: bool
    left: bool
    late: bool
    lost: list[Lost]


def chat_of(talk: Talk, *, at: datetime) -> Chat | None:
    """How the chat of a talk stands; None for one of the web messenger."""
    peer = talk.peer
    if peer is None:
        return None
    number = talk.case.number if talk.case else ""
    missed = lost().filter(peer=peer, thread=number, message__created_at__gte=talk.began_at)
    return Chat(
        off=not peer.account.active,
        left=peer.left_at is not None,
        late=peer.account.platform == Platform.WECHAT and at - peer.heard_at > ANSWERED_WITHIN,
        lost=[Lost(one.text or "", one.message.state == OutboxState.DOUBTFUL, why(one)) for one in missed[:5]],
    )


@needs("case.register")
@require_GET
def file(request: HttpRequest, pk: int, one: int) -> FileResponse:
    """A file of a talk as it came in, as a download."""
    talk = Talk.objects.visible_to(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    kept = talk.files.filter(pk=one).exclude(file="").first() if talk else None
    if kept is None:
        raise Http404
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream")
