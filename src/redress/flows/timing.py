"""Clocks of a case, as people touch them: pause, resume, ask for more time, decide it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from redress.complaints.models import Case
from redress.deadlines import operations as clocks
from redress.deadlines.models import Clock, Extension
from redress.deadlines.states import ClockState, ExtensionState
from redress.flows.acting import OPEN, act
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove


def _clock(case: Case, pk: int) -> Clock:
    found = Clock.objects.filter(case=case, pk=pk).first()
    if found is None:
        raise IllegalMove("clock", _("This clock does not belong to the case."))
    return found


def _any(state: ClockState):  # type: ignore[no-untyped-def]
    return lambda case: any(clock.state == state for clock in case.clocks.all())


@act("pause", "clock.pause", OPEN, _any(ClockState.RUNNING))
def pause(case: Case, *, clock: int, reason: str, by: Actor, at: datetime, words: str = "") -> Case:
    """Stop the time of a clock for a reason of the pack's list."""
    clocks.pause(_clock(case, clock), reason=reason, words=words, by=by, at=at)
    return Case.objects.get(pk=case.pk)


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
    """Grant or refuse more time; what the customer is to be told then stands in the thread's draft."""
    found = Extension.objects.filter(pk=extension, clock__case=case).first()
    if found is None:
        raise IllegalMove("extension", _("This request does not belong to the case."))
    clocks.decide_extension(found, grant=grant, words=words, by=by, at=at)
    return Case.objects.get(pk=case.pk)
