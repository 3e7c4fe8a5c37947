"""Asking for more time and deciding it: two different people, within the policy's cap, and the customer is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.complaints.events import ExtensionAsked, ExtensionGranted, ExtensionRefused
from redress.complaints.models import Case
from redress.complaints.operations.writing import hold, write
from redress.complaints.people import People
from redress.deadlines.models import Clock, Extension
from redress.deadlines.operations.keeping import (
    calendar_of,
    change,
    course_of,
    fresh,
    laid_anew,
    next_due,
    rule_of,
    shown,
)
from redress.deadlines.rules import extended_by
from redress.deadlines.states import ClockState, ExtensionState
from redress.kernel.actor import Actor
from redress.kernel.calendars import WorkCalendar
from redress.kernel.clockwork import due
from redress.kernel.durations import Span, parse
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed
from redress.kernel.localised import say
from redress.notify.operations import post
from redress.policies.policy import Policy
from redress.policies.store import policy_of


@transaction.atomic
def ask_extension(clock: Clock, *, span: str, reason: str, by: Actor, at: datetime) -> Extension:
    """Ask for ``span`` more time ("3 working days"). The approver named by the policy is told.

    Raises NotAllowed, IllegalMove (clock over, cap used up, a request open), Invalid (span, reason).
    """
    case = hold(clock.case)
    require(by, "clock.extend", case)
    clock, policy = fresh(clock, case), policy_of(case.policy_id)
    _check_may_ask(clock, policy)
    calendar = calendar_of(policy, clock.calendar)
    wanted = _acceptable(clock, span, reason, policy, calendar)
    asked = Extension.objects.create(
        clock=clock,
        by=str(wanted),
        reason=reason.strip(),
        asked_by_id=by.id,  # type: ignore[misc]
        asked_at=at,
        was_due_at=clock.due_at,
        new_due_at=due(clock.due_at, wanted, calendar).at,
    )
    write(case, ExtensionAsked(clock=clock.title, reason=asked.reason), by=by, at=at)
    approvers = People(at).holders(policy.pack.extensions.approver, case)
    post(
        "case.extension-asked", to=_may_know(approvers, case), at=at, key=f"extension:{asked.pk}:asked",
        url=f"/cases/{case.number}/", number=case.number, by=by.name, reason=asked.reason,
    )  # fmt: skip
    return asked


@transaction.atomic
def decide_extension(extension: Extension, *, grant: bool, words: str = "", by: Actor, at: datetime) -> Extension:
    """Grant or refuse more time; a refusal needs ``words``. ``notice`` holds what the customer is told,
    where more time was granted on a promise that the customer knows of.

    Raises NotAllowed (no right, or one's own request), IllegalMove (already decided, clock over), Invalid.
    """
    case = hold(extension.clock.case)
    require(by, "clock.approve", case)
    extension = Extension.objects.select_related("asked_by").get(pk=extension.pk)
    clock, policy = fresh(extension.clock, case), policy_of(case.policy_id)
    if extension.state != ExtensionState.ASKED or not clock.active:
        raise IllegalMove("extension-decided", _("This request was decided already, or the clock has stopped."))
    if by.id == extension.asked_by_id:
        raise NotAllowed("extension-own", _("Somebody else must decide a request that you made yourself."))
    if not grant and not words.strip():
        raise Invalid(
            "extension-words", _("Say why the request is refused."), {"words": _("Say why the request is refused.")}
        )
    extension.state = ExtensionState.GRANTED if grant else ExtensionState.REFUSED
    extension.decided_by_id, extension.decided_at, extension.decision = by.id, at, words.strip()
    happened = (
        _granted(extension, clock, case, policy, at) if grant else ExtensionRefused(clock.title, extension.decision)
    )
    extension.save(update_fields=["state", "decided_by", "decided_at", "decision", "new_due_at", "notice"])
    write(case, happened, by=by, at=at, next_due_at=next_due(case))
    _tell(extension, clock, case, policy, by, at)
    return extension


def _check_may_ask(clock: Clock, policy: Policy) -> None:
    if not clock.active:
        raise IllegalMove("clock-over", _("This clock has stopped; there is nothing to extend."))
    if clock.extensions_granted >= policy.pack.extensions.max_times:
        raise IllegalMove("extension-cap", _("This clock was extended as often as the policy allows."))
    if clock.extensions.filter(state=ExtensionState.ASKED).exists():
        raise IllegalMove("extension-open", _("A request for more time on this clock is waiting to be decided."))


def _acceptable(clock: Clock, span: str, reason: str, policy: Policy, calendar: WorkCalendar) -> Span:
    """The span asked for, when it is one and not longer than the policy allows. Raises Invalid."""
    wrong: dict[str, object] = {}
    most = parse(policy.pack.extensions.by)
    try:
        wanted = parse(span)
    except ValueError:
        wanted, wrong["span"] = most, _("Give a time such as “3 working days”.")
    if due(clock.due_at, wanted, calendar).at > due(clock.due_at, most, calendar).at:
        wrong["span"] = _("The policy allows at most %(most)s more.") % {"most": most.words()}
    if not reason.strip():
        wrong["reason"] = _("Say why more time is needed.")
    if wrong:
        raise Invalid("extension", next(iter(wrong.values())), wrong)
    return wanted


def _granted(extension: Extension, clock: Clock, case: Case, policy: Policy, at: datetime) -> ExtensionGranted:
    clock.story = [*clock.story, extended_by(parse(extension.by))]
    rule = rule_of(policy, clock)
    path = course_of(clock, rule, calendar_of(policy, clock.calendar))
    changes = laid_anew(clock, path, at)
    if clock.state == ClockState.PAUSED:
        changes["next_step_at"] = clock.paused_until
    change(clock, story=clock.story, extensions_granted=clock.extensions_granted + 1, **changes)
    extension.new_due_at = clock.due_at
    extension.notice = _letter(extension, clock, case, policy) if rule.public else ""
    return ExtensionGranted(clock=clock.title, due=shown(clock.due_at, policy))


def _letter(extension: Extension, clock: Clock, case: Case, policy: Policy) -> str:
    """What the customer is told, in the organisation's language, from the policy's own wording."""
    language = policy.pack.language
    return say(policy.pack.extensions.notice, language).format(
        number=case.number,
        customer=case.customer.name,
        organisation=say(policy.pack.organisation, language),
        department=say(case.department.title, language),
        person=extension.asked_by.name,
        due=shown(clock.due_at, policy),
        kind=say(policy.title("kinds", case.kind), language),
        matter=case.title,
        answer="",
        reason=extension.reason,
    )


def _tell(extension: Extension, clock: Clock, case: Case, policy: Policy, by: Actor, at: datetime) -> None:
    granted = extension.state == ExtensionState.GRANTED
    post(
        "case.extension-granted" if granted else "case.extension-refused",
        to=_may_know([extension.asked_by_id, clock.owner_user_id], case),
        at=at,
        key=f"extension:{extension.pk}:decided",
        url=f"/cases/{case.number}/",
        besides=by.id,
        number=case.number,
        due=shown(clock.due_at, policy),
        reason=extension.decision,
    )


def _may_know(people: list[int | None] | list[int], case: Case) -> list[int]:
    """Those of ``people`` who may know of the case."""
    named, subjects = case.named_ids(), case.subject_ids()
    return [one for one in people if one and one not in subjects and (named is None or one in named)]
