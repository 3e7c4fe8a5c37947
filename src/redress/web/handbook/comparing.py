"""Two versions side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from redress.kernel.localised import say
from redress.policies.compare import Change, ChangeKind, differences
from redress.policies.handbook import in_words
from redress.policies.labels import LABELS, label
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.queries import versions
from redress.policies.store import current_version
from redress.web.handbook.book import policy_for, reading, tabs
from redress.web.rights import needs

TONES = {ChangeKind.ADDED: "good", ChangeKind.REMOVED: "late", ChangeKind.CHANGED: "info", ChangeKind.REORDERED: "quiet"}


@needs("policy.read")
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """What the second of two versions says otherwise than the first; without a choice, the newest against the one before."""
    actor = request.actor  # type: ignore[attr-defined]
    listed = list(versions(actor, current_version(request.now).pack))  # type: ignore[attr-defined]
    before, after = _chosen(request, listed)
    context: dict[str, Any] = {"tabs": tabs(actor), "versions": listed, "before": before, "after": after}
    if before and after and before != after:
        old, new = policy_for(before), policy_for(after)
        context |= {"broken": old is None or new is None, "chapters": _chapters(old, new) if old and new else []}
    return render(request, "handbook/compare.html", context)


def _chosen(request: HttpRequest, listed: list[PolicyVersion]) -> tuple[PolicyVersion | None, PolicyVersion | None]:
    asked = [request.GET.get(name, "") for name in ("before", "after")]
    if all(one.isdigit() and len(one) < 10 for one in asked):
        return reading(request, int(asked[0])), reading(request, int(asked[1]))
    drafts = [one for one in listed if one.state == "draft"]
    kept = [*drafts, *(one for one in listed if one.state != "draft")]
    if len(kept) < 2:
        return (kept[0] if kept else None), None
    return reading(request, kept[1].pk), reading(request, kept[0].pk)


def _chapters(old: Policy, new: Policy) -> list[dict[str, Any]]:
    chapters: dict[str, list[dict[str, Any]]] = {}
    for change in differences(old, new):
        chapters.setdefault(change.section, []).append(_row(change, old, new))
    return [{"title": LABELS.get(section, section), "rows": rows} for section, rows in chapters.items()]


def _row(change: Change, old: Policy, new: Policy) -> dict[str, Any]:
    section, _dot, rest = change.path.partition(".")
    steps = rest.split(".") if rest else []
    key = steps[-1] if steps and steps[-1] in LABELS else section
    return {
        "what": " › ".join(_named(new, old, section, step) for step in steps) or str(LABELS.get(section, section)),
        "path": change.path, "kind": change.kind.value, "tone": TONES[change.kind],
        "before": _said(old, key, change.before), "after": _said(new, key, change.after),
    }  # fmt: skip


def _named(new: Policy, old: Policy, section: str, step: str) -> str:
    for policy in (new, old):
        title = policy.title(section, step)
        if title != {"zh-Hans": step}:
            return say(title, get_language() or "")
    return label(step, section) if step in LABELS else step


def _said(policy: Policy, key: str, value: Any) -> str:
    return "" if value is None else in_words(policy, key, value)
