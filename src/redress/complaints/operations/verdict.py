"""From the points to the customer's verdict, and the end of a case."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints import events
from redress.complaints.models import Answer, Case, Decision, Point, Verdict
from redress.complaints.operations.writing import check_move, hold, require_open, write
from redress.complaints.states import Finding, PartState, Stage
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid


@transaction.atomic
def add_point(case: Case, *, text: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take up one allegation; it will get its own finding."""
    case = hold(case, seen)
    require_open(case)
    if not text.strip():
        raise Invalid("text", _("Not added."), {"text": _("Write the point in the customer's sense.")})
    Point.objects.create(case=case, text=text)
    return write(case, events.PointAdded(number=case.points.count(), text=text), by=by, at=at)


@transaction.atomic
def find_point(case: Case, *, point: int, finding: str, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Give a point its finding. Raises Invalid for a refusal without reason or an unknown finding."""
    case = hold(case, seen)
    require_open(case)
    points = list(case.points.values_list("pk", flat=True))
    if point not in points or finding not in Finding.values or finding == Finding.OPEN:
        raise Invalid("finding", _("Not saved."), {"finding": _("Choose what was found.")})
    if finding in (Finding.NOT_UPHELD, Finding.PARTLY) and not reason.strip():
        raise Invalid("reason", _("Not saved."), {"reason": _("Give the reason; the customer will ask for it.")})
    Point.objects.filter(pk=point).update(finding=finding, reason=reason, found_at=at)
    happened = events.PointFound(number=points.index(point) + 1, finding=finding, reason=reason)
    return write(case, happened, by=by, at=at)


@transaction.atomic
def investigated(case: Case, *, summary: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say that the investigation is finished. Raises IllegalMove while a department still works on its part."""
    case = hold(case, seen)
    check_move(case, Stage.INVESTIGATED)
    working = case.parts.filter(state__in=(PartState.OFFERED, PartState.ACCEPTED), lead=False).exists()
    if working:
        raise IllegalMove("parts-open", _("An assisting department has not finished its part. Wait for it, or release it by assigning anew."))
    if not summary.strip():
        raise Invalid("summary", _("Not finished."), {"summary": _("Write what was found out.")})
    case.parts.filter(lead=True, state__in=(PartState.OFFERED, PartState.ACCEPTED)).update(
        state=PartState.DONE, finding=summary, done_at=at
    )
    return write(case, events.Investigated(summary=summary), by=by, at=at, stage=Stage.INVESTIGATED)


@transaction.atomic
def send_back(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The one who decides wants more: the decision is undone or not taken, and investigation goes on."""
    case = hold(case, seen)
    if not reason.strip():
        raise Invalid("reason", _("Not sent back."), {"reason": _("Say what is missing.")})
    to = Stage.INVESTIGATED if case.stage == Stage.DECIDED else Stage.ASSIGNED
    if to is Stage.ASSIGNED:
        lead = case.parts.filter(lead=True, state=PartState.DONE).first()
        if lead is None or lead.person_id is None:
            raise IllegalMove("no-lead", _("No department has this case yet; assign it instead."))
        case.parts.filter(pk=lead.pk).update(state=PartState.ACCEPTED, done_at=None)
    case.answers.filter(round=case.round, given_at=None).delete()
    return write(case, events.SentBackToInvestigation(reason=reason), by=by, at=at, stage=to)


@transaction.atomic
def decide(
    case: Case, *, justified: bool, solution: str, reasons: str, correction: str, by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Decide what the customer is offered. Every point needs its finding first.

    Raises IllegalMove while a point is open; Invalid without a solution, or for a refusal without reasons (A6, E8).
    """
    case = hold(case, seen)
    check_move(case, Stage.DECIDED)
    if case.points.filter(finding=Finding.OPEN).exists():
        raise IllegalMove("points-open", _("A point has no finding yet. Give every point its finding, then decide."))
    missing: dict[str, object] = {}
    if not solution.strip():
        missing["solution"] = _("Write what is done for the customer, and by when.")
    if not justified and not reasons.strip():
        missing["reasons"] = _("Explain why the demand is refused, by which rule.")
    if missing:
        raise Invalid("decision", _("Not decided."), missing)
    Decision.objects.create(
        case=case, round=case.round, justified=justified, solution=solution, reasons=reasons, correction=correction,
        by_id=by.id, at=at,
    )  # fmt: skip
    verdict = "justified" if justified else "unjustified"
    happened = events.Decided(round=case.round, verdict=verdict, solution=solution, reasons=reasons, correction=correction)
    return write(case, happened, by=by, at=at, stage=Stage.DECIDED)


@transaction.atomic
def receive_remedy(case: Case, *, received_by: str, signature: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The recipient signs for money or vouchers received (C1.4). Raises Invalid without name and signature."""
    case = hold(case, seen)
    decision = case.decisions.filter(round=case.round).order_by("-pk").first()
    if decision is None:
        raise IllegalMove("not-decided", _("Decide first what the customer receives."))
    if not received_by.strip() or not signature:
        raise Invalid("signature", _("Not saved."), {"received_by": _("The recipient's name and signature are both needed.")})
    Decision.objects.filter(pk=decision.pk).update(received_by=received_by, received_signature=signature, received_at=at)
    return write(case, events.RemedyReceived(received_by=received_by, signature=signature), by=by, at=at)


@transaction.atomic
def draft_answer(
    case: Case, *, text: str, path: list[str], next_title: dict[str, str], by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Write the answer of this round; it travels along ``path`` and the last station gives it to the customer (A7)."""
    case = hold(case, seen)
    if case.stage != Stage.DECIDED:
        raise IllegalMove("not-decided", _("Decide first, then answer."))
    if not text.strip():
        raise Invalid("text", _("Not saved."), {"text": _("Write the answer.")})
    if case.answers.filter(round=case.round, given_at__isnull=False).exists():
        raise IllegalMove("answered", _("This round is already answered."))
    Answer.objects.update_or_create(
        case=case, round=case.round,
        defaults={"text": text, "path": path, "step": 0, "sent_back": "", "drafted_by_id": by.id, "drafted_at": at},
    )  # fmt: skip
    return write(case, events.AnswerDrafted(round=case.round, next=next_title, text=text), by=by, at=at)


def waiting_answer(case: Case) -> Answer:
    """The drafted answer of this round. Raises IllegalMove when there is none."""
    answer = case.answers.filter(round=case.round, given_at=None).first()
    if answer is None:
        raise IllegalMove("no-answer", _("No answer is waiting. Draft it first."))
    return answer


@transaction.atomic
def pass_answer(case: Case, *, next_title: dict[str, str], by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A station of the path passes the answer on. Raises IllegalMove at the last one, which gives it to the customer."""
    case = hold(case, seen)
    answer = waiting_answer(case)
    if answer.step >= len(answer.path) - 1:
        raise IllegalMove("last-station", _("This is the last station: give the answer to the customer."))
    Answer.objects.filter(pk=answer.pk, step=answer.step).update(step=answer.step + 1)
    return write(case, events.AnswerPassed(next=next_title), by=by, at=at)


@transaction.atomic
def send_answer_back(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """A station is not content; the answer must be drafted anew."""
    case = hold(case, seen)
    answer = waiting_answer(case)
    if not reason.strip():
        raise Invalid("reason", _("Not sent back."), {"reason": _("Say what must be changed.")})
    Answer.objects.filter(pk=answer.pk).update(sent_back=reason, step=0)
    return write(case, events.AnswerSentBack(reason=reason), by=by, at=at)


@transaction.atomic
def give_answer(
    case: Case, *, way: str, way_title: dict[str, str], by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """The last station gives the answer to the customer. No answer leaves while a point is open."""
    case = hold(case, seen)
    check_move(case, Stage.ANSWERED)
    answer = waiting_answer(case)
    if answer.sent_back:
        raise IllegalMove("sent-back", _("This answer was sent back; draft it anew first."))
    if answer.step < len(answer.path) - 1:
        raise IllegalMove("on-its-way", _("The answer has not reached the last station of its path."))
    if case.points.filter(finding=Finding.OPEN).exists():
        raise IllegalMove("points-open", _("A point has no finding yet. Give every point its finding, then answer."))
    Answer.objects.filter(pk=answer.pk).update(given_by=by.id, given_at=at, given_way=way)
    happened = events.Answered(way=way_title, round=case.round, text=answer.text)
    return write(case, happened, by=by, at=at, stage=Stage.ANSWERED)


@transaction.atomic
def print_answer(case: Case, *, by: Actor, at: datetime) -> Case:
    """Log that an answer was printed as a letter: name and address of the customer stand on it."""
    return write(hold(case), events.AnswerPrinted(), by=by, at=at)


@transaction.atomic
def verdict(
    case: Case, *, way: str, way_title: dict[str, str], reached: bool, score: int | None, satisfied: bool | None, words: str,
    rounds_max: int, outside: str, by: Actor, at: datetime, recommend: int | None = None, seen: int | None = None,
) -> Case:  # fmt: skip
    """Record the customer's verdict on this round's answer (A8).

    Satisfied: the case is confirmed. Not satisfied: it is reopened for the next round, or, when ``rounds_max``
    are used, confirmed as exhausted with ``outside``, the places the customer was told of. Not reached: only noted.
    """
    case = hold(case, seen)
    if case.stage != Stage.ANSWERED:
        raise IllegalMove("not-answered", _("The customer's verdict is asked after the answer was given."))
    if reached and score is None:
        raise Invalid("score", _("Not saved."), {"score": _("Choose the mark that the customer gave.")})
    Verdict.objects.create(
        case=case, round=case.round, way=way, reached=reached, score=score if reached else None,
        satisfied=satisfied if reached else None, recommend=recommend if reached else None, words=words, by_id=by.id, at=at,
    )  # fmt: skip
    if not reached:
        return write(case, events.NotReached(way=way_title, round=case.round), by=by, at=at)
    assert score is not None
    if satisfied:
        happened = events.Satisfied(round=case.round, score=score, words=words, recommend=recommend)
        return write(case, happened, by=by, at=at, stage=Stage.CONFIRMED, satisfied=True)
    unhappy = events.Dissatisfied(round=case.round, score=score, words=words, recommend=recommend)
    if case.round >= rounds_max:
        exhausted = events.Exhausted(rounds=rounds_max, outside=outside)
        return write(case, unhappy, exhausted, by=by, at=at, stage=Stage.CONFIRMED, satisfied=False)
    again = events.Reopened(round=case.round + 1, reason=words)
    return write(case, unhappy, again, by=by, at=at, stage=Stage.REOPENED, satisfied=False, round=case.round + 1, returns=0)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Open an ended case again for a new round. An archived case is not reopened: a new one is linked to it."""
    case = hold(case, seen)
    check_move(case, Stage.REOPENED)
    if not reason.strip():
        raise Invalid("reason", _("Not reopened."), {"reason": _("Say why the case is taken up again.")})
    again = events.Reopened(round=case.round + 1, reason=reason)
    return write(
        case, again, by=by, at=at, stage=Stage.REOPENED, round=case.round + 1, satisfied=None, result="", end_reason="", returns=0
    )  # fmt: skip


@transaction.atomic
def close(
    case: Case, *, result: str, result_title: dict[str, str], clocks: list[dict[str, object]], by: Actor, at: datetime, seen: int | None = None
) -> Case:
    """Close a confirmed case with a result; the values of its clocks are kept with the entry."""
    case = hold(case, seen)
    check_move(case, Stage.CLOSED)
    return write(case, events.Closed(result=result_title, clocks=clocks), by=by, at=at, stage=Stage.CLOSED, result=result)


@transaction.atomic
def archive(case: Case, *, key: str, keep_until: date, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """File an ended case under ``key`` (month, type, result), to be kept at least until ``keep_until`` (A9)."""
    case = hold(case, seen)
    check_move(case, Stage.ARCHIVED)
    happened = events.Archived(key=key, keep_until=keep_until.isoformat())
    return write(
        case, happened, by=by, at=at, stage=Stage.ARCHIVED, archived_at=at, archive_key=key, keep_until=keep_until
    )  # fmt: skip


@transaction.atomic
def withdraw(case: Case, *, reason: str, reason_title: dict[str, str], words: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The customer withdraws the complaint."""
    case = hold(case, seen)
    check_move(case, Stage.WITHDRAWN)
    happened = events.Withdrawn(reason=reason_title, words=words)
    return write(case, happened, by=by, at=at, stage=Stage.WITHDRAWN, end_reason=reason)


@transaction.atomic
def dismiss(case: Case, *, reason: str, reason_title: dict[str, str], words: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """It turns out to be no complaint. Raises Invalid without an explanation."""
    case = hold(case, seen)
    check_move(case, Stage.NOT_A_COMPLAINT)
    if not words.strip():
        raise Invalid("words", _("Not saved."), {"words": _("Explain why it is no complaint, and what was done with it.")})
    happened = events.NotAComplaint(reason=reason_title, words=words)
    return write(case, happened, by=by, at=at, stage=Stage.NOT_A_COMPLAINT, end_reason=reason)
