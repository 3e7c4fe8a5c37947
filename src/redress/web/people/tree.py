"""The organisation at a glance: the tree with its people, and the roles."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from redress.accounts.models import Department, Held, User
from redress.accounts.queries import away, held_now
from redress.kernel.acts import ACTS
from redress.policies.store import current_policy
from redress.web.people.words import SCOPES
from redress.web.rights import needs

A_PAGE = 50


def tabs() -> list[dict[str, object]]:
    """The parts of the area."""
    return [
        {"key": "people", "label": _("People and departments"), "url": reverse("people")},
        {"key": "roles", "label": _("Roles"), "url": reverse("roles")},
        {"key": "calendars", "label": _("Working calendars"), "url": reverse("calendars")},
        {"key": "mailboxes", "label": _("Mailboxes"), "url": reverse("mailboxes")},
        {"key": "sources", "label": _("Outside sources"), "url": reverse("sources")},
        {"key": "outgoing", "label": _("Outgoing mail"), "url": reverse("outgoing")},
        {"key": "tokens", "label": _("Access tokens"), "url": reverse("tokens-all")},
        {"key": "messenger", "label": _("Web messenger"), "url": reverse("messenger")},
        {"key": "chats", "label": _("Chat platforms"), "url": reverse("chats")},
        {"key": "robots", "label": _("Group robots"), "url": reverse("robots")},
        {"key": "hooks", "label": _("Webhooks"), "url": reverse("hooks")},
    ]


@needs("people.manage")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The tree beside the people of the department chosen, or those found by name. A fixed number of queries."""
    nodes = list(Department.objects.select_related("head").order_by("place"))
    chosen = next((node for node in nodes if str(node.pk) == request.GET.get("department")), None)
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found = User.objects.select_related("department").order_by("-is_active", "department__place", "name")
    if wanted:
        found = found.filter(
            Q(name__icontains=wanted) | Q(username__icontains=wanted) | Q(phone__icontains=wanted) | Q(job_title__icontains=wanted)
        )
    if chosen:
        found = found.filter(department__path__startswith=chosen.path)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(), "nodes": _tree(nodes), "chosen": chosen, "wanted": wanted, "page": page,
        "rows": _rows(list(page), request),
    }  # fmt: skip
    return render(request, "people/people.html", context)


def _tree(nodes: list[Department]) -> list[dict[str, Any]]:
    own = Counter(User.objects.filter(is_active=True).values_list("department_id", flat=True))
    return [
        {
            "department": node, "level": min(node.path.count("/") - 1, 5), "own": own[node.pk],
            "all": sum(own[other.pk] for other in nodes if other.path.startswith(node.path)),
        }
        for node in nodes
    ]  # fmt: skip


def _rows(users: list[User], request: HttpRequest) -> list[dict[str, Any]]:
    at = request.now  # type: ignore[attr-defined]
    ids = [user.pk for user in users]
    roles: dict[int, list[Any]] = {}
    for held in held_now(at).filter(user__in=ids).select_related("role").order_by("role__rank"):
        roles.setdefault(held.user_id, []).append(held.role.title)
    absent = away(ids, at)
    return [
        {
            "user": user, "roles": roles.get(user.pk, []), "away": user.pk in absent,
            "locked": bool(user.locked_until and user.locked_until > at),
        }
        for user in users
    ]  # fmt: skip


@needs("people.manage")
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role of the running policy may do, how far it reaches, and who holds it."""
    at = request.now  # type: ignore[attr-defined]
    holders: dict[str, list[Held]] = {}
    for held in held_now(at).filter(user__is_active=True).select_related("role", "user", "department").order_by("user__name"):
        holders.setdefault(held.role.code, []).append(held)
    policy = current_policy(at)
    listed = [
        {
            "role": role, "acts": [ACTS[act] for act in role.acts], "scope": SCOPES[role.scope],
            "holders": [{"held": held, "scope": SCOPES[held.scope]} for held in holders.get(role.code, [])],
        }
        for role in policy.pack.roles
    ]  # fmt: skip
    return render(request, "people/roles.html", {"tabs": tabs(), "roles": listed, "policy": policy})
