"""Words that must reach the customer: by e-mail into the thread, or by a call that somebody makes."""

from datetime import datetime

from redress.complaints.models import Case
from redress.complaints.operations import talk
from redress.flows.letters import post
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

EMAIL = {"zh-Hans": "电子邮件", "zh-Hant": "電子郵件", "en": "E-mail"}


def reach(case: Case, text: str, *, about: str, call_by: datetime, key: str, by: Actor, at: datetime) -> Case:
    """Let ``text`` reach the customer, in the transaction of the act that calls for it.

    It goes into the thread and leaves as e-mail, once for ``key``. Where no e-mail can go, a call ``about`` it
    is to be made by ``call_by``; it stands with those answerable until it was made.
    """
    pack = policy_of(case.policy_id).pack
    if not post(case, text, key=key, at=at):
        due_words = f"{call_by.astimezone(pack.zone):%Y-%m-%d %H:%M}"
        return talk.need_call(case, due_at=call_by, due_words=due_words, about=about, by=by, at=at)
    return talk.message(case, text=text, channel="email", channel_title=EMAIL, inward=False, by=by, at=at)
