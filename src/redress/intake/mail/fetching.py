"""Reading a mailbox over IMAP, a part at a time; after a crash the next run goes on where the last letter was taken."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxUnencrypted

from redress.intake.mail.reading import Letter, read
from redress.intake.mail.taking import outcome_of, put_by, take
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.kernel.errors import DomainError

MOST = 100
"""Letters of one mailbox in one run."""
TIMEOUT = 30
log = logging.getLogger(__name__)


@dataclass
class Fetched:
    """What became of the letters of a run, by outcome; ``shown`` are the first of a trial."""

    counts: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[Letter, Outcome, str]] = field(default_factory=list)
    trouble: str = ""


def fetch_all(*, at: datetime) -> Fetched:
    """Read every active mailbox; one that cannot be reached holds up no other, and says so on its page."""
    total = Fetched()
    for box in Mailbox.objects.filter(active=True):
        total.counts.update(fetch(box, at=at).counts)
    return total


def fetch(box: Mailbox, *, at: datetime) -> Fetched:
    """Take the new letters of a mailbox, at most ``MOST``; each in a transaction of its own."""
    done = Fetched()
    try:
        for uid, raw in _letters(box):
            done.counts[_taken(box, uid, raw, at)] += 1
            Mailbox.objects.filter(pk=box.pk).update(last_uid=uid, uid_validity=box.uid_validity)
    except (OSError, MailboxLoginError, ValueError, DomainError) as error:
        done.trouble = (str(error) if isinstance(error, DomainError) else f"{type(error).__name__}: {error}")[:300]
        log.warning("mailbox %s: %s", box.name, done.trouble)
    Mailbox.objects.filter(pk=box.pk).update(read_at=at, trouble=done.trouble)
    return done


def trial(box: Mailbox, *, at: datetime, most: int = 20) -> Fetched:
    """What would be taken, and how: nothing is kept, nobody is written to, and the mailbox stays as it is."""
    done = Fetched()
    try:
        for _uid, raw in _letters(box):
            letter = read(raw, now=at)
            if letter.sent_at < box.taken_from:
                continue
            outcome, case = outcome_of(box, letter, at=at)
            done.counts[outcome] += 1
            if len(done.shown) < most:
                done.shown.append((letter, outcome, case.number if case else ""))
    except (OSError, MailboxLoginError, ValueError) as error:
        done.trouble = f"{type(error).__name__}: {error}"[:300]
    return done


def _taken(box: Mailbox, uid: int, raw: bytes, at: datetime) -> str:
    try:
        letter = read(raw, now=at)
    except (LookupError, ValueError) as error:
        return put_by(box, raw, f"{type(error).__name__}: {error}", uid=uid, at=at).outcome
    return "old" if letter.sent_at < box.taken_from else take(box, letter, uid=uid, at=at).outcome


def letter_of(entry: MailIn, *, at: datetime) -> Letter | None:
    """A letter that was read before, from its mailbox; None where it is gone. Raises OSError where the server cannot be reached."""
    with _opened(entry.mailbox) as session:
        session.folder.set(entry.mailbox.folder, readonly=True)
        for message in session.fetch(f"UID {entry.uid}", mark_seen=False, bulk=False):
            letter = read(message.obj.as_bytes(), now=at)
            return letter if letter.key == entry.key else None
    return None


def _letters(box: Mailbox) -> Iterator[tuple[int, bytes]]:
    """UID and bytes of the letters after the last one taken, oldest first."""
    with _opened(box) as session:
        session.folder.set(box.folder, readonly=True)
        validity = int(session.folder.status(box.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        if validity != box.uid_validity:
            box.uid_validity, box.last_uid = validity, 0
        found = sorted(int(uid) for uid in session.uids(f"UID {box.last_uid + 1}:*"))
        for uid in [uid for uid in found if uid > box.last_uid][:MOST]:
            for message in session.fetch(f"UID {uid}", mark_seen=False, bulk=False):
                yield uid, message.obj.as_bytes()


def _opened(box: Mailbox) -> BaseMailBox:
    kind = MailBox if box.tls else MailBoxUnencrypted
    return kind(box.host, port=box.port, timeout=TIMEOUT).login(box.username, box.password, initial_folder=None)
