"""What becomes of a letter: a new complaint, words in a thread, a note that nothing arrived, or nothing at all."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext, override

from redress.complaints.customers import mail_failed, mail_works
from redress.complaints.models import Case
from redress.complaints.numbers import IN_TEXT
from redress.complaints.operations import talk
from redress.complaints.operations.receipt import Record
from redress.flows import outside
from redress.flows.acting import follow
from redress.flows.acts import ACTS
from redress.intake.mail.reading import Attachment, Letter
from redress.intake.models import Mailbox, MailIn, Outcome
from redress.kernel.actor import SYSTEM
from redress.kernel.errors import Invalid
from redress.notify.models import Letter as Sent
from redress.policies.store import current_policy, policy_of

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20
"""Letters of one sender within an hour; more are held until a person looks."""
ANSWER_WITHIN = timedelta(days=1)
"""Older letters are not acknowledged by a machine: a first look into an old mailbox writes to nobody."""
CALL_WITHIN = timedelta(days=1)


def take(box: Mailbox, letter: Letter, *, uid: int, at: datetime, held: MailIn | None = None) -> MailIn:
    """Do with a letter what it calls for, and remember it: the same letter comes in once, whatever is read again.

    ``held`` is the entry of a letter that a person lets in after all.
    """
    with transaction.atomic(durable=True):
        known = MailIn.objects.select_for_update().filter(mailbox=box, key=letter.key).first()
        if known is not None and (held is None or known.outcome != Outcome.HELD):
            return known
        outcome, case, reason = _done(box, letter, at, held=held is not None)
        told = {"outcome": outcome, "case": case.number if case else "", "reason": reason[:300], "at": at}
        first = {"uid": uid, "sender": letter.sender, "sender_index": sender_index(letter.sender), "subject": letter.subject, "sent_at": letter.sent_at}
        entry, _new = MailIn.objects.update_or_create(mailbox=box, key=letter.key, defaults=told, create_defaults=told | first)
        return entry


def put_by(box: Mailbox, raw: bytes, reason: str, *, uid: int, at: datetime) -> MailIn:
    """Note a letter that no program can read; it stays in the mailbox for a person."""
    entry, _new = MailIn.objects.get_or_create(
        mailbox=box, key=sha256(raw).hexdigest(),
        defaults={"uid": uid, "sender": "", "sender_index": "", "subject": "", "outcome": Outcome.UNREADABLE, "reason": reason[:300], "sent_at": at, "at": at},
    )  # fmt: skip
    return entry


def sender_index(sender: str) -> str:
    """A fingerprint by which letters of one sender are counted."""
    return sha256(f"sender:{sender}".encode()).hexdigest()


def outcome_of(box: Mailbox, letter: Letter, *, at: datetime, held: bool = False) -> tuple[Outcome, Case | None]:
    """What would become of a letter; nothing is done. With ``held`` a person has let it in."""
    if letter.returned:
        return Outcome.BOUNCE, _case_of(letter.returned)
    if letter.sender == box.address.lower() or letter.sender in set(Mailbox.objects.values_list("address", flat=True)):
        return Outcome.OWN, None
    case = thread_of(letter)
    if letter.automatic:
        return Outcome.AUTOMATIC, case
    recent = MailIn.objects.filter(sender_index=sender_index(letter.sender), at__gt=at - HOUR).exclude(outcome__in=[Outcome.HELD, Outcome.AUTOMATIC])
    if not held and recent.count() >= MOST_AN_HOUR:
        return Outcome.HELD, case
    return (Outcome.ADDED, case) if case and case.archived_at is None else (Outcome.NEW, None)


def thread_of(letter: Letter) -> Case | None:
    """The case that a letter goes on with: it answers one of our letters, or names a number and comes from that case's customer.

    A number alone opens nothing: anybody could guess it.
    """
    case = _case_of(letter.threads)
    if case is not None:
        return case
    for number in dict.fromkeys(IN_TEXT.findall(f"{letter.subject} {letter.said[:2000]}".upper())):
        found = Case.objects.select_related("customer").filter(number=number).first()
        if found and found.customer.contact.get("email", "").strip().lower() == letter.sender:
            return found
    return None


def _case_of(message_ids: tuple[str, ...]) -> Case | None:
    thread = Sent.objects.filter(message_id__in=message_ids).exclude(thread="").values_list("thread", flat=True).last()
    return Case.objects.filter(number=thread).first() if thread else None


def _done(box: Mailbox, letter: Letter, at: datetime, *, held: bool) -> tuple[Outcome, Case | None, str]:
    outcome, case = outcome_of(box, letter, at=at, held=held)
    if outcome == Outcome.BOUNCE:
        return outcome, _undelivered(case, letter, at) if case else None, letter.why
    if outcome == Outcome.ADDED and case is not None:
        return outcome, _added(box, case, letter, at), ""
    if outcome == Outcome.NEW:
        return outcome, *_registered(box, letter, at)
    return outcome, case, ""


def _undelivered(case: Case, letter: Letter, at: datetime) -> Case:
    """A letter of ours came back: its address is marked on the customer, and somebody must call."""
    for sent in Sent.objects.filter(message_id__in=letter.returned, thread=case.number):
        mail_failed(case.customer, sent.address, why=letter.why, at=at)
    zone = policy_of(case.policy_id).pack
    due = at + CALL_WITHIN
    with override(zone.language.lower()):
        about = gettext("An e-mail to the customer could not be delivered. Call, and ask for another address.")
    case = talk.need_call(case, due_at=due, due_words=f"{due.astimezone(zone.zone):%Y-%m-%d %H:%M}", about=about, by=SYSTEM, at=at)
    follow(case, by=SYSTEM, at=at)
    return case


def _registered(box: Mailbox, letter: Letter, at: datetime) -> tuple[Case, str]:
    policy = current_policy(at)
    said = letter.said or letter.quoted or letter.title
    record = Record(
        kind=outside.portal_of(policy).kinds[0], channel=box.channel, title=(letter.title or said[:40])[:200], account=said or letter.sender,
        name=letter.name or letter.sender.partition("@")[0] or letter.sender, contact={"email": letter.sender}, store=box.place,
    )  # fmt: skip
    answered = box.acknowledge and at - letter.sent_at <= ANSWER_WITHIN
    case, _key = outside.lodge_inside(record, at=at, received_at=letter.sent_at, acknowledge=answered, answers=letter.message_id)
    return _with_files(case, letter, at)


def _added(box: Mailbox, case: Case, letter: Letter, at: datetime) -> Case:
    by = outside.customer_of(case)
    mail_works(case.customer, letter.sender)
    text = letter.said or letter.title or "…"
    case = ACTS["hear"].run.inside(case, text=text, channel=box.channel, by=by, at=at)  # type: ignore[attr-defined]
    return _with_files(case, letter, at)[0]


def _with_files(case: Case, letter: Letter, at: datetime) -> tuple[Case, str]:
    """Keep the attachments as evidence; what is not taken is named in a remark and stays in the mailbox."""
    refused = [sentence for item in letter.attachments if (sentence := _kept(case, item, at))]
    case = Case.objects.get(pk=case.pk)
    if refused:
        with override(policy_of(case.policy_id).pack.language.lower()):
            text = gettext("Attachments that were not taken; they are still in the mailbox: %(why)s") % {"why": " ".join(refused)}
        case = talk.note(case, text=text, by=SYSTEM, at=at)
        follow(case, by=SYSTEM, at=at)
    return case, " ".join(refused)


def _kept(case: Case, item: Attachment, at: datetime) -> str:
    upload = SimpleUploadedFile(item.name, item.content)
    try:
        talk.check_file(upload, outside.FILE_LIMIT_MB)
    except Invalid as no:
        return str(no)
    outside.keep_files(Case.objects.get(pk=case.pk), [upload], at)
    return ""
