"""A text that did not arrive in a chat: whoever can reach the customer another way is told."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext, override

from redress.accounts.queries import holders
from redress.complaints.models import Case
from redress.complaints.operations import talk as thread
from redress.flows.acting import follow
from redress.intake.models import Talk
from redress.kernel.actor import SYSTEM
from redress.notify.chats import deliver_chats, why
from redress.notify.models import ChatMessage
from redress.notify.operations import post
from redress.policies.store import policy_of

CALL_WITHIN = timedelta(days=1)


def send_waiting(*, at: datetime) -> str:
    """Send what waits for people in chats, and tell staff of what did not arrive."""
    done = deliver_chats(at=at, undelivered=lambda chat: tell_staff(chat, at=at))
    return f"{done.sent} sent, {done.failed} not"


def tell_staff(chat: ChatMessage, *, at: datetime) -> None:
    """Within a case somebody must call; in a talk without one whoever has it is told."""
    Talk.objects.filter(peer=chat.peer, ended_at=None).update(revision=F("revision") + 1)
    case = Case.objects.filter(number=chat.thread).first() if chat.thread else None
    if case is not None:
        return _to_call(case, why(chat), at)
    talk = Talk.objects.filter(peer=chat.peer).order_by("-pk").first()
    if talk is not None:
        to = [talk.agent_id] if talk.agent_id else [user.pk for user in holders(talk.role, at)]
        post("chat.undelivered", to=to, at=at, key=f"chat:{chat.pk}:{at.timestamp():.0f}", url="/talks/", account=chat.peer.account.name)
    return None


def _to_call(case: Case, reason: object, at: datetime) -> None:
    """One call however many pieces of a text were lost."""
    pack, due = policy_of(case.policy_id).pack, at + CALL_WITHIN
    with override(pack.language.lower()):
        about = (gettext("A message did not reach the customer in the chat. %(why)s") % {"why": reason})[:300]
    if not case.call_backs.filter(made_at=None, about=about).exists():
        case = thread.need_call(case, due_at=due, due_words=f"{due.astimezone(pack.zone):%Y-%m-%d %H:%M}", about=about, by=SYSTEM, at=at)
        follow(case, by=SYSTEM, at=at)
