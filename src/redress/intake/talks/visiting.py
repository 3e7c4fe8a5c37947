"""What a visitor does in a talk: begin, write, leave a way to be reached, open a case with its key, leave."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints.keys import still_opens
from redress.complaints.models import Case
from redress.flows import outside
from redress.intake.models import Talk, TalkEnd, TalkLine
from redress.intake.talks.holding import change, ended, hold
from redress.intake.talks.thread import into_thread
from redress.kernel.errors import DomainError, IllegalMove, Invalid
from redress.policies.policy import Policy
from redress.policies.schema.doors import Messenger
from redress.policies.store import current_policy

LONGEST = 4000
"""Characters of one line."""


class NoMessenger(DomainError):
    """The organisation's policy has no web messenger."""


def messenger_of(policy: Policy) -> Messenger:
    """The rules of talks. Raises NoMessenger."""
    door = policy.pack.portal
    if door is None or door.messenger is None:
        raise NoMessenger("no-messenger", _("This organisation takes complaints by other ways."))
    return door.messenger


def fingerprint(secret: str) -> str:
    """What is kept of a secret that only the visitor's browser has; the secret is long and random."""
    return sha256(f"talk:{secret}".encode()).hexdigest()


def talk_of(token: str) -> Talk | None:
    """The talk whose secret a browser showed. One within a case is seen only while the key by which it was opened still opens it."""
    talk = Talk.objects.select_related("case", "agent").filter(token=fingerprint(token)).first() if token else None
    if talk is not None and talk.case is not None and still_opens(talk.case.number, talk.case_mark) is None:
        return None
    return talk


@transaction.atomic
def begin(token: str, text: str, *, name: str = "", language: str, at: datetime) -> Talk:
    """Begin a talk with its first line; the same form sent twice is one talk. Raises NoMessenger, Invalid."""
    door = outside.portal_of(current_policy(at))
    messenger_of(current_policy(at))
    _check(text)
    talk, new = Talk.objects.get_or_create(
        token=fingerprint(token),
        defaults={
            "name": name.strip() or None,
            "language": language,
            "role": door.receives,
            "began_at": at,
            "waiting_since": at,
        },
    )
    if new:
        TalkLine.objects.create(talk=talk, text=text, once=fingerprint(token), at=at)
    return talk


def say_to_us(talk: Talk, text: str, *, once: str, files: Sequence[UploadedFile] = (), at: datetime) -> Talk:
    """The visitor writes; within a case the words and files go into its thread. Raises Invalid, IllegalMove for a talk that has ended."""
    if talk.case is not None:
        outside.say_to_us(talk.case, text, files=files, at=at)
    with transaction.atomic():
        held = hold(talk)
        if talk.case is None:
            _check(text)
            if held.case_id is not None:
                raise IllegalMove("moved", _("Your matter was just registered. Please send it once more."))
            _line, new = TalkLine.objects.get_or_create(once=fingerprint(once), defaults={"talk": held, "text": text, "at": at})
            if not new:
                return held
        return change(held, waiting_since=held.waiting_since or at)


def _check(text: str) -> None:
    if not text.strip():
        raise Invalid("empty", _("Not sent."), {"text": _("Write something first.")})


@transaction.atomic
def leave_contact(talk: Talk, *, name: str, contact: dict[str, str]) -> Talk:
    """The visitor says how to be reached."""
    return change(hold(talk), name=name.strip() or talk.name, contact=contact)


@transaction.atomic
def begin_in(case: Case, token: str, *, language: str, at: datetime) -> Talk:
    """Begin a talk within the case that was opened with its key. Nobody waits until something is written."""
    door = outside.portal_of(current_policy(at))
    talk, _new = Talk.objects.get_or_create(
        token=fingerprint(token),
        defaults={
            "name": case.customer.name,
            "language": language,
            "role": door.receives,
            "case": case,
            "case_mark": case.key.digest,
            "began_at": at,
        },
    )
    return talk


def join(talk: Talk, case: Case, *, at: datetime) -> Talk:
    """Take a talk into the case whose key the visitor just showed. Raises IllegalMove for an archived case, or when it is in a case already."""
    with transaction.atomic(durable=True):
        held = hold(talk)
        if held.case_id is not None:
            raise IllegalMove("in-case", _("This talk belongs to a case already. Begin a new one for another matter."))
        return join_inside(held, case, at=at)


def join_inside(held: Talk, case: Case, *, at: datetime) -> Talk:
    """``join`` for a talk that is held, within the caller's transaction."""
    into_thread(held, case, by=outside.customer_of(case), at=at)
    return change(held, case=case, case_mark=case.key.digest)


@transaction.atomic
def forget_key(talk: Talk) -> Talk:
    """The visitor has kept number and key; nobody can show the key again."""
    Talk.objects.filter(pk=talk.pk).update(key=None)
    talk.key = None
    return talk


@transaction.atomic
def leave(talk: Talk, *, at: datetime) -> None:
    """The visitor ends the talk on this device. What nobody has answered yet stays for staff, where there is a way to answer it."""
    held = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    answerable = held.waiting_since is not None and bool(held.contact)
    if held.ended_at is None and not answerable:
        change(held, **ended(TalkEnd.CASE if held.case_id else TalkEnd.LEFT, at))
