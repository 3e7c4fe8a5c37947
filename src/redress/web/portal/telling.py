"""What a customer is told of a case. Only what is named here leaves the house: no grade, note, point, part, plan or finding."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from redress.complaints.models import Case
from redress.complaints.states import ENDED, Stage
from redress.deadlines.models import Clock, Extension
from redress.deadlines.queries import promised, rule_of
from redress.deadlines.states import ClockState, ExtensionState
from redress.policies.policy import Policy
from redress.web.casefile.packforms import speak

STAGES = {
    Stage.RECEIVED: pgettext_lazy("customer's stage", "We have received it."),
    Stage.REGISTERED: pgettext_lazy("customer's stage", "We have entered it and are looking at it."),
    Stage.ASSESSED: pgettext_lazy("customer's stage", "We are finding the right department for it."),
    Stage.ASSIGNED: pgettext_lazy("customer's stage", "It is being looked into."),
    Stage.RETURNED: pgettext_lazy("customer's stage", "We are finding the right department for it."),
    Stage.INVESTIGATED: pgettext_lazy("customer's stage", "We know what happened and are working out a solution."),
    Stage.DECIDED: pgettext_lazy("customer's stage", "The solution is settled; our answer is being written."),
    Stage.ANSWERED: pgettext_lazy("customer's stage", "We have answered. Please tell us whether you are satisfied."),
    Stage.CONFIRMED: pgettext_lazy("customer's stage", "We have heard what you think of our answer."),
    Stage.REOPENED: pgettext_lazy("customer's stage", "You were not satisfied, so we have taken it up again."),
    Stage.CLOSED: pgettext_lazy("customer's stage", "It is closed."),
    Stage.WITHDRAWN: pgettext_lazy("customer's stage", "You took it back; it is closed."),
    Stage.NOT_A_COMPLAINT: pgettext_lazy("customer's stage", "It was settled in another way and is closed."),
    Stage.MERGED: pgettext_lazy("customer's stage", "It is handled together with another matter of the same kind."),
    Stage.ARCHIVED: pgettext_lazy("customer's stage", "It is closed and filed."),
}
"""Every stage of a case in a customer's words."""
STEPS = (
    pgettext_lazy("customer's step", "Received"), pgettext_lazy("customer's step", "Being handled"),
    pgettext_lazy("customer's step", "Answered"), pgettext_lazy("customer's step", "Closed"),
)  # fmt: skip
_FIRST = {Stage.RECEIVED, Stage.REGISTERED}
_ANSWERED = {Stage.ANSWERED, Stage.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in the thread. ``mine`` came from the customer; ``title`` says what it is, where it is more than a message;
    ``who`` of the house, where it says so."""

    at: datetime
    mine: bool
    text: str = ""
    title: str = ""
    who: str = ""


def steps(stage: str) -> list[dict[str, Any]]:
    """The way of every case in four steps, each done, current or to come."""
    here = 0 if stage in _FIRST else 2 if stage in _ANSWERED else 3 if stage in ENDED else 1
    return [{"label": label, "state": "done" if n < here else "current" if n == here else "todo"} for n, label in enumerate(STEPS)]


def in_charge(case: Case) -> dict[str, str]:
    """Department and person; of a confidential case the department alone, and never somebody whom the case is about."""
    hidden = case.guarded or case.answerable_id in case.subject_ids()
    return {"department": speak(case.department.title), "person": "" if hidden else case.answerable.name}


def promise_of(case: Case) -> dict[str, Any] | None:
    """The next thing promised, by when; in words that give no grade away, as titles of clocks may."""
    clock = promised(case)
    if clock is None:
        return None
    call = "callback.made" in rule_of(clock, case.policy_id).until
    return {"what": _("We call you by") if call else _("You have our answer by"), "due": clock.due_at}


def moved(case: Case, policy: Policy) -> list[dict[str, Any]]:
    """Why what was promised moved: more time that was granted, and waits that the pack lets customers know of."""
    public = {rule.id for rule in policy.clock_rules if rule.public}
    granted = Extension.objects.filter(clock__case=case, clock__rule__in=public, state=ExtensionState.GRANTED).order_by("decided_at")
    told = [{"was": one.was_due_at, "now": one.new_due_at, "why": "" if case.guarded else one.notice} for one in granted]
    reasons = {pause.id: speak(pause.title) for pause in policy.pack.pauses if pause.tell_customer}
    paused = Clock.objects.filter(case=case, rule__in=public, state=ClockState.PAUSED, pause_reason__in=reasons)
    return told + [{"waits": reasons[clock.pause_reason], "until": clock.paused_until} for clock in paused]


def thread(case: Case, policy: Policy) -> list[Said]:
    """Everything said between customer and house, oldest first: messages, given answers, verdicts, files, confirmations.

    Of what staff wrote down for a customer only the customer's choice is shown, not the remarks beside it.
    """
    marks = {mark.value: speak(mark.title) for mark in policy.pack.satisfaction.scale}
    said = [Said(one.at, one.inward, one.text) for one in case.messages.all()]
    said += [
        Said(one.given_at, False, one.text, _("Our answer") if one.round == 1 else _("Our answer, round %(n)s") % {"n": one.round})
        for one in case.answers.all() if one.given_at
    ]  # fmt: skip
    said += [
        Said(one.at, True, "" if one.by_id else one.words, _("Your judgement: %(mark)s") % {"mark": marks.get(one.score, "")})
        for one in case.verdicts.all() if one.reached and one.score is not None
    ]  # fmt: skip
    said += [Said(one.added_at, True, one.file_name, _("You sent a file")) for one in case.evidence.all() if not one.added_by_id and one.file_name]
    said += [
        Said(one.at, True, "" if one.by_id else one.correction, _("You confirmed the record") if one.agreed else _("You asked us to correct the record"))
        for one in case.confirmations.all()
    ]  # fmt: skip
    return sorted(said, key=lambda one: one.at)


def record_mark(case: Case) -> str:
    """A short print of the record as shown, to notice when it changed while somebody was reading."""
    shown = [case.title, case.account, case.wish, str(case.occurred_at), case.place]
    return sha256("\x1f".join(shown).encode("utf-8", "replace")).hexdigest()[:16]
