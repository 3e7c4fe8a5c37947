"""Receipt, record and its confirmation."""

from base64 import b64decode
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.complaints import events, search
from redress.complaints.customers import add_customer, find_same
from redress.complaints.facts import signals_of
from redress.complaints.models import (
    Case,
    CaseSignal,
    Customer,
    Evidence,
    LetIn,
    RecordConfirmation,
    Representative,
    Subject,
)
from redress.complaints.numbers import case_number
from redress.complaints.operations.writing import hold, require_open, write
from redress.complaints.states import Stage
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import policy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the form gives. ``fields`` holds the pack's own fields by id; ``contact`` the customer's data by key."""

    kind: str
    channel: str
    title: str
    account: str
    name: str
    contact: dict[str, str] = field(default_factory=dict)
    customer_kind: str = "customer"
    customer_tier: str = ""
    customer: Customer | None = None
    wish: str = ""
    occurred_at: datetime | None = None
    posted_on: date | None = None
    place: str = ""
    category: str = ""
    mood: str = ""
    store: Department | None = None
    fields: dict[str, object] = field(default_factory=dict)
    source_key: str | None = None


@transaction.atomic
def register(
    record: Record, *, version: PolicyVersion, policy: Policy, first_contact: User, department: Department,
    received_at: datetime, by: Actor, at: datetime, subjects: list[User] | None = None, let_in: list[User] | None = None,
    repeat_of: Case | None = None, complete: bool = True, reception_ended: datetime | None = None,
) -> Case:  # fmt: skip
    """Enter a complaint in the register and give it its number.

    ``first_contact`` is answerable until a department accepts (D4). ``complete`` says that every field the
    pack asks for at registration is filled. Raises Invalid for a missing title, account or customer.
    """
    _check(record)
    kind = policy.kind(record.kind)
    customer = record.customer or find_same(record.name, record.contact) or add_customer(
        record.name, record.contact, at=at, kind=record.customer_kind, tier=record.customer_tier
    )  # fmt: skip
    case = Case.objects.create(
        number=case_number(policy, record.kind, received_at), policy=version, kind=record.kind, channel=record.channel,
        stage=Stage.RECEIVED, title=record.title[:200], account=record.account, wish=record.wish,
        occurred_at=record.occurred_at, posted_on=record.posted_on, place=record.place[:200], customer=customer, category=record.category,
        fields=record.fields, mood=record.mood, store=record.store, department=department, first_contact=first_contact,
        answerable=first_contact, guarded=kind.confidential, received_at=received_at, repeat_of=repeat_of,
        source_key=record.source_key,
    )  # fmt: skip
    Subject.objects.bulk_create([Subject(case=case, user=user) for user in subjects or []])
    named = {user.pk: user for user in [*(let_in or []), *([first_contact] if kind.confidential else [])]}
    LetIn.objects.bulk_create([LetIn(case=case, user=user) for user in named.values() if kind.confidential])
    happened = [
        events.Received(channel=dict(policy.title("channels", record.channel)), moment=received_at.isoformat()),
        events.Registered(
            number=case.number, first_contact=first_contact.name, department=department.title, policy=str(version),
            account=record.account, wish=record.wish,
        ),
    ]  # fmt: skip
    happened += [events.ReceptionEnded(moment=reception_ended.isoformat())] if reception_ended else []
    happened += [events.RecordCompleted()] if complete else []
    happened += [events.SubjectNamed(person=user.name) for user in subjects or []]
    write(
        case, *happened, by=by, at=at, stage=Stage.REGISTERED, registered_at=at, completed_at=at if complete else None
    )  # fmt: skip
    search.index([case])
    CaseSignal.objects.bulk_create(CaseSignal(case=case, code=code) for code in signals_of(case, policy))
    return case


def _check(record: Record) -> None:
    missing: dict[str, object] = {}
    if not record.account.strip():
        missing["account"] = _("Say what the complaint is about.")
    if not record.title.strip():
        missing["title"] = _("Give it a short title.")
    if record.customer is None and not record.name.strip():
        missing["name"] = _("Name the customer, or choose “anonymous”.")
    if missing:
        raise Invalid("incomplete", _("The record is not complete. What you typed is kept."), missing)


@transaction.atomic
def end_reception(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The customer has left the desk or hung up; the ten minutes for the record begin (E7)."""
    case = hold(case, seen)
    require_open(case)
    return write(case, events.ReceptionEnded(moment=at.isoformat()), by=by, at=at)


CORRECTABLE = ("title", "account", "wish", "occurred_at", "place", "mood", "category")


@transaction.atomic
def correct_record(
    case: Case, *, changes: dict[str, object], fields: dict[str, object], complete: bool, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Correct or complete the record; before and after stay on the timeline. Raises IllegalMove once the case has ended."""
    case = hold(case, seen)
    require_open(case)
    before = {name: getattr(case, name) for name in CORRECTABLE if name in changes and getattr(case, name) != changes[name]}
    before |= {name: case.fields.get(name) for name, value in fields.items() if case.fields.get(name) != value}
    after = {name: changes.get(name, fields.get(name)) for name in before}
    happened: list[events.CaseEvent] = []
    if before:
        happened.append(events.RecordCorrected(names=", ".join(sorted(before)), before=before, after=after))
    done = {}
    if complete and case.completed_at is None:
        happened.append(events.RecordCompleted())
        done = {"completed_at": at}
    if not happened:
        return case
    columns = {name: value for name, value in changes.items() if name in before}
    write(case, *happened, by=by, at=at, fields={**case.fields, **fields}, **columns, **done)
    search.index([case])
    if columns.keys() & {"title", "account", "wish"}:
        CaseSignal.objects.filter(case=case).delete()
        CaseSignal.objects.bulk_create(CaseSignal(case=case, code=code) for code in signals_of(case, policy_of(case.policy_id)))
    return case


@transaction.atomic
def confirm_record(
    case: Case, *, way: str, way_title: dict[str, str], agreed: bool, by: Actor, at: datetime, correction: str = "",
    signature: str = "", signed_by: str = "", declined_to_sign: bool = False, kept_as: str = "", seen: int | None = None,
) -> Case:  # fmt: skip
    """The record was read back: the customer agrees, signing if willing (E4), or says what to correct.

    A signature that was drawn is kept as evidence as well, titled ``kept_as``. Raises Invalid for a disagreement without saying what is wrong; IllegalMove once the case has ended.
    """
    case = hold(case, seen)
    require_open(case)
    if not agreed and not correction.strip():
        raise Invalid("correction", _("The confirmation was not saved."), {"correction": _("Write what the customer wants corrected.")})
    RecordConfirmation.objects.create(
        case=case, way=way, agreed=agreed, correction=correction, signature=signature, signed_by=signed_by,
        declined_to_sign=declined_to_sign, by_id=by.id, at=at,
    )  # fmt: skip
    if not agreed:
        return write(case, events.RecordDisputed(correction=correction), by=by, at=at)
    happened: list[events.CaseEvent] = [events.RecordConfirmed(way=way_title, signed=signature or signed_by)]
    if signature:
        happened.append(_keep_signature(case, signature, kept_as, by=by, at=at))
    return write(case, *happened, by=by, at=at, record_confirmed_at=at)


def _keep_signature(case: Case, signature: str, title: str, *, by: Actor, at: datetime) -> events.EvidenceAdded:
    try:
        picture = b64decode(signature.partition(",")[2], validate=True)
    except ValueError:
        raise Invalid("signature", _("The confirmation was not saved."), {"signature": _("The signature cannot be read; let the customer sign again.")}) from None
    digest, name = sha256(picture).hexdigest(), f"{case.number}.png"
    Evidence.objects.create(
        case=case, title=title, holder=by.name, added_by_id=by.id, added_at=at, mime="image/png", size=len(picture), sha256=digest, file_name=name,
        file=ContentFile(picture, name),
    )  # fmt: skip
    return events.EvidenceAdded(title=title, file_name=name, sha256=digest, size=len(picture))


@transaction.atomic
def add_representative(case: Case, *, name: str, contact: dict[str, str], signs: bool, most: int, by: Actor, at: datetime) -> Case:
    """Name somebody who speaks for the group (at most ``most``), and perhaps signs for it. Raises Invalid without a name or beyond that number."""
    case = hold(case)
    require_open(case)
    if not name.strip():
        raise Invalid("name", _("Nothing was saved."), {"name": _("Name the representative.")})
    if case.representatives.count() >= most:
        raise Invalid("most", _("Nothing was saved."), {"name": _("At most %(most)s representatives speak for a group. Ask the visitors to choose.") % {"most": most}})
    party = find_same(name, contact) or add_customer(name, contact, at=at)
    row, new = Representative.objects.get_or_create(case=case, customer=party)
    if not new:
        raise Invalid("named", _("Nothing was saved."), {"name": _("This person is named already.")})
    happened: list[events.CaseEvent] = [events.RepresentativeNamed(name=name)]
    if signs:
        happened.append(_signs(case, row))
    return write(case, *happened, by=by, at=at)


@transaction.atomic
def name_signer(case: Case, *, representative: int, by: Actor, at: datetime) -> Case:
    """Say which of the representatives signs for the group. Raises Invalid for somebody who is none."""
    case = hold(case)
    require_open(case)
    row = case.representatives.select_related("customer").filter(pk=representative).first()
    if row is None:
        raise Invalid("representative", _("Nothing was saved."), {"representative": _("Choose one of the representatives.")})
    return case if row.signs else write(case, _signs(case, row), by=by, at=at)


def _signs(case: Case, row: Representative) -> events.SignerNamed:
    case.representatives.filter(signs=True).update(signs=False)
    Representative.objects.filter(pk=row.pk).update(signs=True)
    return events.SignerNamed(name=row.customer.name)


@transaction.atomic
def ask_confirmation(case: Case, *, mailed: bool, by: Actor, at: datetime) -> Case:
    """The customer was sent the record to confirm it. Raises IllegalMove once the case has ended."""
    case = hold(case)
    require_open(case)
    return write(case, events.ConfirmationAsked(mailed=mailed), by=by, at=at)


@transaction.atomic
def add_call(case: Case, *, began: datetime, agent: str, by: Actor, at: datetime) -> Case:
    """A call of the hotline belongs to the case."""
    return write(hold(case), events.CallAdded(began=began.isoformat(), agent=agent), by=by, at=at)


@transaction.atomic
def open_recording(case: Case, *, began: datetime, by: Actor, at: datetime) -> Case:
    """Log that the recording of a call was opened."""
    return write(hold(case), events.RecordingOpened(began=began.isoformat()), by=by, at=at)


@transaction.atomic
def assess(
    case: Case, *, category: str, axes: dict[str, str], grade: str, response: str, tier: str, titles: dict[str, dict[str, str]],
    rulings: dict[str, object], by: Actor, at: datetime, mood: str = "", fields: dict[str, object] | None = None,
    seen: int | None = None,
) -> Case:  # fmt: skip
    """Judge the case on all axes and grade it; the rules and facts behind each suggestion are kept.

    A registered case moves on to *assessed*; a later one is only judged anew. Raises IllegalMove once ended.
    """
    case = hold(case, seen)
    require_open(case)
    if case.stage == Stage.RECEIVED:
        raise IllegalMove("not-registered", _("Register the complaint first."))
    stage = Stage.ASSESSED if case.stage == Stage.REGISTERED else Stage(case.stage)
    happened = events.Assessed(
        category=titles["category"], grade=titles["grade"], tier=titles["tier"], axes=axes, rulings=rulings
    )
    return write(
        case, happened, by=by, at=at, stage=stage, category=category, axes=axes, grade=grade, response=response,
        tier=tier, mood=mood or case.mood, fields=case.fields if fields is None else fields, rulings={**case.rulings, **rulings},
    )  # fmt: skip


@transaction.atomic
def regrade(
    case: Case, *, grade: str, response: str, tier: str, titles: dict[str, dict[str, str]], reason: str,
    rulings: dict[str, object], by: Actor, at: datetime,
) -> Case:  # fmt: skip
    """Raise the grade alone, with what follows from it, as when a case has been open too long (C2.2)."""
    case = hold(case)
    require_open(case)
    happened = events.Regraded(was=titles["was"], grade=titles["grade"], reason=reason)
    return write(
        case, happened, by=by, at=at, grade=grade, response=response, tier=tier, rulings={**case.rulings, **rulings}
    )  # fmt: skip


@transaction.atomic
def name_subject(case: Case, *, person: User, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Name the person complained about: the case disappears from their sight. Raises Invalid where they hold it."""
    case = hold(case, seen)
    if person.pk in case.owner_ids():
        raise Invalid(
            "holds", _("This person still has the case."), {"person": _("Hand the case over to somebody else first, then name this person.")}
        )
    Subject.objects.get_or_create(case=case, user=person)
    LetIn.objects.filter(case=case, user=person).delete()
    return write(case, events.SubjectNamed(person=person.name), by=by, at=at)


@transaction.atomic
def let_in(case: Case, *, person: User, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Name somebody for a confidential case. Raises IllegalMove for a case that is not confidential."""
    case = hold(case, seen)
    if not case.guarded:
        raise IllegalMove("open-case", _("This case is not confidential; nobody has to be named for it."))
    if person.pk in case.subject_ids():
        raise Invalid("subject", _("Not saved."), {"person": _("The person complained about cannot be let in.")})
    LetIn.objects.get_or_create(case=case, user=person)
    return write(case, events.PersonLetIn(person=person.name), by=by, at=at)


@transaction.atomic
def reveal(case: Case, *, what: str, reason: str, by: Actor, at: datetime) -> Case:
    """Log that contact data was shown. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid("reason", _("Nothing was shown."), {"reason": _("Say why you need the contact data; it is logged.")})
    return write(hold(case), events.Revealed(what=what, reason=reason), by=by, at=at)
