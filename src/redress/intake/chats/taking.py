"""What becomes of a callback: a line of a talk or of a case's thread, a greeting, a case opened with its key, or nothing new."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext, override

from redress.complaints.keys import open_with, still_opens
from redress.complaints.knocks import knock, times
from redress.complaints.models import Case
from redress.complaints.numbers import IN_TEXT
from redress.flows import outside
from redress.intake.chats.reading import Callback
from redress.intake.chats.refusing import REASONS
from redress.intake.chats.wording import FILES, line_of
from redress.intake.models import ChatHeard, Talk, TalkEnd, TalkFile, TalkLine
from redress.intake.talks.files import wake
from redress.intake.talks.holding import change, ended
from redress.intake.talks.thread import link
from redress.intake.talks.visiting import fingerprint, join_inside, messenger_of
from redress.intake.talks.wording import closed
from redress.kernel.errors import DomainError, IllegalMove, NotAllowed
from redress.kernel.localised import say
from redress.notify.chats import peer_index, say_to
from redress.notify.models import ChatAccount, ChatPeer
from redress.policies.policy import Policy
from redress.policies.store import current_policy

REMEMBERED = timedelta(days=1)
"""How long it is known that a message was taken; a replay is stopped sooner, by the moment of signing."""
MOST_AN_HOUR = 120
"""Messages of one person within an hour."""
_KEY = re.compile(r"(?<![A-Z0-9])(?:[2-9A-HJKMNP-TV-Z]{4}[- ]?){3}[2-9A-HJKMNP-TV-Z]{4}(?![A-Z0-9])")


def take(account: ChatAccount, said: Callback, *, at: datetime) -> bool:
    """Do what a callback calls for, once; False for one that was taken before.

    Raises NotAllowed ("too-many") for a flood of one person, NoPortal or NoMessenger where the policy takes no talks; then nothing was kept.
    """
    policy, index = current_policy(at), peer_index(said.peer)
    if times("chat-peer", f"{account.pk}:{index}", at=at) >= MOST_AN_HOUR:
        raise NotAllowed("too-many", REASONS["too-many"] % {"most": MOST_AN_HOUR})  # type: ignore[operator]
    with transaction.atomic(durable=True), override(policy.pack.language.lower()):
        ChatHeard.objects.filter(at__lt=at - REMEMBERED).delete()
        if not ChatHeard.objects.get_or_create(account=account, mark=said.mark, defaults={"at": at})[1]:
            return False
        knock("chat-peer", f"{account.pk}:{index}", at=at, span=timedelta(hours=1))
        known, new = ChatPeer.objects.get_or_create(account=account, index=index, defaults={"ident": said.peer, "heard_at": at})
        peer = ChatPeer.objects.select_for_update().get(pk=known.pk)  # of two messages at once the second finds the talk of the first
        ChatAccount.objects.filter(pk=account.pk).update(heard_at=at)
        peer.account = account
        _Turn(peer, policy, said, at).take(new=new)
        return True


class _Turn:
    """One callback of one person, under the policy in force."""

    def __init__(self, peer: ChatPeer, policy: Policy, said: Callback, at: datetime) -> None:
        self.peer, self.policy, self.said, self.at = peer, policy, said, at
        self.rule = messenger_of(policy)
        self.language = policy.pack.language.lower()

    def take(self, *, new: bool) -> None:
        """Do it. Events that ask for nothing are passed over."""
        if self.said.kind == "event.unsubscribe":
            return self._gone()
        ChatPeer.objects.filter(pk=self.peer.pk).update(heard_at=self.at, left_at=None)
        talk = self._going_on()
        match self.said.kind:
            case "event.subscribe":
                self._reply(say(dict(self.rule.greeting), self.language))
            case "event.enter_agent" if new:
                self._reply(say(dict(self.rule.greeting), self.language))
            case "event.click" if talk is None:
                self._reply(say(dict(self.rule.greeting), self.language))
            case "event.click" if talk is not None:
                self._line(talk)
            case kind if not kind.startswith("event."):
                self._message(talk)
        return None

    def _reply(self, text: str) -> None:
        """Say something by ourselves; once for this callback."""
        say_to(self.peer, text, key=f"reply:{self.peer.account_id}:{self.said.mark}", at=self.at)

    def _going_on(self) -> Talk | None:
        return Talk.objects.select_for_update(of=("self",)).select_related("case__customer", "peer__account").filter(peer=self.peer, ended_at=None).first()

    def _gone(self) -> None:
        """Nobody can be answered here any more; what nobody has answered yet stays for staff."""
        ChatPeer.objects.filter(pk=self.peer.pk).update(left_at=self.at)
        talk = self._going_on()
        if talk is not None and (talk.case_id or talk.waiting_since is None):
            change(talk, **ended(TalkEnd.CASE if talk.case_id else TalkEnd.LEFT, self.at))
        elif talk is not None:
            change(talk)

    def _message(self, talk: Talk | None) -> None:
        typed = self.said.text.upper() if self.said.kind == "text" else ""
        key = _KEY.search(typed)
        number = IN_TEXT.search(typed.replace(key[0], " ")) if key else None
        if key and number:
            self._open(talk, number[0], key[0])
        else:
            self._line(talk)

    def _open(self, talk: Talk | None, number: str, key: str) -> None:
        """Open a case with number and key; the key is written down nowhere."""
        try:
            case = open_with(number, key, at=self.at)
            if case is None:
                return self._reply(gettext("Number and key do not fit together."))
            if talk is not None and talk.case_id not in (None, case.pk):
                change(talk, **ended(TalkEnd.CASE, self.at))
                talk = None
            if talk is None:
                talk = self._begun(case)
            elif talk.case_id is None:
                with transaction.atomic():
                    join_inside(talk, case, at=self.at)
            link(self.peer, case, mark=case.key.digest)
        except DomainError as no:
            return self._reply(str(no))
        return self._reply(gettext("This is the chat of %(number)s now: what you write here goes to those who handle it, and their answers come here.") % {"number": case.number})

    def _begun(self, case: Case | None) -> Talk:
        return Talk.objects.create(
            token=fingerprint(get_random_string(32)), peer=self.peer, language=self.language, role=outside.portal_of(self.policy).receives, began_at=self.at,
            **({"case": case, "case_mark": case.key.digest if hasattr(case, "key") else "", "name": case.customer.name} if case else {}),
        )  # fmt: skip

    def _line(self, talk: Talk | None) -> None:
        """The message as a line of the talk, or of its case's thread; the first line of a talk out of hours is answered by the pack's words."""
        text = line_of(self.said)
        begun = talk is None
        talk = talk or self._begun(self._open_case())
        if talk.case is not None:
            try:
                with transaction.atomic():
                    outside.hear(talk.case, text, channel=self.peer.account.channel, at=self.at)
            except IllegalMove:  # archived in the meantime: this is another matter
                change(talk, **ended(TalkEnd.CASE, self.at))
                talk, begun = self._begun(None), True
        if talk.case is None:
            TalkLine.objects.create(talk=talk, text=text, once=fingerprint(f"chat:{self.peer.account_id}:{self.said.mark}"), at=self.at)
        if self.said.kind in FILES and self.said.media:
            TalkFile.objects.create(talk=talk, case=talk.case, media=self.said.media, name=self.said.title[:150], try_at=self.at, at=self.at)
            transaction.on_commit(wake)
        change(talk, waiting_since=talk.waiting_since or self.at)
        told = closed(self.policy, self.rule, self.language, self.at) if begun else ""
        if told:
            self._reply(told)

    def _open_case(self) -> Case | None:
        """The case to which somebody writes who has no talk: theirs that goes on, where there is one alone."""
        marks = dict(self.peer.links.values_list("thread", "mark"))
        cases = [one for one in Case.objects.select_related("customer").filter(number__in=marks, ended_at=None) if not marks[one.number] or still_opens(one.number, marks[one.number])]
        return cases[0] if len(cases) == 1 else None
