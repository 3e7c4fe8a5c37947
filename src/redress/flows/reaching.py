"""Words that must reach the customer: in the chat or by e-mail into the thread, or by a call that somebody makes."""

from datetime import datetime

from redress.complaints.models import Case
from redress.complaints.operations import talk
from redress.flows.letters import EMAIL, post
from redress.kernel.actor import Actor
from redress.policies.store import policy_of

E_MAIL = {"zh-Hans": "电子邮件", "zh-Hant": "電子郵件", "en": "E-mail"}


def reach(case: Case, text: str, *, about: str, call_by: datetime, key: str, by: Actor, at: datetime) -> Case:
    """Let ``text`` reach the customer, in the transaction of the act that calls for it.

    It goes into the thread and leaves in the chat or as e-mail, once for ``key``. Where neither can go, a call ``about`` it
    is to be made by ``call_by``; it stands with those answerable until it was made.
    """
    policy = policy_of(case.policy_id)
    channel = post(case, text, key=key, at=at)
    if not channel:
        due_words = f"{call_by.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}"
        return talk.need_call(case, due_at=call_by, due_words=due_words, about=about, by=by, at=at)
    title = E_MAIL if channel == EMAIL else dict(policy.title("channels", channel))
    return talk.message(case, text=text, channel=channel, channel_title=title, inward=False, by=by, at=at)
