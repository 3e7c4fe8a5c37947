"""The pack's letters to customers, filled in for a case and sent once."""

from datetime import datetime

from django.utils.translation import gettext, override

from redress.complaints.models import Case
from redress.deadlines.queries import promised
from redress.kernel.localised import say
from redress.notify.operations import can_write_to, write_to
from redress.policies.store import policy_of


def fill(case: Case, name: str, language: str, **values: str) -> str:
    """The letter ``name`` of the case's pack in ``language``; what is unknown stays an empty word."""
    pack = policy_of(case.policy_id).pack
    promise = promised(case)
    known = {
        "customer": case.customer.name, "number": case.number, "matter": case.title, "person": case.answerable.name,
        "department": say(case.department.title, language), "organisation": say(dict(pack.organisation), language),
        "due": f"{promise.due_at.astimezone(pack.zone):%Y-%m-%d %H:%M}" if promise else _later(language), "kind": say(dict(policy_of(case.policy_id).title("kinds", case.kind)), language), "answer": "", "reason": "",
    }  # fmt: skip
    return say(dict(pack.wording.letters[name]), language).format_map(known | values)  # type: ignore[index]


def send(case: Case, name: str, *, key: str, at: datetime, answers: str = "", **values: str) -> bool:
    """Let a letter of the pack leave by e-mail; see ``post``."""
    return post(case, fill(case, name, policy_of(case.policy_id).pack.language, **values), key=key, at=at, answers=answers)


def post(case: Case, text: str, *, key: str, at: datetime, answers: str = "") -> bool:
    """Let words leave by e-mail after this transaction, once for the case and ``key``; False where no e-mail can go.

    ``answers`` is the Message-ID of the letter that they reply to.
    """
    address, language = case.customer.contact.get("email", ""), policy_of(case.policy_id).pack.language
    if not can_write_to(address):
        return False
    with override(language.lower()):
        subject = gettext("Your complaint %(number)s") % {"number": case.number}
    write_to(
        address, subject=subject, body=text, language=language, key=f"case:{case.pk}:{key}", at=at, thread=case.number, answers=answers
    )
    return True


def leaves_as_mail(case: Case, channel: str) -> bool:
    """Whether what is said by this channel of the pack leaves as e-mail."""
    return any(one.id == channel and one.email for one in policy_of(case.policy_id).pack.channels)


def _later(language: str) -> str:
    """What a letter says for the moment of a promise that nobody made yet."""
    with override(language.lower()):
        return gettext("the time that we shall tell you")
