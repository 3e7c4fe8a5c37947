"""The page of a case: what it is, what it needs next, and all that happened."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from redress.complaints.customers import mask, mask_name
from redress.complaints.models import Case
from redress.complaints.people import People
from redress.complaints.queries import broken, come_in, history
from redress.complaints.states import Stage
from redress.deadlines.queries import of_case, why_lines
from redress.flows.acts import open_acts
from redress.flows.concluding import draft_of, recipient_title
from redress.flows.handling import needs_arbiter
from redress.flows.letters import chat_of
from redress.flows.receiving import lacking
from redress.notify.models import ChatLink
from redress.notify.operations import read_about
from redress.policies.policy import Policy
from redress.policies.store import policy_of
from redress.web.casefile import heard
from redress.web.casefile.actforms import GROUPS, PAGES
from redress.web.casefile.acts import lean_case, visible_case
from redress.web.casefile.packforms import filed, mail_warning, speak
from redress.web.casefile.scans import scans_of
from redress.web.casefile.story import lines
from redress.web.loop import ring_of

NEWEST = 50
AT_THE_STATION = frozenset({"pass-answer", "send-answer-back", "give-answer"})
"""Acts on a drafted answer that only those may do for whom it now waits."""
NEXT: dict[str, tuple[str, ...]] = {
    Stage.RECEIVED: ("correct-record", "dismiss"),
    Stage.REGISTERED: ("end-reception", "confirm-record", "ask-confirmation", "assess"),
    Stage.ASSESSED: ("confirm-record", "assign", "investigated"),
    Stage.ASSIGNED: ("accept", "plan-step", "find-point", "finish-part", "investigated"),
    Stage.RETURNED: ("arbitrate", "assign"),
    Stage.INVESTIGATED: ("confirm-record", "find-point", "decide"),
    Stage.DECIDED: ("draft-answer", "pass-answer", "give-answer"),
    Stage.ANSWERED: ("verdict",),
    Stage.CONFIRMED: ("close",),
    Stage.REOPENED: ("assign", "investigated"),
    Stage.CLOSED: ("archive",),
    Stage.WITHDRAWN: ("archive",),
    Stage.NOT_A_COMPLAINT: ("archive",),
    Stage.MERGED: ("archive",),
}
"""What a case needs next at each stage, the usual way forward; everything else stands under “more”."""


@login_required
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case file. A fixed number of queries, whatever the size of the register."""
    found = visible_case(request, number)
    policy = policy_of(found.policy_id)
    clocks = list(of_case(found))
    found.__dict__["_prefetched_objects_cache"]["clocks"] = clocks  # the acts ask for them
    entries = history(found, newest=NEWEST)
    here = reverse("case", args=[found.number])
    read_about(request.user, here, at=request.now)  # type: ignore[attr-defined,arg-type]
    answers = _answers(found, policy, request.now)  # type: ignore[attr-defined]
    possible = open_acts(found, request.actor)  # type: ignore[attr-defined]
    arbitrated = needs_arbiter(found)
    if arbitrated:
        possible = [code for code in possible if code != "assign"]
    if any(row["held_by"] and request.actor.people().isdisjoint(row["held_by"]) for row in answers):  # type: ignore[attr-defined]
        possible = [code for code in possible if code not in AT_THE_STATION]
    context = {
        "case": found,
        "policy": policy,
        "titles": _titles(found, policy),
        "ring": ring_of(found.stage),
        "clocks": [{"clock": clock, "why": why_lines(clock)} for clock in clocks],
        "next": [{"url": f"{here}{code}/", "page": PAGES[code]} for code in _next(found, possible)],
        "arbiter": policy.title("roles", policy.pack.arbitration.role) if arbitrated else None,
        "groups": _groups(here, [code for code in possible if code in PAGES]),
        "story": lines(entries, policy),
        "more_history": found.entry_count - len(entries),
        "contact": _contact(found, policy), "mail_warning": mail_warning(found.customer),
        "filed": filed(found.archive_key, policy) if found.archive_key else "",
        "record": _record(found, policy),
        "lacking": _lacking(found, policy),
        "axes": _axes(found, policy),
        "related": _related(found),
        "answers": answers,
        "representatives": [{"name": mask_name(one.customer.name), "signs": one.signs} for one in found.representatives.all()],
        "chat": _chat(found, policy),
        "scans": scans_of(found, request.actor),  # type: ignore[attr-defined]
        "calls": found.calls.select_related("agent"),
        "others": come_in(found, request.user, at=request.now),  # type: ignore[attr-defined]
        "heard": heard.of_case(found, policy, request.actor, before_assessment=found.stage == Stage.REGISTERED),  # type: ignore[attr-defined]
        "signature": next((item.signature for item in found.confirmations.all() if item.signature), ""),
    }
    return render(request, "casefile/case.html", context)


def _next(found: Case, possible: list[str]) -> list[str]:
    wanted = list(NEXT.get(found.stage, ()))
    if found.record_confirmed_at and "confirm-record" in wanted:
        wanted.remove("confirm-record")
    has_draft = any(answer.round == found.round and not answer.given_at and not answer.sent_back for answer in found.answers.all())
    if has_draft and "draft-answer" in wanted:
        wanted.remove("draft-answer")
    if found.completed_at is None and not found.ended:
        wanted.insert(0, "correct-record")
    return [code for code in wanted if code in possible and code in PAGES]


def _groups(here: str, codes: list[str]) -> list[dict[str, Any]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code in codes:
        grouped[PAGES[code].group].append({"url": f"{here}{code}/", "page": PAGES[code]})
    return [{"label": label, "acts": grouped[key]} for key, label in GROUPS.items() if grouped[key]]


def _titles(found: Case, policy: Policy) -> dict[str, Any]:
    grade = next((grade for grade in policy.pack.grades if grade.id == found.grade), None)
    return {
        "kind": policy.title("kinds", found.kind), "channel": policy.title("channels", found.channel),
        "category": policy.title("categories", found.category) if found.category else None,
        "grade": grade.title if grade else None, "grade_tone": heard.TONES[grade.tone] if grade else "quiet",
        "response": policy.title("responses", found.response) if found.response else None,
        "tier": policy.title("tiers", found.tier) if found.tier else None,
        "mood": policy.title("moods", found.mood) if found.mood else None,
        "result": policy.title("results", found.result) if found.result else None,
        "case": policy.term("case"),
    }  # fmt: skip


def _contact(found: Case, policy: Policy) -> list[dict[str, str]]:
    labels: dict[str, Any] = {item.id: speak(item.title) for item in policy.pack.fields if item.personal}
    labels |= {"phone": _("Phone"), "email": _("E-mail"), "address": _("Address")}
    rows = [{"label": str(_("Name")), "value": mask_name(found.customer.name)}]
    return rows + [
        {"label": str(labels.get(key, key)), "value": mask(key, str(value))} for key, value in found.customer.contact.items() if value
    ]


def _record(found: Case, policy: Policy) -> list[dict[str, Any]]:
    rows = []
    for item in policy.pack.fields:
        value = found.fields.get(item.id)
        if item.personal or item.fills or value in (None, "", False, 0):
            continue
        if item.type == "choice":
            value = next((option.title for option in item.options if option.id == value), value)
        elif item.type == "bool":
            value = _("yes")
        rows.append({"label": item.title, "value": value})
    return rows


def _lacking(found: Case, policy: Policy) -> list[Mapping[str, str]]:
    if found.completed_at or found.ended:
        return []
    return [policy.title("fields", name) for name in lacking(found, policy)]


def _axes(found: Case, policy: Policy) -> list[dict[str, Any]]:
    return [
        {"label": axis.title, "value": next((option.title for option in axis.options if option.id == found.axes[axis.id]), None)}
        for axis in policy.pack.axes
        if axis.id in found.axes
    ]


def _chat(found: Case, policy: Policy) -> dict[str, Any] | None:
    """The chat in which the case came in, and by which channel words reach the customer there; None for a case of another door."""
    link = ChatLink.objects.select_related("peer__account").filter(thread=found.number).first()
    if link is None:
        return None
    account = link.peer.account
    return {"name": account.name, "channel": speak(policy.title("channels", account.channel)), "reached": chat_of(found) is not None}


def _related(found: Case) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    one = [(_("repeats"), found.repeat_of), (_("part of the batch of"), found.master), (_("merged into"), found.merged_into), (_("split from"), found.split_from)]
    rows += [{"how": how, "case": other} for how, other in one if other]
    many = [(_("repeated by"), found.repeats), (_("batch"), found.batch), (_("took in"), found.absorbed), (_("split off"), found.split_off)]
    rows += [{"how": how, "case": other} for how, others in many for other in others.all()]
    rows += [{"how": link.reason, "case": link.other} for link in found.links_out.all()]
    rows += [{"how": link.reason, "case": link.one} for link in found.links_in.all()]
    return rows


def _answers(found: Case, policy: Policy, now: datetime) -> list[dict[str, Any]]:
    waiting, people = draft_of(found), People(now)
    held_by = people.holding(waiting, found) if waiting else ()
    verdicts = {verdict.round: verdict for verdict in found.verdicts.all() if verdict.reached}
    return [
        {
            "answer": answer, "verdict": verdicts.get(answer.round),
            "held_by": held_by if answer == waiting else (), "waits_for": people.names(held_by) if answer == waiting else (),
            "path": [{"title": recipient_title(policy, step), "done": n < answer.step or answer.given_at, "now": n == answer.step and not answer.given_at} for n, step in enumerate(answer.path)],
        }
        for answer in found.answers.all()
    ]  # fmt: skip


@login_required
@require_GET
def present_now(request: HttpRequest, number: str) -> HttpResponse:
    """Who else has the case open, and whether it changed since this page was made (``?seen=`` its revision)."""
    found = lean_case(request, number)
    others = come_in(found, request.user, at=request.now)  # type: ignore[attr-defined,arg-type]
    seen = request.GET.get("seen", "")
    changed = seen.isdigit() and int(seen) != found.revision
    return render(request, "casefile/case.html#present", {"case": found, "others": others, "changed": changed})


@login_required
@require_GET
def whole_history(request: HttpRequest, number: str) -> HttpResponse:
    """The whole timeline, and whether its chain is unbroken."""
    found = lean_case(request, number)
    context = {"case": found, "story": lines(history(found), policy_of(found.policy_id)), "broken": broken(found)}
    return render(request, "casefile/history.html", context)
