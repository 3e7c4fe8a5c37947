"""Words to customers that leave from here, once: the pack's letters filled in, by e-mail or into the chat in which the case came in."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, override

from redress.complaints.keys import still_opens
from redress.complaints.models import Case
from redress.deadlines.queries import promised
from redress.kernel.localised import say
from redress.kernel.texts import filled
from redress.notify.chats import peer_of, say_to
from redress.notify.models import ChatPeer
from redress.notify.operations import can_write_to, write_to
from redress.policies.store import policy_of

EMAIL = "email"
"""The channel of a message that left by e-mail, whatever the pack calls it."""


def fill(case: Case, name: str, language: str, **values: str) -> str:
    """The letter ``name`` of the case's pack in ``language``; what is unknown stays an empty word, or leaves out the piece in square brackets."""
    pack = policy_of(case.policy_id).pack
    promise = promised(case)
    known = {
        "customer": case.customer.name, "number": case.number, "matter": case.title, "person": case.answerable.name,
        "department": say(case.department.title, language), "organisation": say(dict(pack.organisation), language),
        "due": f"{promise.due_at.astimezone(pack.zone):%Y-%m-%d %H:%M}" if promise else "", "kind": say(dict(policy_of(case.policy_id).title("kinds", case.kind)), language), "answer": "", "reason": "",
    }  # fmt: skip
    return filled(say(dict(pack.wording.letters[name]), language), known | values, due=_later(language))  # type: ignore[index]


def follow_link(case: Case, key: str) -> str:
    """Where a customer follows a case. The key stands after the ``#``: browsers keep that part to themselves, so no server logs it."""
    return f"{settings.ENV.public_url.rstrip('/')}{reverse('help-follow')}?{urlencode({'number': case.number})}#{key}"


def key_words(case: Case, key: str) -> str:
    """Number, key and link in the organisation's language."""
    with override(policy_of(case.policy_id).pack.language.lower()):
        words = gettext("Number: %(number)s\nKey: %(key)s\nWith both you can follow it at any time: %(link)s")
    return words % {"number": case.number, "key": key, "link": follow_link(case, key)}


def send(case: Case, name: str, *, key: str, at: datetime, answers: str = "", **values: str) -> str:
    """Let a letter of the pack leave; see ``post``."""
    return post(case, fill(case, name, policy_of(case.policy_id).pack.language, **values), key=key, at=at, answers=answers)


def post(case: Case, text: str, *, key: str, at: datetime, answers: str = "") -> str:
    """Let words leave after this transaction, once for the case and ``key``: into the chat in which the case came in, else by e-mail.

    Returns the channel (``EMAIL``, or a channel of the pack), empty where nothing can go. ``answers`` is the Message-ID of the letter
    that they reply to.
    """
    return chat(case, text, key=key, at=at) or mail(case, text, key=key, at=at, answers=answers)


def mail(case: Case, text: str, *, key: str, at: datetime, answers: str = "") -> str:
    """Let words leave by e-mail; see ``post``."""
    address, language = case.customer.contact.get("email", ""), policy_of(case.policy_id).pack.language
    if not can_write_to(address):
        return ""
    with override(language.lower()):
        subject = gettext("Your complaint %(number)s") % {"number": case.number}
    write_to(
        address, subject=subject, body=text, language=language, key=f"case:{case.pk}:{key}", at=at, thread=case.number, answers=answers
    )
    return EMAIL


def chat(case: Case, text: str, *, key: str, at: datetime) -> str:
    """Let words leave into the chat in which the case came in; see ``post``."""
    peer = chat_of(case)
    if peer is None:
        return ""
    say_to(peer, text, key=f"case:{case.pk}:{key}", at=at, thread=case.number)
    return peer.account.channel


def chat_of(case: Case) -> ChatPeer | None:
    """Who is reached in the chat in which a case came in, or was opened by a key that still opens it."""
    peer = peer_of(case.number)
    mark = peer and peer.links.values_list("mark", flat=True).get(thread=case.number)
    return peer if peer and (not mark or still_opens(case.number, mark)) else None


def leave(case: Case, text: str, channel: str, *, key: str, at: datetime) -> None:
    """Let what is said by this channel of the pack leave by it, where it is one by which words leave from here."""
    peer = chat_of(case)
    if peer is not None and peer.account.channel == channel:
        chat(case, text, key=key, at=at)
    elif any(one.id == channel and one.email for one in policy_of(case.policy_id).pack.channels):
        mail(case, text, key=key, at=at)


def _later(language: str) -> str:
    """What a letter says for the moment of a promise that nobody made yet."""
    with override(language.lower()):
        return gettext("the time that we shall tell you")
