"""The lines of a talk, and how they come into a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from redress.complaints.models import Case
from redress.complaints.operations import talk as thread
from redress.complaints.operations.talk import Spoken
from redress.flows import outside
from redress.flows.acting import follow
from redress.intake.models import Talk
from redress.intake.talks.files import wake
from redress.kernel.actor import Actor
from redress.notify.models import ChatLink, ChatPeer
from redress.policies.policy import Policy
from redress.policies.store import policy_of


def mark_of(talk: Talk) -> str:
    """A mark that changes with everything new in a talk and its case: looking whether there is any costs one read."""
    case = talk.case
    return f"{talk.revision}-{case.pk}-{case.entry_count}" if case else f"{talk.revision}--"


def into_thread(talk: Talk, case: Case, *, by: Actor, at: datetime) -> Case:
    """Take the lines of a talk into the thread of a case, each once, within the caller's transaction; the worker makes its files evidence.

    Raises IllegalMove for an archived case.
    """
    policy = policy_of(case.policy_id)
    channel = channel_of(talk, policy)
    visitor = talk.name or gettext("Visitor")
    spoken = [
        Spoken(line.author_id is None, line.text, line.author_id, line.author.name if line.author else visitor, line.at, f"{line.at.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}")
        for line in talk.lines.select_related("author")
    ]  # fmt: skip
    case = thread.transcribe(case, spoken, channel=channel, channel_title=dict(policy.title("channels", channel)), by=by, at=at)
    follow(case, by=by, at=at)
    if talk.files.filter(kept_at=None).update(case=case, try_at=at):
        transaction.on_commit(wake)
    return case


def channel_of(talk: Talk, policy: Policy) -> str:
    """The channel of the pack under which a talk is kept: that of its chat account, else that of the portal."""
    return talk.peer.account.channel if talk.peer else outside.portal_of(policy).channel


def link(peer: ChatPeer, case: Case, *, mark: str = "") -> None:
    """From now on what is said in the thread of a case goes to this chat; ``mark`` is the fingerprint of the key that opened it there."""
    ChatLink.objects.update_or_create(thread=case.number, defaults={"peer": peer, "mark": mark})
