"""Clocks of a case, as people touch them: pause, resume, ask for more time, decide it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.operations import receipt
from redress.deadlines import operations as clocks
from redress.deadlines.models import Clock, Extension
from redress.deadlines.states import ClockState, ExtensionState
from redress.flows.acting import OPEN, act, follow
from redress.flows.reaching import reach
from redress.flows.receiving import suggestions
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import IllegalMove
from redress.kernel.localised import say
from redress.policies.store import policy_of

TELL_WITHIN = timedelta(hours=1)
"""A customer is called within this time when what was promised is already late."""


def _clock(case: Case, pk: int) -> Clock:
    found = Clock.objects.filter(case=case, pk=pk).first()
    if found is None:
        raise IllegalMove("clock", _("This clock does not belong to the case."))
    return found


def _any(state: ClockState):  # type: ignore[no-untyped-def]
    return lambda case: any(clock.state == state for clock in case.clocks.all())


@act("pause", "clock.pause", OPEN, _any(ClockState.RUNNING))
def pause(case: Case, *, clock: int, reason: str, by: Actor, at: datetime, words: str = "") -> Case:
    """Stop the time of a clock for a reason of the pack's list; the customer hears of it where the pack says so."""
    paused = clocks.pause(_clock(case, clock), reason=reason, words=words, by=by, at=at)
    case = Case.objects.get(pk=case.pk)
    return _tell_of_pause(case, paused, by=by, at=at)


def _tell_of_pause(case: Case, paused: Clock, *, by: Actor, at: datetime) -> Case:
    """Only of a promise that the customer knows of, and only for reasons that the pack marks."""
    policy = policy_of(case.policy_id)
    pack = policy.pack
    reason = next(one for one in pack.pauses if one.id == paused.pause_reason)
    public = next(rule.public for rule in policy.clock_rules if rule.id == paused.rule)
    if not reason.tell_customer or not public:
        return case
    known = {"customer": case.customer.name, "number": case.number, "reason": say(reason.title, pack.language)}
    until = f"{paused.paused_until.astimezone(pack.zone):%Y-%m-%d}"  # type: ignore[union-attr]
    with override(pack.language.lower()):
        text = gettext("Dear %(customer)s, the time promised for your complaint %(number)s is halted: %(reason)s. It goes on by %(until)s at the latest.") % {**known, "until": until}
        about = gettext("Tell the customer that the time is halted: %(reason)s") % known
    call_by = max(paused.due_at, at + TELL_WITHIN)
    return reach(case, text, about=about, call_by=call_by, key=f"pause:{paused.pk}:{at.timestamp():.0f}", by=by, at=at)


@act("resume", "clock.pause", OPEN, _any(ClockState.PAUSED))
def resume(case: Case, *, clock: int, by: Actor, at: datetime) -> Case:
    """Let a paused clock go on."""
    clocks.resume(_clock(case, clock), by=by, at=at)
    return Case.objects.get(pk=case.pk)


@act("extend", "clock.extend", OPEN, _any(ClockState.RUNNING))
def ask_extension(case: Case, *, clock: int, span: str, reason: str, by: Actor, at: datetime) -> Case:
    """Ask for more time; the approver named by the pack is told."""
    clocks.ask_extension(_clock(case, clock), span=span, reason=reason, by=by, at=at)
    return Case.objects.get(pk=case.pk)


def _asked(case: Case) -> bool:
    return any(asked.state == ExtensionState.ASKED for clock in case.clocks.all() for asked in clock.extensions.all())


@act("decide-extension", "clock.approve", OPEN, _asked)
def decide_extension(case: Case, *, extension: int, grant: bool, by: Actor, at: datetime, words: str = "") -> Case:
    """Grant or refuse more time. When it is granted the customer is written to, or is to be called."""
    found = Extension.objects.filter(pk=extension, clock__case=case).first()
    if found is None:
        raise IllegalMove("extension", _("This request does not belong to the case."))
    decided = clocks.decide_extension(found, grant=grant, words=words, by=by, at=at)
    case = Case.objects.get(pk=case.pk)
    return _tell_customer(case, decided, by=by, at=at) if decided.notice else case


def _tell_customer(case: Case, granted: Extension, *, by: Actor, at: datetime) -> Case:
    """The customer hears of it before the moment at which they expected us, or within the hour."""
    pack = policy_of(case.policy_id).pack
    due = f"{granted.new_due_at.astimezone(pack.zone):%Y-%m-%d %H:%M}"
    with override(pack.language.lower()):
        about = gettext("Tell the customer that we need more time, until %(due)s") % {"due": due}
    call_by = max(granted.was_due_at, at + TELL_WITHIN)
    return reach(case, granted.notice, about=about, call_by=call_by, key=f"extension:{granted.pk}", by=by, at=at)


def regrade(case: Case, at: datetime) -> None:
    """Judge the grade anew when a clock's ladder says so: it may rise, with response level and tier; it never falls by itself."""
    policy = policy_of(case.policy_id)
    told = suggestions(policy, facts_of(case, policy, at=at))
    order = [grade.id for grade in policy.pack.grades]
    if case.grade in order and order.index(told.grade.value) >= order.index(case.grade):
        return
    titles = {"was": dict(policy.title("grades", case.grade)), "grade": dict(policy.title("grades", told.grade.value))}
    because = dict(told.grade.because).get(policy.pack.language, told.grade.rule)
    done = receipt.regrade(
        case, grade=told.grade.value, response=told.response.value, tier=told.tier.value, titles=titles, reason=because,
        rulings={"grade": told.grade.as_json() | {"chosen": told.grade.value, "reason": ""}}, by=SYSTEM, at=at,
    )  # fmt: skip
    follow(done, by=SYSTEM, at=at)
