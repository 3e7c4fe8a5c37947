"""The policy in plain words, and the list of its versions."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from redress.kernel.localised import say
from redress.policies import handbook as plainly
from redress.policies import operations as policies
from redress.policies.facts import FactType
from redress.policies.models import PolicyVersion
from redress.policies.operations import check
from redress.policies.policy import Policy
from redress.policies.queries import open_draft, version_for
from redress.policies.queries import versions as versions_for
from redress.policies.store import current_version, policy_of
from redress.web.hx import go
from redress.web.rights import needs

TYPES = {
    FactType.YES_NO: gettext_lazy("yes or no"), FactType.NUMBER: gettext_lazy("number"), FactType.WORD: gettext_lazy("word"),
    FactType.WORDS: gettext_lazy("several words"),
}  # fmt: skip


def tabs(actor: Any) -> list[dict[str, object]]:
    """The parts of the area that the reader may open."""
    listed = [
        {"key": "handbook", "label": gettext_lazy("Handbook"), "url": reverse("handbook")},
        {"key": "versions", "label": gettext_lazy("Versions and drafts"), "url": reverse("policy-versions")},
        {"key": "compare", "label": gettext_lazy("Compare"), "url": reverse("policy-compare")},
    ]
    if actor.holds("case.assess"):
        listed.append({"key": "suggestions", "label": gettext_lazy("Suggestions"), "url": reverse("suggestions")})
    if actor.holds("ledger.verify"):
        listed.append({"key": "ledger", "label": gettext_lazy("Ledger"), "url": reverse("ledger")})
    return listed


def reading(request: HttpRequest, pk: int) -> PolicyVersion:
    """A version that the reader may open. Raises Http404."""
    try:
        return version_for(request.actor, pk)  # type: ignore[attr-defined]
    except PolicyVersion.DoesNotExist:
        raise Http404 from None


def policy_for(version: PolicyVersion) -> Policy | None:
    """What a version says; None for a draft with errors."""
    return check(version.source, version.pack)[0] if version.state == "draft" else policy_of(version.pk)


@needs("policy.read")
@require_GET
def handbook(request: HttpRequest) -> HttpResponse:
    """The running policy."""
    return _book(request, current_version(request.now))  # type: ignore[attr-defined]


@needs("policy.read")
@require_GET
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, or a draft that has no errors."""
    return _book(request, reading(request, pk))


def _book(request: HttpRequest, found: PolicyVersion) -> HttpResponse:
    policy = policy_for(found)
    if policy is None:
        return go(request, "policy-draft", found.pk)
    context = {
        "tabs": tabs(request.actor), "version": found, "policy": policy,  # type: ignore[attr-defined]
        "running": found.pk == current_version(request.now).pk,  # type: ignore[attr-defined]
        "sections": plainly.handbook(policy), "facts": _facts(policy),
    }  # fmt: skip
    return render(request, "handbook/book.html", context)


def _facts(policy: Policy) -> list[dict[str, Any]]:
    language = get_language() or ""
    return [
        {
            "name": name, "type": TYPES.get(fact.type, fact.type),
            "meaning": say(fact.meaning, language) if isinstance(fact.meaning, Mapping) else str(fact.meaning),
        }
        for name, fact in sorted(policy.vocabulary.items())
    ]  # fmt: skip


@needs("policy.read")
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """All versions of the running policy, newest first, and the draft."""
    actor, at = request.actor, request.now  # type: ignore[attr-defined]
    running = current_version(at)
    listed = list(versions_for(actor, running.pack))
    context = {
        "tabs": tabs(actor), "running": running, "draft": open_draft(running.pack) if actor.holds("policy.edit") or actor.holds("policy.publish") else None,
        "title": policy_of(running.pk).pack.title,
        "versions": [{"version": one, "coming": one.state == "published" and one.valid_from > at} for one in listed if one.state != "draft"],
    }  # fmt: skip
    return render(request, "handbook/versions.html", context)


@needs("policy.publish")
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a version before it comes into force."""
    policies.retire(reading(request, pk), by=request.actor, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("The version is taken back."))
    return go(request, "policy-versions")
