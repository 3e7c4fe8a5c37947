"""Letters as programs in China write them, invented."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime


def letter(
    text: str, *, subject: str = "热水器不出热水", sender: str = "欧阳小满 <xiaoman@example.com>", at: datetime, mid: str = "<one@example.com>",
    answers: str = "", charset: str = "utf-8", files: tuple[tuple[str, bytes], ...] = (), **headers: str,
) -> bytes:  # fmt: skip
    """A whole letter; ``answers`` is the Message-ID that it replies to."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "complaints@example.com", subject
    made["Date"], made["Message-ID"] = format_datetime(at), mid
    if answers:
        made["In-Reply-To"] = made["References"] = answers
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, charset=charset)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def report(of: str, *, at: datetime, action: str = "failed") -> bytes:
    """What a mail server says when a letter of ours could not be delivered, or is late."""
    return (
        f"From: MAILER-DAEMON@example.com\r\nTo: complaints@example.com\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <report@example.com>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox does not exist.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; xiaoman@example.com\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <xiaoman@example.com>:\r\n Recipient address rejected\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {of}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    ).encode()
