"""What customers do themselves, from outside the house: lodge, speak, confirm the record, accept or refuse the answer.

Every door that a customer opens (portal, messenger, e-mail, interface) comes through here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.accounts.queries import holders
from redress.complaints.customers import add_customer, find_same
from redress.complaints.keys import give_key
from redress.complaints.models import Case, Customer
from redress.complaints.operations import talk
from redress.complaints.operations.receipt import Record
from redress.complaints.queries import least_busy
from redress.flows.acting import ACTS, follow
from redress.flows.letters import send
from redress.flows.receiving import register_inside
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import DomainError, Invalid
from redress.kernel.localised import say
from redress.policies.policy import Policy
from redress.policies.schema.doors import Portal
from redress.policies.store import current_policy, policy_of

FILES_AT_ONCE = 6
FILE_LIMIT_MB = 20
SENT_AGAIN = timedelta(minutes=5)
"""Within this time a form that comes once more is a second tap on a slow telephone; later it may be somebody else at the same screen."""


class NoPortal(DomainError):
    """The organisation's policy has no customer portal."""


def portal_of(policy: Policy) -> Portal:
    """The customers' door of a policy. Raises NoPortal."""
    if policy.pack.portal is None:
        raise NoPortal("no-portal", _("This organisation takes complaints by other ways."))
    return policy.pack.portal


def customer_of(case: Case) -> Actor:
    """The actor that the holder of a case's key is; the timeline calls them as the organisation calls its customers."""
    policy = policy_of(case.policy_id)
    return Actor(id=None, name=say(dict(policy.term("customer")), policy.pack.language), outside=case.number)


def lodge(
    record: Record, *, files: Sequence[UploadedFile] = (), at: datetime, received_at: datetime | None = None, once: str = ""
) -> tuple[Case, str]:
    """Enter what a customer lodged; returns the case and its key, which is shown once.

    ``once`` is a secret of the form that was sent: sent twice, it is still one case, and its key is made anew, since the answer that
    held the first may never have arrived.

    ``record.kind`` must be one that the portal takes; what the pack still asks for is completed by the first contact. A report of
    wrongdoing is seen by the people named for it alone, and may be anonymous. Raises NoPortal, and Invalid naming what is missing,
    or the file that is not taken; then nothing was kept.
    """
    door = portal_of(current_policy(at))
    if record.kind not in (*door.kinds, door.reports):
        raise Invalid("kind", _("Not sent."), {"kind": _("Choose one of the kinds listed.")})
    _check_count(files)
    mark = _mark_of(once)
    record = replace(record, channel=record.channel or door.channel, source_key=mark or record.source_key)
    try:
        with transaction.atomic(durable=True):
            sent = Case.objects.filter(source_key=mark).first() if mark else None
            if sent is not None:
                return _sent_before(sent, at)
            case, key = lodge_inside(record, at=at, received_at=received_at)
            return keep_files(case, files, at), key
    except IntegrityError:  # the same form came twice at the same moment, and the other was quicker
        if mark is None:
            raise
        with transaction.atomic(durable=True):
            return _sent_before(Case.objects.get(source_key=mark), at)


def lodge_inside(record: Record, *, at: datetime, received_at: datetime | None, acknowledge: bool = True, answers: str = "") -> tuple[Case, str]:
    """``lodge`` within a transaction of the caller's. With ``acknowledge`` the pack's acknowledgement leaves by e-mail,
    as a reply to the letter whose Message-ID is ``answers``.
    """
    policy = current_policy(at)
    contact = _first_contact(policy, record, at)
    case = register_inside(
        replace(record, customer=record.customer or _party(record, policy, at)), by=SYSTEM, at=at, finish=False, first_contact=contact,
        department=contact.department, received_at=received_at,
    )  # fmt: skip
    key = give_key(case, by=SYSTEM, at=at)
    case = Case.objects.get(pk=case.pk)
    if acknowledge:
        send(case, "acknowledgement", key="acknowledgement", at=at, answers=answers)
    return case, key


def _check_count(files: Sequence[UploadedFile]) -> None:
    if len(files) > FILES_AT_ONCE:
        raise Invalid("files", _("Not sent."), {"files": _("At most %(most)s files at once; you can add more afterwards.") % {"most": FILES_AT_ONCE}})


def _mark_of(once: str) -> str | None:
    return f"portal:{sha256(once.encode()).hexdigest()[:32]}" if once else None


def _sent_before(case: Case, at: datetime) -> tuple[Case, str]:
    if case.registered_at is None or at > case.registered_at + SENT_AGAIN:
        raise Invalid("sent-before", _("This was sent already; it is kept under %(number)s. Open the form anew for another matter.") % {"number": case.number})
    return case, give_key(case, by=SYSTEM, at=at)


def _party(record: Record, policy: Policy, at: datetime) -> Customer | None:
    """Who lodges: somebody known only when all they typed is known of them, so that nobody's data mix; reports never join a party."""
    if not record.name.strip():
        return None
    known = None if policy.kind(record.kind).confidential else find_same(record.name, record.contact)
    if known is not None and all(known.contact.get(key) == value for key, value in record.contact.items()):
        return known
    return add_customer(record.name, record.contact, at=at, kind=record.customer_kind, tier=record.customer_tier)


def _first_contact(policy: Policy, record: Record, at: datetime) -> User:
    """Who is answerable from the start: of those who receive near the place, whoever has the fewest open cases."""
    kind, door = policy.kind(record.kind), portal_of(policy)
    roles = kind.named_roles if kind.confidential else (door.receives,)
    people = [user for role in roles for user in holders(role, at)]
    if record.store is not None:
        place = record.store
        below = [user for user in people if user.department.path.startswith(place.path)]
        people = below or [user for role in roles for user in holders(role, at, place)] or people
    if not people:
        raise Invalid("nobody", _("Nobody can receive this at the moment. Please call us, or come by."))
    return least_busy(people)


def keep_files(case: Case, files: Iterable[UploadedFile], at: datetime) -> Case:
    """Keep what a customer handed in as evidence, within the caller's transaction. Raises Invalid naming the file that is not taken."""
    by = customer_of(case)
    source = policy_of(case.policy_id).pack.evidence[0].id
    for upload in files:
        case = talk.add_evidence(case, title="", source=source, holder="", upload=upload, limit_mb=FILE_LIMIT_MB, by=by, at=at)
        follow(case, by=by, at=at)
    return case


def say_to_us(case: Case, text: str, *, files: Sequence[UploadedFile] = (), at: datetime, channel: str = "") -> Case:
    """The customer writes into the thread, with files. Raises Invalid, IllegalMove for an archived case."""
    _check_count(files)
    channel = channel or portal_of(policy_of(case.policy_id)).channel
    with transaction.atomic(durable=True):
        if text.strip() or not files:
            case = hear(case, text, channel=channel, at=at)
        return keep_files(case, files, at)


def hear(case: Case, text: str, *, channel: str, at: datetime) -> Case:
    """Words of the customer into the thread, within the caller's transaction. Raises Invalid, IllegalMove for an archived case."""
    return ACTS["hear"].run.inside(case, text=text, channel=channel, by=customer_of(case), at=at)  # type: ignore[attr-defined, no-any-return]


def confirm(case: Case, *, agreed: bool, correction: str = "", at: datetime, seen: int | None = None) -> Case:
    """The customer confirms the record as it stands, or says what is wrong with it (A2)."""
    way = portal_of(policy_of(case.policy_id)).confirm_way
    return ACTS["confirm-record"].run(case, way=way, agreed=agreed, correction=correction, by=customer_of(case), at=at, seen=seen)


def judge(case: Case, *, score: int, words: str = "", recommend: int | None = None, at: datetime, seen: int | None = None) -> Case:
    """The customer accepts or refuses this round's answer with a mark of the pack's scale; ``recommend`` is 0 to 10 (NPS)."""
    way = portal_of(policy_of(case.policy_id)).verdict_way
    return ACTS["verdict"].run(
        case, way=way, reached=True, score=score, words=words, recommend=recommend, by=customer_of(case), at=at, seen=seen
    )


def new_key(case: Case, *, by: Actor, at: datetime) -> str:
    """Staff make a key for the customer of a case, to print or to read out; an earlier one ends."""
    return str(ACTS["give-key"].run(case, by=by, at=at).key_given)  # type: ignore[attr-defined]


def department_of_place(code: str) -> Department | None:
    """The store or desk whose poster was scanned; None for an unknown or closed one."""
    known = Department.objects.filter(code=code, active=True, kind__in=("store", "desk", "department"))
    return known.first() if code and "\x00" not in code else None
