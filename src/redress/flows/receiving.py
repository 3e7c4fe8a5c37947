"""Receiving a complaint: register, complete, assess."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.accounts.queries import holders
from redress.accounts.rules import require
from redress.complaints.events import ReceptionEnded
from redress.complaints.facts import facts_of, plain_facts, signal_ids
from redress.complaints.keys import give_key
from redress.complaints.models import Case, Customer, Slip
from redress.complaints.operations import receipt, relations
from redress.complaints.operations.receipt import Record
from redress.complaints.states import Stage
from redress.flows.acting import ACTS, KEPT, OPEN, act, follow
from redress.kernel.actor import Actor
from redress.kernel.durations import parse
from redress.kernel.errors import Invalid
from redress.learning.queries import suggest_category
from redress.policies.policy import Policy
from redress.policies.rules import Ruling
from redress.policies.schema.doors import Reception
from redress.policies.store import current_version, policy_of


@dataclass(frozen=True, slots=True)
class Similar:
    """What the register already holds that may be the same: earlier cases of the customer, and a possible batch."""

    repeats: list[Case] = field(default_factory=list)
    batch: list[Case] = field(default_factory=list)


def required_message() -> object:
    """What stands at a field that the organisation's rules ask for."""
    return _("This field is needed before the case can go on.")


def missing_fields(policy: Policy, event: str, facts: dict[str, object], given: dict[str, object]) -> list[str]:
    """Ids of the pack's fields needed before ``event`` that ``given`` leaves empty; a no to a yes-or-no is an answer."""
    return [name for name in policy.required_fields(event, facts) if given.get(name) in (None, "")]


def record_values(policy: Policy, record: Record) -> dict[str, object]:
    """Every field of the pack by id, those that fill a part of the case file included."""
    parts = {
        "customer-name": record.name, "customer-phone": record.contact.get("phone", ""),
        "customer-email": record.contact.get("email", ""), "customer-address": record.contact.get("address", ""),
        "title": record.title, "account": record.account, "wish": record.wish, "occurred-at": record.occurred_at,
        "place": record.place,
    }  # fmt: skip
    filled = {item.id: parts[item.fills] for item in policy.pack.fields if item.fills}
    private = {item.id: record.contact.get(item.id, "") for item in policy.pack.fields if item.personal and not item.fills}
    return {**private, **record.fields, **filled}


def record_facts(policy: Policy, record: Record) -> dict[str, object]:
    """The facts that a record alone gives."""
    facts = plain_facts(
        policy, kind=record.kind, channel=record.channel, category=record.category, axes={}, fields=record.fields
    )
    return facts | {
        "mood": record.mood, "customer_kind": record.customer_kind, "customer_tier": record.customer_tier,
        "store": record.store.code if record.store else "", "signals": signal_ids(policy, record.title, record.account, record.wish),
    }  # fmt: skip


def register(
    record: Record, *, by: Actor, at: datetime, received_at: datetime | None = None, first_contact: User | None = None,
    department: Department | None = None, subjects: list[User] | None = None, let_in: list[User] | None = None,
    repeat_of: Case | None = None, finish: bool = True, reception_ended: datetime | None = None, call_back_at: datetime | None = None,
) -> Case:  # fmt: skip
    """Register a complaint under the policy now in force; its number is on the case returned.

    With ``finish`` every field that the pack asks for at registration must be filled; without, the record
    may be completed later (its clock runs). ``received_at`` may lie in the past (letters); ``reception_ended``
    is when the customer left the desk or hung up, None while still there; ``call_back_at`` is by when a call was promised (E6).
    Raises NotAllowed, Invalid.
    """
    with transaction.atomic(durable=True):
        return register_inside(
            record, by=by, at=at, received_at=received_at, first_contact=first_contact, department=department,
            subjects=subjects, let_in=let_in, repeat_of=repeat_of, finish=finish, reception_ended=reception_ended, call_back_at=call_back_at,
        )  # fmt: skip


def register_inside(
    record: Record, *, by: Actor, at: datetime, finish: bool, first_contact: User | None = None, call_back_at: datetime | None = None, **rest: Any
) -> Case:
    """``register`` within a transaction of the caller's."""
    require(by, "case.register")
    case = enter(record, by=by, at=at, finish=finish, first_contact=first_contact, **rest)
    if call_back_at is not None:
        case = ACTS["promise-call-back"].run.inside(case, due_at=call_back_at, about=case.title, by=by, at=at)  # type: ignore[attr-defined]
    return case


def enter(record: Record, *, by: Actor, at: datetime, finish: bool, first_contact: User | None = None, **rest: Any) -> Case:
    """Enter a complaint for an act that has its own right, as splitting one off has."""
    version = current_version(at)
    policy = policy_of(version.pk)
    facts = record_facts(policy, record)
    missing = missing_fields(policy, "registered", facts, record_values(policy, record))
    if missing and finish:
        raise Invalid(
            "incomplete", _("The record is not complete. What you typed is kept."), {name: required_message() for name in missing}
        )
    completed = missing_fields(policy, "record.completed", facts, record_values(policy, record))
    contact = first_contact or User.objects.select_related("department").get(pk=by.id)
    received_at = rest.pop("received_at", None) or at
    if received_at > at + timedelta(minutes=5):
        raise Invalid("future", _("The record was not saved."), {"received_at": _("The time of receipt lies in the future.")})
    if record.posted_on and record.posted_on > received_at.astimezone(policy.pack.zone).date():
        raise Invalid("posted", _("The record was not saved."), {"posted_on": _("A letter is posted before it is received.")})
    department = rest.pop("department", None) or contact.department
    kind = policy.kind(record.kind)
    named = [user for role in kind.named_roles for user in holders(role, at)] if kind.confidential else []
    rest["let_in"] = [*(rest.get("let_in") or []), *named]
    record = replace(record, fields={key: value for key, value in record.fields.items() if value is not None})
    case = receipt.register(
        record, version=version, policy=policy, first_contact=contact, department=department, received_at=received_at,
        by=by, at=at, complete=not missing and not completed, **rest,
    )  # fmt: skip
    follow(case, by=by, at=at)
    return case


def _group(case: Case) -> bool:
    return case.customer.kind == Customer.Kind.GROUP


@act("add-representative", "case.register", OPEN, _group)
def add_representative(case: Case, *, name: str, by: Actor, at: datetime, phone: str = "", email: str = "", signs: bool = False) -> Case:
    """Name somebody who speaks for the group, and perhaps signs for it; the pack says how many may."""
    rule = policy_of(case.policy_id).pack.reception
    most = rule.representatives if rule else Reception.model_fields["representatives"].default
    contact = {key: value.strip() for key, value in (("phone", phone), ("email", email)) if value.strip()}
    return receipt.add_representative(case, name=name, contact=contact, signs=signs, most=most, by=by, at=at)


@act("name-signer", "case.register", OPEN, lambda case: _group(case) and bool(case.representatives.all()))
def name_signer(case: Case, *, representative: int, by: Actor, at: datetime) -> Case:
    """Say which of the representatives signs for the group."""
    return receipt.name_signer(case, representative=representative, by=by, at=at)


def _still_here(case: Case) -> bool:
    return case.completed_at is None and not case.entries.filter(kind=ReceptionEnded.kind).exists()


@act("end-reception", "case.register", {Stage.REGISTERED}, _still_here)
def end_reception(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Reception of the customer has ended."""
    return receipt.end_reception(case, by=by, at=at, seen=seen)


@act("give-key", "case.talk", KEPT, lambda case: policy_of(case.policy_id).pack.portal is not None)
def give_case_key(case: Case, *, by: Actor, at: datetime) -> Case:
    """Make a key for the customer; ``key_given`` on the case returned holds it, this once."""
    key = give_key(case, by=by, at=at)
    given = Case.objects.get(pk=case.pk)
    given.key_given = key  # type: ignore[attr-defined]
    return given


@act("correct-record", "case.register")
def correct_record(
    case: Case, *, changes: dict[str, object], fields: dict[str, object], by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Correct or complete the record."""
    policy = policy_of(case.policy_id)
    record = _record_of(case, changes, fields)
    complete = not _lacking(policy, record)
    return receipt.correct_record(case, changes=changes, fields=fields, complete=complete, by=by, at=at, seen=seen)


def _record_of(case: Case, changes: dict[str, object], fields: dict[str, object]) -> Record:
    return Record(
        kind=case.kind, channel=case.channel, title=str(changes.get("title", case.title)),
        account=str(changes.get("account", case.account)), name=case.customer.name, contact=case.customer.contact,
        customer_kind=case.customer.kind, wish=str(changes.get("wish", case.wish)),
        occurred_at=changes.get("occurred_at", case.occurred_at),  # type: ignore[arg-type]
        place=str(changes.get("place", case.place)), category=str(changes.get("category", case.category)),
        mood=str(changes.get("mood", case.mood)), store=case.store, fields={**case.fields, **fields},
    )  # fmt: skip


def _lacking(policy: Policy, record: Record) -> list[str]:
    facts, values = record_facts(policy, record), record_values(policy, record)
    return missing_fields(policy, "registered", facts, values) + missing_fields(policy, "record.completed", facts, values)


def lacking(case: Case, policy: Policy) -> list[str]:
    """Ids of the pack's fields that must still be filled before the record of ``case`` is complete."""
    return _lacking(policy, _record_of(case, {}, {}))


def lacking_at_assessment(policy: Policy, facts: dict[str, object], fields: dict[str, object]) -> list[str]:
    """Ids of the pack's fields needed to assess a case with these facts, and not among its ``fields``; parts of the file aside."""
    values = {**fields, **{item.id: "x" for item in policy.pack.fields if item.fills or item.personal}}
    return missing_fields(policy, "assessed", facts, values)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the rules propose for a case: values of the axes, grade, response level and tier, each with its ruling."""

    axes: dict[str, Ruling]
    grade: Ruling
    response: Ruling
    tier: Ruling


def suggestions(policy: Policy, facts: dict[str, object]) -> Suggestions:
    """What the rules propose for ``facts``; axes chosen already count as they are chosen."""
    axes = policy.suggest_axes(facts)
    known = {**facts, **{code.replace("-", "_"): ruling.value for code, ruling in axes.items() if not facts.get(code.replace("-", "_"))}}
    grade = policy.decide_grade(known)
    known |= {"grade": grade.value}
    response = policy.response(known)
    known |= {"response": response.value}
    return Suggestions(axes, grade, response, policy.tier(known))


@act("assess", "case.assess", OPEN - {Stage.RECEIVED})
def assess(
    case: Case, *, category: str, axes: dict[str, str], by: Actor, at: datetime, grade: str = "", response: str = "", tier: str = "",
    mood: str = "", reason: str = "", fields: dict[str, object] | None = None, seen: int | None = None,
) -> Case:  # fmt: skip
    """Judge the case on all axes (D2), grade it, name its response level and tier.

    Empty grade, response or tier take what the rules decide; another choice than theirs needs a ``reason``.
    Raises Invalid for an axis that must be chosen, or a missing reason.
    """
    policy = policy_of(case.policy_id)
    errors: dict[str, object] = {
        f"axis-{code}": _("Choose one.") for code in policy.required_axes("assessed") if not axes.get(code)
    }
    if not category:
        errors["category"] = _("Choose what it is about.")
    case.fields = {**case.fields, **(fields or {})}
    facts = {**facts_of(case, policy, at=at), **plain_facts(
        policy, kind=case.kind, channel=case.channel, category=category, axes=axes, fields=case.fields
    )}  # fmt: skip
    facts |= {"mood": mood or case.mood}
    errors |= {name: required_message() for name in lacking_at_assessment(policy, facts, case.fields)}
    if errors:
        raise Invalid("assessment", _("The assessment is not complete. What you chose is kept."), errors)
    told = suggestions(policy, facts)
    chosen = {"grade": grade or told.grade.value}
    facts |= {"grade": chosen["grade"]}
    told = replace(told, response=policy.response(facts))
    chosen["response"] = response or told.response.value
    told = replace(told, tier=policy.tier({**facts, "response": chosen["response"]}))
    chosen["tier"] = tier or told.tier.value
    other = {name: value for name, value in chosen.items() if value != getattr(told, name).value}
    if other and not reason.strip():
        raise Invalid(
            "reason", _("You chose otherwise than the rules suggest."), {"reason": _("Say why; it is kept with the case.")}
        )
    rulings: dict[str, object] = {name: getattr(told, name).as_json() | {"chosen": chosen[name], "reason": reason} for name in chosen}
    rulings |= {"axes": {code: ruling.as_json() | {"chosen": axes.get(code, "")} for code, ruling in told.axes.items()}}
    proposed = suggest_category(policy, case.kind, case.title, case.account, case.wish)
    rulings["category"] = (proposed.as_json() if proposed else {"value": "", "rule": ""}) | {"chosen": category}
    titles = {
        "category": dict(policy.title("categories", category)),
        "grade": dict(policy.title("grades", chosen["grade"])),
        "tier": dict(policy.title("tiers", chosen["tier"])),
    }
    return receipt.assess(
        case, category=category, axes=axes, titles=titles, rulings=rulings, mood=mood, by=by, at=at, seen=seen,
        fields=case.fields, **chosen,
    )  # fmt: skip


@act("name-subject", "case.recuse")
def name_subject(case: Case, *, person: User, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Name the person complained about, who is then kept out."""
    return receipt.name_subject(case, person=person, by=by, at=at, seen=seen)


@act("let-in", "case.recuse", OPEN, lambda case: case.guarded)
def let_in(case: Case, *, person: User, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Name somebody for a confidential case."""
    return receipt.let_in(case, person=person, by=by, at=at, seen=seen)


@act("reveal", "customer.reveal", KEPT | {Stage.ARCHIVED})
def reveal(case: Case, *, what: str, reason: str, by: Actor, at: datetime) -> Case:
    """Show contact data unmasked; who, what and why is logged."""
    return receipt.reveal(case, what=what, reason=reason, by=by, at=at)


@act("slip", "case.register", KEPT)
def make_slip(case: Case, *, text: str, channel: str, by: Actor, at: datetime) -> Case:
    """The customer asks again: an enquiry slip on this case, no new order (E5)."""
    slip: Slip = relations.make_slip(case, text=text, channel=channel, by=by, at=at)
    return slip.case


@act("answer-slip", "case.talk", KEPT, lambda case: any(slip.answered_at is None for slip in case.slips.all()))
def answer_slip(case: Case, *, slip: int, answer: str, by: Actor, at: datetime) -> Case:
    """Write down what the customer was told on a slip."""
    return relations.answer_slip(case, slip=slip, answer=answer, by=by, at=at)


def similar(
    policy: Policy, actor: Actor, *, at: datetime, customer: Customer | None, category: str, store: Department | None,
    department: Department | None = None, besides: int | None = None,
) -> Similar:  # fmt: skip
    """Earlier cases that the pack counts as the same matter, and open ones that may form a batch; visible ones only."""
    cases = Case.objects.visible_to(actor).exclude(pk=besides).select_related("customer")
    repeats: list[Case] = []
    if customer is not None and customer.kind != Customer.Kind.ANONYMOUS:
        wanted = _same(policy.pack.repeat.same, customer=customer, category=category, store=store, department=department)
        back = at - _days(policy.pack.repeat.within)
        repeats = list(cases.filter(wanted, received_at__gte=back).order_by("-received_at")[:5]) if wanted is not None else []
    rule = policy.pack.batch
    wanted = _same(rule.same, customer=None, category=category, store=store, department=department)
    together: list[Case] = []
    if wanted is not None and category:
        together = list(cases.open().filter(wanted, received_at__gte=at - _days(rule.within), master=None).order_by("received_at")[:20])
    return Similar(repeats, together if len(together) + 1 >= rule.at_least else [])


def _days(span: str) -> timedelta:
    """A span of a pack as a stretch to look back; months count 31 days, so that nothing is missed."""
    parsed = parse(span)
    days = {"min": 1 / 1440, "h": 1 / 24, "day": 1, "working day": 1.6, "week": 7, "month": 31, "year": 366}
    unit = str(parsed.unit.value).rstrip("s")
    return timedelta(days=(parsed.amount or 1) * days.get(unit, 1))


def _same(
    same: tuple[str, ...], *, customer: Customer | None, category: str, store: Department | None, department: Department | None
) -> Q | None:
    wanted = Q()
    given = {"customer": customer, "category": category, "store": store, "department": department, "matter": category}
    for name in same:
        value = given[name]
        if value in (None, ""):
            if name in ("category", "matter") and customer is not None:
                continue
            return None
        wanted &= Q(**{"category" if name == "matter" else name: value})
    return wanted
