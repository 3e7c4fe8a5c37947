"""A letter as it came over the wire, read as far as it can be read: nothing in it can stop the reading of the next one."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from hashlib import sha256

import nh3
from imap_tools import MailMessage

from redress.intake.mail.folding import fold

LONGEST = 100_000
_IDS = re.compile(r"<[^<>\s]{3,250}>")
_BREAKS = re.compile(r"<\s*(br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_NOBODY = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. ``key`` is the fingerprint by which it is known again; ``quoted`` is what it repeats of earlier letters.

    ``automatic``: a machine wrote it (an absence, a newsletter): it is never answered by ours. ``returned`` holds the Message-IDs of
    letters that it reports as not delivered, ``why`` the mail server's words about it.
    """

    key: str
    message_id: str
    threads: tuple[str, ...]
    name: str
    sender: str
    subject: str
    said: str
    quoted: str
    sent_at: datetime
    attachments: tuple[Attachment, ...]
    automatic: bool
    returned: tuple[str, ...]
    why: str = ""

    @property
    def title(self) -> str:
        """The subject without the marks of an answer."""
        return re.sub(r"^((re|fw|fwd|aw|回复|回覆|答复|答覆|转发|轉寄)\s*[:：]\s*)+", "", self.subject, flags=re.IGNORECASE).strip()


def read(raw: bytes, *, now: datetime) -> Letter:
    """The letter in these bytes. A date that is missing or lies in the future becomes ``now``."""
    message = MailMessage.from_bytes(raw)
    headers = {name.lower(): " ".join(values) for name, values in message.headers.items()}
    name, sender = _sender(message)
    text = (message.text or _plain(message.html or "")).replace("\x00", "")[: 4 * LONGEST]
    said, quoted = fold(text)
    message_id = next(iter(_IDS.findall(headers.get("message-id", ""))), "")
    report = _is_report(headers)
    returned = tuple(_returned(raw, headers)) if report and _failed(raw, headers) else ()
    return Letter(
        key=sha256(message_id.encode() if message_id else raw).hexdigest(), message_id=message_id,
        threads=tuple(dict.fromkeys(_IDS.findall(f"{headers.get('in-reply-to', '')} {headers.get('references', '')}"))),
        name=name, sender=sender, subject=_line(message.subject), said=said[:LONGEST], quoted=quoted[:LONGEST],
        sent_at=_moment(message, now), attachments=tuple(_files(message)), automatic=report or _automatic(headers, sender), returned=returned, why=_why(raw) if returned else "",
    )  # fmt: skip


def _sender(message: MailMessage) -> tuple[str, str]:
    found = message.from_values
    name, address = (found.name, found.email) if found else parseaddr(message.from_)
    return _line(name)[:100], address.strip().lower()[:254]


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:300]


def _plain(markup: str) -> str:
    """The words of an HTML letter; what is not shown is left out."""
    return html.unescape(nh3.clean(_BREAKS.sub("\n", markup), tags=set(), clean_content_tags={"script", "style", "title"})).strip()


def _moment(message: MailMessage, now: datetime) -> datetime:
    sent = message.date
    if sent.year < 1990:
        return now
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    return min(sent.astimezone(UTC), now)


def _files(message: MailMessage) -> Iterator[Attachment]:
    for number, item in enumerate(message.attachments, 1):
        if item.payload:
            name = _line(item.filename).replace("/", "_").replace("\\", "_") or f"attachment-{number}"
            yield Attachment(name[-200:], item.payload)


def _automatic(headers: dict[str, str], sender: str) -> bool:
    """RFC 3834, and what mailing lists and absence notes of common programs carry."""
    return bool(
        headers.get("auto-submitted", "no").split(";")[0].strip().lower() != "no"
        or headers.get("precedence", "").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or "list-id" in headers or "x-autoreply" in headers or "x-autorespond" in headers
        or not sender or _NOBODY.match(sender)
    )  # fmt: skip


def _is_report(headers: dict[str, str]) -> bool:
    kind = headers.get("content-type", "").lower()
    return "multipart/report" in kind or "x-failed-recipients" in headers


def _failed(raw: bytes, headers: dict[str, str]) -> bool:
    """Whether a report says that something did not arrive (RFC 3464): not that it is late, nor that it was read."""
    actions = {found.lower() for found in re.findall(rb"(?im)^action:[ \t]*([a-z]+)", raw)}
    return b"failed" in actions or (not actions and "disposition-notification" not in headers.get("content-type", "").lower())


def _why(raw: bytes) -> str:
    """The words of the mail server: its diagnostic, else its status code (RFC 3463)."""
    for name in (rb"diagnostic-code", rb"status"):
        found = re.search(rb"(?im)^" + name + rb":[ \t]*((?:[^\r\n]|\r?\n[ \t])+)", raw)
        if found:
            return " ".join(found[1].decode("utf-8", "replace").partition(";")[2 if b";" in found[1] else 0].split())[:300]
    return ""


def _returned(raw: bytes, headers: dict[str, str]) -> Iterator[str]:
    """The Message-IDs of the letters that a report gives back; the report's own is not among them."""
    own = headers.get("message-id", "")
    for found in re.findall(rb"(?im)^message-id:\s*(<[^<>\s]{3,250}>)", raw):
        text = found.decode("ascii", "replace")
        if text not in own:
            yield text
