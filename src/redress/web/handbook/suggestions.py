"""How well the suggestions do: what was learned from how many cases, how often it was right, how often people followed it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_q.tasks import async_task

from redress.learning.history import LEAST_CASES, LEAST_OF_EACH, usable
from redress.learning.models import Target, Training
from redress.learning.operations import ask
from redress.learning.queries import followed, in_force
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import speak
from redress.web.handbook.book import tabs
from redress.web.hx import go, render_part
from redress.web.rights import needs

SECTIONS = {Target.CATEGORY: "categories", Target.DEPARTMENT: "departments"}
SPAN = timedelta(days=90)
"""How far back it is counted what people chose."""


@needs("case.assess")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The models in force, with what was measured; while one is being learned, how far it is."""
    at = request.now  # type: ignore[attr-defined]
    policy = current_policy(at)
    context = {
        "tabs": tabs(request.actor), "targets": [_target(target, policy) for target in Target],  # type: ignore[attr-defined]
        "running": Training.objects.filter(ended_at=None).defer("model").first(), "least": LEAST_CASES, "least_each": LEAST_OF_EACH,
        "followed": _followed(at), "since": at - SPAN, "may_train": request.actor.holds("model.train"),  # type: ignore[attr-defined]
        "trained": Training.objects.filter(ended_at__isnull=False).defer("model")[:6],
    }  # fmt: skip
    return render_part(request, "handbook/suggestions.html", "models", context)


@needs("model.train")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Have everything learned anew, in the background."""
    if Training.objects.filter(ended_at=None).exists():
        messages.info(request, _("Learning is under way already."))
        return go(request, "suggestions")
    for target in Target:
        async_task("redress.jobs.learning.run", ask(target, by=request.actor, at=request.now).pk)  # type: ignore[attr-defined]
    messages.success(request, _("Learning anew has been asked for. The background worker does it."))
    return go(request, "suggestions")


def _target(target: Target, policy: Policy) -> dict[str, Any]:
    found = in_force(target)
    report = found.report if found else {}

    def title(code: str) -> str:
        return speak(policy.title(SECTIONS[target], code))

    rows = sorted(report.get("labels", {}).items(), key=lambda item: -item[1]["cases"])
    return {
        "title": target.label, "training": found, "report": report, "usable": None if found else usable(target).count(),
        "figures": _figures(report) if "accuracy" in report else [],
        "rows": [{"title": title(code), "precision": _percent(one["precision"]), "recall": _percent(one["recall"]), **{name: one[name] for name in ("cases", "made", "right")}} for code, one in rows],
        "mixed": [{"was": title(was), "told": title(told), "times": times} for was, told, times in report.get("mixed", ())],
        "few": [{"title": title(code), "cases": number} for code, number in sorted(report.get("few", {}).items(), key=lambda item: -item[1])],
    }  # fmt: skip


def _figures(report: dict[str, Any]) -> list[tuple[str, str]]:
    made = _("%(right)s of %(made)s") % {"right": report["right"], "made": report["made"]}
    return [
        (_("Suggestions right"), made), (_("Suggestion made"), _percent(report["made"] / report["cases"])),
        (_("Accuracy"), _percent(report["accuracy"])), (_("Among the first three"), _percent(report["top3"])),
        (_("Macro-F1"), f"{report['macro_f1']:.2f}"), (_("Always the most frequent"), _percent(report["baseline"])),
    ]  # fmt: skip


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _followed(at: datetime) -> list[dict[str, Any]]:
    counted = followed(at - SPAN)
    names = {"learned": _("learned from closed cases"), "words": _("by the policy's words")}
    rows = [{"title": names[rule], **counted[rule], "share": _percent(counted[rule]["taken"] / counted[rule]["judged"])} for rule in names if rule in counted]
    none = counted.get("", {}).get("judged", 0)
    return [*rows, *([{"title": _("no suggestion was made"), "judged": none, "taken": None}] if none else [])]
