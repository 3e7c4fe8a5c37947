"""From the points to the archive."""

from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redress.complaints.facts import facts_of
from redress.complaints.filing import archive_key
from redress.complaints.models import Answer, Case
from redress.complaints.operations import verdict as ops
from redress.complaints.people import People
from redress.complaints.states import Finding, Stage
from redress.deadlines.queries import values_of
from redress.flows.acting import KEPT, OPEN, act
from redress.flows.letters import leave
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.kernel.localised import say
from redress.policies.policy import Policy
from redress.policies.store import policy_of


def speak(text: object) -> str:
    """A text of the pack in the language of the reader."""
    return say(dict(text), get_language() or "zh-hans")  # type: ignore[call-overload]


def recipient_title(policy: Policy, recipient: str) -> dict[str, str]:
    """The words for a station of the answer's path, in the three languages."""
    if recipient.startswith("role:"):
        return dict(policy.title("roles", recipient.removeprefix("role:")))
    return dict(STATIONS[recipient])


STATIONS: dict[str, dict[str, str]] = {
    "first-contact": {"zh-Hans": "首问责任人", "zh-Hant": "首位受理人", "en": "first contact"},
    "handler": {"zh-Hans": "承办人", "zh-Hant": "承辦人", "en": "handler"},
    "lead-department": {"zh-Hans": "牵头部门", "zh-Hant": "主責部門", "en": "lead department"},
    "department-head": {"zh-Hans": "部门负责人", "zh-Hant": "部門主管", "en": "department head"},
    "supervisor": {"zh-Hans": "上级主管", "zh-Hant": "上級主管", "en": "supervisor"},
}
"""The pack's words for people in a case, as they are shown and kept in its history."""


@act("add-point", "case.work", OPEN - {Stage.ANSWERED, Stage.CONFIRMED})
def add_point(case: Case, *, text: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take up one allegation."""
    return ops.add_point(case, text=text, by=by, at=at, seen=seen)


def _open_point(case: Case) -> bool:
    return any(point.finding == Finding.OPEN for point in case.points.all())


@act("find-point", "case.work", OPEN - {Stage.ANSWERED, Stage.CONFIRMED}, _open_point)
def find_point(case: Case, *, point: int, finding: str, by: Actor, at: datetime, reason: str = "", seen: int | None = None) -> Case:
    """Give a point its finding."""
    return ops.find_point(case, point=point, finding=finding, reason=reason, by=by, at=at, seen=seen)


@act("investigated", "case.work", {Stage.ASSESSED, Stage.ASSIGNED, Stage.REOPENED})
def investigated(case: Case, *, summary: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Finish the investigation. A simple matter needs no department: it goes from assessed straight here (A3).

    Raises IllegalMove while the lead has not accepted, or where the pack needs a handling plan and there is none.
    """
    policy = policy_of(case.policy_id)
    if case.stage == Stage.ASSIGNED and not case.parts.filter(lead=True, state="accepted").exists():
        raise IllegalMove("not-accepted", _("The lead department has not accepted the case yet."))
    facts = facts_of(case, policy, at=at)
    if policy.needs_plan(facts) and not facts["plan_steps"]:
        raise IllegalMove("plan", _("This case needs a handling plan first: measures with a time and a person each."))
    return ops.investigated(case, summary=summary, by=by, at=at, seen=seen)


@act("send-back", "case.decide", {Stage.INVESTIGATED, Stage.DECIDED})
def send_back(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Ask for more investigation."""
    return ops.send_back(case, reason=reason, by=by, at=at, seen=seen)


@act("decide", "case.decide", {Stage.INVESTIGATED})
def decide(
    case: Case, *, justified: bool, solution: str, by: Actor, at: datetime, reasons: str = "", correction: str = "", seen: int | None = None
) -> Case:
    """Decide what the customer is offered. Raises NotAllowed for somebody whose tier does not reach the case."""
    policy = policy_of(case.policy_id)
    tier = next((tier for tier in policy.pack.tiers if tier.id == case.tier), None)
    if tier is not None and by.id is not None and not may_decide(policy, case, by):
        raise NotAllowed(
            "authority", _("This case belongs to “%(tier)s”; only that level, or a higher one, can decide it.") % {"tier": speak(tier.title)}
        )
    if not policy.needs_record_confirmation(facts_of(case, policy, at=at)) or case.record_confirmed_at:
        return ops.decide(
            case, justified=justified, solution=solution, reasons=reasons, correction=correction, by=by, at=at, seen=seen
        )
    raise IllegalMove("record", _("The customer has not confirmed the record yet. Read it back first."))


def may_decide(policy: Policy, case: Case, actor: Actor) -> bool:
    """Whether one of the actor's roles decides at the case's tier or a higher one."""
    codes = [tier.id for tier in policy.pack.tiers]
    own = codes.index(case.tier) if case.tier in codes else 0
    allowed = {role for tier in policy.pack.tiers[own:] for role in tier.roles}
    return bool(actor.roles() & allowed)


@act("receive-remedy", "case.confirm", {Stage.DECIDED, Stage.ANSWERED, Stage.CONFIRMED})
def receive_remedy(case: Case, *, received_by: str, signature: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The recipient signs for what was received."""
    return ops.receive_remedy(case, received_by=received_by, signature=signature, by=by, at=at, seen=seen)


def answer_path(case: Case, policy: Policy, *, at: datetime) -> list[str]:
    """The stations of the answer for this case (A7, C2.3)."""
    return list(policy.answerer(facts_of(case, policy, at=at)).path)


@act("draft-answer", "case.work", {Stage.DECIDED})
def draft_answer(case: Case, *, text: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Draft the answer of this round; it goes along the pack's path."""
    policy = policy_of(case.policy_id)
    path = answer_path(case, policy, at=at)
    title = recipient_title(policy, path[0])
    return ops.draft_answer(case, text=text, path=path, next_title=title, by=by, at=at, seen=seen)


def draft_of(case: Case) -> Answer | None:
    """The answer of this round that is on its way and was not sent back."""
    wanted = (answer for answer in case.answers.all() if answer.round == case.round)
    return next((answer for answer in wanted if answer.given_at is None and not answer.sent_back), None)


def _waiting(case: Case) -> bool:
    return draft_of(case) is not None


def _station(case: Case, by: Actor, at: datetime) -> int:
    """The step of the waiting answer. Raises NotAllowed for somebody who is not its present station."""
    answer = ops.waiting_answer(case)
    people = People(at)
    here = people.holding(answer, case)
    if by.id is not None and by.people().isdisjoint(here):
        raise NotAllowed(
            "station", _("The answer now waits for: %(who)s.") % {"who": "、".join(people.names(here))}
        )
    return answer.step


def _on_its_way(case: Case) -> bool:
    answer = draft_of(case)
    return answer is not None and answer.step < len(answer.path) - 1


@act("pass-answer", "case.see", {Stage.DECIDED}, _on_its_way)
def pass_answer(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Pass the answer on to the next station."""
    step = _station(case, by, at)
    answer = ops.waiting_answer(case)
    title = recipient_title(policy_of(case.policy_id), answer.path[min(step + 1, len(answer.path) - 1)])
    return ops.pass_answer(case, next_title=title, by=by, at=at, seen=seen)


@act("send-answer-back", "case.see", {Stage.DECIDED}, _waiting)
def send_answer_back(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Send a drafted answer back to its writer."""
    _station(case, by, at)
    return ops.send_answer_back(case, reason=reason, by=by, at=at, seen=seen)


def _at_last(case: Case) -> bool:
    answer = draft_of(case)
    return answer is not None and answer.step >= len(answer.path) - 1


@act("give-answer", "case.answer", {Stage.DECIDED}, _at_last)
def give_answer(case: Case, *, way: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The last station gives the answer to the customer; by e-mail, or in the customer's chat, it leaves from here."""
    _station(case, by, at)
    policy = policy_of(case.policy_id)
    title = dict(policy.title("channels", way))
    given = ops.give_answer(case, way=way, way_title=title, by=by, at=at, seen=seen)
    leave(given, given.answers.get(round=given.round).text, way, key=f"answer:{given.round}", at=at)
    return given


def _answered(case: Case) -> bool:
    return any(answer.given_at for answer in case.answers.all())


@act("print-answer", "case.answer", KEPT, _answered)
def print_answer(case: Case, *, by: Actor, at: datetime) -> Case:
    """Print the newest answer given as a letter on paper; that it was is kept, because name and address stand on it. Raises IllegalMove
    before there is one.
    """
    if not _answered(case):
        raise IllegalMove("no-answer", _("No answer was given yet."))
    return ops.print_answer(case, by=by, at=at)


@act("verdict", "case.confirm", {Stage.ANSWERED})
def verdict(
    case: Case, *, way: str, reached: bool, by: Actor, at: datetime, score: int | None = None, words: str = "",
    recommend: int | None = None, seen: int | None = None,
) -> Case:
    """Record the customer's verdict on this round; not satisfied reopens the case until the rounds are used (A8)."""
    rule = policy_of(case.policy_id).pack.satisfaction
    titles = {choice.id: dict(choice.title) for choice in rule.ways}
    if way not in titles:
        raise Invalid("way", _("Not saved."), {"way": _("Choose one of the ways listed.")})
    if reached and score not in {mark.value for mark in rule.scale}:
        raise Invalid("score", _("Not saved."), {"score": _("Choose the mark that the customer gave.")})
    satisfied = score is not None and score >= rule.satisfied_from
    if reached and not satisfied and not words.strip():
        raise Invalid("words", _("Not saved."), {"words": _("Write why the customer is not satisfied; the next round starts from it.")})
    if recommend is not None and recommend not in range(11):
        raise Invalid("recommend", _("Not saved."), {"recommend": _("Choose a figure from 0 to 10.")})
    outside = "; ".join(f"{speak(place.title)} {speak(place.contact)}" for place in rule.exhausted.outside)
    return ops.verdict(
        case, way=way, way_title=titles[way], reached=reached, score=score, satisfied=satisfied, words=words,
        rounds_max=rule.rounds_max, outside=outside, recommend=recommend, by=by, at=at, seen=seen,
    )  # fmt: skip


@act("reopen", "case.reopen", {Stage.CLOSED, Stage.WITHDRAWN, Stage.NOT_A_COMPLAINT, Stage.CONFIRMED})
def reopen(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take an ended case up again."""
    return ops.reopen(case, reason=reason, by=by, at=at, seen=seen)


def objections(case: Case, policy: Policy, *, result: str, at: datetime) -> list[str]:
    """What forbids closing, in the reader's words: the pack's conditions and missing fields."""
    facts = facts_of(case, policy, at=at) | {"result": result}
    said = [speak(objection.message) for objection in policy.may_close(facts)]
    values = {**case.fields, **{item.id: "x" for item in policy.pack.fields if item.fills or item.personal}}
    for name in policy.required_fields("closed", facts):
        if values.get(name) in (None, ""):
            said.append(str(_("“%(field)s” must be filled.") % {"field": speak(policy.field(name).title)}))
    if policy.needs_correction(facts) and not facts["correction_recorded"]:
        said.append(str(_("Cause, correction and prevention must be written with the decision.")))
    return said


@act("close", "case.close", {Stage.CONFIRMED})
def close(case: Case, *, result: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Close the case with a result. Raises IllegalMove naming everything that forbids it."""
    policy = policy_of(case.policy_id)
    if result not in {choice.id for choice in policy.pack.results}:
        raise Invalid("result", _("Not closed."), {"result": _("Choose the result.")})
    said = objections(case, policy, result=result, at=at)
    if said:
        raise IllegalMove("closing", _("Not closed yet: %(why)s") % {"why": " ".join(said)})
    title = dict(policy.title("results", result))
    return ops.close(case, result=result, result_title=title, clocks=values_of(case), by=by, at=at, seen=seen)


def keep_until(case: Case, policy: Policy, *, at: datetime) -> date:
    """The first day on which the case need no longer be kept: the pack's full years after its end."""
    ruling = policy.retention(facts_of(case, policy, at=at))
    years = next(rule.years for rule in policy.pack.retention if rule.id == ruling.value)
    day = (case.ended_at or at).astimezone(policy.pack.zone).date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@act("archive", "case.archive", {Stage.CLOSED, Stage.WITHDRAWN, Stage.NOT_A_COMPLAINT, Stage.MERGED})
def archive(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """File an ended case by month, type and result (A9)."""
    policy = policy_of(case.policy_id)
    key, until = archive_key(case, policy), keep_until(case, policy, at=at)
    return ops.archive(case, key=key, keep_until=until, by=by, at=at, seen=seen)


@act("withdraw", "case.withdraw", OPEN - {Stage.CONFIRMED})
def withdraw(case: Case, *, reason: str, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """The customer withdraws the complaint."""
    policy = policy_of(case.policy_id)
    title = dict(policy.title("withdrawal_reasons", reason))
    return ops.withdraw(case, reason=reason, reason_title=title, words=words, by=by, at=at, seen=seen)


@act("dismiss", "case.withdraw", OPEN - {Stage.ANSWERED, Stage.CONFIRMED})
def dismiss(case: Case, *, reason: str, words: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """It is no complaint after all."""
    policy = policy_of(case.policy_id)
    title = dict(policy.title("dismissal_reasons", reason))
    return ops.dismiss(case, reason=reason, reason_title=title, words=words, by=by, at=at, seen=seen)


