"""A case as its customer sees it, and the three things a customer can do there: write, confirm, judge."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.states import Stage
from redress.flows import outside
from redress.kernel.errors import DomainError, Invalid
from redress.policies.store import policy_of
from redress.web.portal import telling
from redress.web.portal.brakes import Braked
from redress.web.portal.following import opened, stranger
from redress.web.portal.forms import Confirm, Judge, Say
from redress.web.portal.start import nothing, private, show

DONE = {
    "say": _("Your message has reached us."),
    "confirm": _("Thank you; we have noted it."),
    "judge": _("Thank you for telling us what you think."),
}


@private
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The case, for whoever opened it with its key."""
    case = opened(request, number)
    return _shown(request, case) if case else stranger(request, number)


@private
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Write, confirm the record, or judge the answer; a refusal comes back with everything that was typed."""
    case = opened(request, number)
    if case is None:
        return stranger(request, number)
    if act not in _DO:
        return nothing(request, act)
    form = _forms(request, case, act)[act]
    if form is None:
        return _shown(request, case, late=True, status=409)
    if form.is_valid():
        try:
            _DO[act](case, form, request.now)  # type: ignore[attr-defined]
        except DomainError as no:
            form.put(no.errors if isinstance(no, Invalid) else {}, no)
        else:
            form.count()
            return redirect(f"{reverse('help-case', args=[number])}?done={act}")
    return _shown(request, Case.objects.get(pk=case.pk), sent={act: form}, status=429 if form.busy else 422)


_DO: dict[str, Callable[..., Any]] = {
    "say": lambda case, form, at: outside.say_to_us(case, form.cleaned_data["text"], files=form.cleaned_data.get("files", ()), at=at),
    "confirm": lambda case, form, at: outside.confirm(case, agreed=form.cleaned_data["agreed"], correction=form.cleaned_data["correction"], at=at),
    "judge": lambda case, form, at: outside.judge(
        case, score=form.cleaned_data["score"], words=form.cleaned_data["words"], recommend=form.cleaned_data["recommend"], at=at
    ),
}  # fmt: skip


def _forms(request: HttpRequest, case: Case, sent: str = "") -> dict[str, Braked | None]:
    """The form of each act that is possible now; the one ``sent`` holds what was typed."""

    def made(kind: type[Braked], act: str, **more: Any) -> Braked:
        given = (request.POST, request.FILES) if act == sent else (None, None)
        return kind(*given, who=case.number, at=request.now, auto_id=f"{act}_%s", **more)  # type: ignore[attr-defined]

    policy, open_now = policy_of(case.policy_id), not case.ended
    return {
        "say": made(Say, "say", case=case) if case.stage != Stage.ARCHIVED else None,
        "confirm": made(Confirm, "confirm", record=telling.record_mark(case)) if open_now and not case.record_confirmed_at else None,
        "judge": made(Judge, "judge", case=case, policy=policy) if case.stage == Stage.ANSWERED else None,
    }


def _shown(
    request: HttpRequest, case: Case, *, sent: dict[str, Braked] | None = None, late: bool = False, status: int = 200
) -> HttpResponse:
    policy = policy_of(case.policy_id)
    forms = {**_forms(request, case), **(sent or {})}
    unhappy = case.satisfied is False and case.stage in {Stage.CONFIRMED, Stage.CLOSED, Stage.ARCHIVED}
    context = {
        "case": case, "stage": telling.STAGES[Stage(case.stage)], "steps": telling.steps(case.stage), "charge": telling.in_charge(case),
        "promise": telling.promise_of(case), "moved": telling.moved(case, policy), "thread": telling.thread(case, policy),
        "answer": case.answers.filter(round=case.round, given_at__isnull=False).first(), "forms": forms, "late": late, "done": DONE.get(request.GET.get("done", "")),
        "must_confirm": forms["confirm"] is not None and policy.needs_record_confirmation(facts_of(case, policy, at=request.now)),  # type: ignore[attr-defined]
        "exhausted": policy.pack.satisfaction.exhausted if unhappy else None,
    }  # fmt: skip
    return show(request, "case", context, status=status)
