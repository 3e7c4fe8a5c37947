"""What staff do with talks: take one, answer, hand it over, register it as a complaint, add it to a case, end it."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.queries import holders
from redress.accounts.rules import require
from redress.complaints.customers import digits, look_up
from redress.complaints.keys import give_key
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.flows.acting import ACTS
from redress.flows.letters import fill, key_words
from redress.flows.receiving import register_inside
from redress.intake.models import Talk, TalkEnd, TalkLine
from redress.intake.talks.holding import change, ended, hold
from redress.intake.talks.thread import channel_of, into_thread, link
from redress.intake.talks.visiting import fingerprint
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.notify.chats import say_to
from redress.notify.operations import post
from redress.policies.store import policy_of

_PHONE = re.compile(r"(?<!\d)\+?\d[\d -]{5,18}\d(?!\d)")
"""What may be a telephone number within words."""


def _own(talk: Talk, by: Actor) -> Talk:
    """The talk, locked, when it is the actor's. Raises NotAllowed, IllegalMove."""
    held = hold(talk)
    if held.agent_id != by.id:
        raise NotAllowed(
            "not-own-talk",
            _("%(name)s has this talk now.") % {"name": held.agent.name} if held.agent else _("Take this talk first."),
        )
    return held


@transaction.atomic
def take(talk: Talk, *, by: Actor) -> Talk:
    """Take a talk that waits; of two who take it at once, one has it. Raises IllegalMove for the other, NotAllowed without the role."""
    held = hold(talk)
    if held.role not in by.roles():
        raise NotAllowed("no-role", _("Your roles do not include talks with visitors."))
    if held.agent_id is not None and held.agent_id != by.id:
        raise IllegalMove("taken", _("%(name)s was quicker and has this talk.") % {"name": held.agent.name})
    return change(held, agent_id=by.id)


def answer(talk: Talk, text: str, *, once: str, by: Actor, at: datetime) -> Talk:
    """Answer the visitor; within a case this is a message of its thread. In a chat it leaves by the platform. Raises Invalid, NotAllowed, IllegalMove."""
    with transaction.atomic(durable=True):
        held = _own(talk, by)
        if not text.strip():
            raise Invalid("empty", _("Not sent."), {"text": _("Write something first.")})
        if held.peer is not None and held.peer.left_at is not None:
            raise IllegalMove("left", _("The customer no longer follows %(account)s, so nothing arrives there. Reach the customer another way.") % {"account": held.peer.account.name})
        mark = fingerprint(f"{held.pk}:{once}")
        if held.case is not None:
            channel = channel_of(held, policy_of(held.case.policy_id))
            ACTS["tell"].run.inside(held.case, text=text, channel=channel, by=by, at=at)  # type: ignore[attr-defined]
            return change(held, waiting_since=None)
        line, new = TalkLine.objects.get_or_create(once=mark, defaults={"talk": held, "text": text, "author_id": by.id, "at": at})
        if not new:
            return held
        if held.peer is not None:
            say_to(held.peer, text, key=f"line:{line.pk}", at=at)
        return change(held, waiting_since=None)


def colleagues(talk: Talk, *, by: Actor, at: datetime) -> list[User]:
    """Who else may take this talk."""
    return [user for user in holders(talk.role, at) if user.pk != by.id]


@transaction.atomic
def offer(talk: Talk, *, to: int, note: str, by: Actor, at: datetime) -> Talk:
    """Ask a colleague to take a talk over; until then it stays with whoever has it. Raises Invalid, NotAllowed, IllegalMove."""
    held = _own(talk, by)
    if to not in {user.pk for user in colleagues(held, by=by, at=at)}:
        raise Invalid("to", _("Not handed over."), {"to": _("Choose a colleague.")})
    post(
        "talk.offered",
        to=[to],
        at=at,
        key=f"talk:{held.pk}:{held.revision}:offered",
        url="/talks/",
        besides=by.id,
        by=by.name,
    )
    return change(held, offered_to_id=to, note=note.strip()[:300] or None)


@transaction.atomic
def reply(talk: Talk, *, accept: bool, by: Actor, at: datetime) -> Talk:
    """Accept or decline a talk that was offered. Raises IllegalMove when it is no longer offered to the actor."""
    held = hold(talk)
    if held.offered_to_id is None or held.offered_to_id != by.id:
        raise IllegalMove("not-offered", _("This talk is no longer offered to you."))
    if accept:
        return change(held, agent_id=by.id, offered_to=None)
    post(
        "talk.declined",
        to=[held.agent_id],
        at=at,
        key=f"talk:{held.pk}:{held.revision}:declined",
        url="/talks/",
        besides=by.id,
        by=by.name,
    )
    return change(held, offered_to=None)


@transaction.atomic
def end(talk: Talk, *, by: Actor, at: datetime) -> Talk:
    """End a talk: one without a case was a question, and counts as one. Raises NotAllowed, IllegalMove."""
    held = _own(talk, by)
    return change(held, **ended(TalkEnd.CASE if held.case_id else TalkEnd.QUESTION, at))


def write_record(talk: Talk, record: Record, *, by: Actor, at: datetime, received_at: datetime | None = None, **more: Any) -> Case:
    """Register a talk as a complaint: its lines go into the thread, and number and key show in the talk, or are sent into the chat.

    Raises as ``flows.receiving.register`` does, NotAllowed for a talk of somebody else, IllegalMove for a second record.
    """
    with transaction.atomic(durable=True):
        held = _own(talk, by)
        if held.case_id is not None:
            raise IllegalMove("in-case", _("This talk belongs to a case already."))
        case = register_inside(record, by=by, at=at, received_at=received_at or held.began_at, **more)
        case = into_thread(held, case, by=by, at=at)
        key = give_key(case, by=by, at=at)
        case = Case.objects.get(pk=case.pk)
        if held.peer is not None:
            link(held.peer, case)
            words = fill(case, "acknowledgement", policy_of(case.policy_id).pack.language)
            say_to(held.peer, f"{words}\n\n{key_words(case, key)}", key=f"case:{case.pk}:acknowledgement", at=at, thread=case.number)
        change(held, case=case, case_mark=case.key.digest, key=None if held.peer else key)
        return case


def cases_of(talk: Talk, actor: Actor) -> list[Case]:
    """Cases that the visitor may mean: by the phone number or e-mail address left in the talk, in a chat by a number typed there, or because they
    came in by this chat. Those the actor may see.
    """
    phone, email = str(talk.contact.get("phone", "")), str(talk.contact.get("email", "")).strip().lower()
    people = look_up(phone) if len(digits(phone)) >= 7 else []
    if not people and email:
        near = look_up(talk.name or "")
        people = [one for one in near if str(one.contact.get("email", "")).strip().lower() == email]
    meant = Q(customer__in=people)
    if talk.peer is not None:
        typed = {found for line in talk.lines.filter(author=None) for found in _PHONE.findall(line.text)}
        people += [one for number in sorted(typed)[:3] for one in look_up(number)]
        meant = Q(customer__in=people) | Q(number__in=talk.peer.links.values("thread"))
    return list(Case.objects.visible_to(actor).filter(meant, archived_at=None).order_by("-received_at")[:10])


def add_to_case(talk: Talk, number: str, *, by: Actor, at: datetime) -> Case:
    """Add the lines of a talk to a case of the same customer, and end it. The visitor showed no key, therefore sees nothing of the case.

    Raises Invalid for a case that is not among ``cases_of``, NotAllowed, IllegalMove.
    """
    with transaction.atomic(durable=True):
        held = _own(talk, by)
        case = next((one for one in cases_of(held, by) if one.number == number), None)
        if case is None or held.case_id is not None:
            raise Invalid("case", _("Not added."), {"case": _("Choose one of the cases listed.")})
        require(by, "case.talk", case)
        case = into_thread(held, case, by=by, at=at)
        change(held, **ended(TalkEnd.CASE, at))
        return case
