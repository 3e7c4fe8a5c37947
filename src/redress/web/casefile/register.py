"""Registering a complaint while the customer speaks: form, live look-up, guidance, kept draft."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_q.tasks import async_task

from redress.accounts.rules import require
from redress.complaints.customers import look_up, mask, mask_name
from redress.complaints.drafts import discard_draft, draft_of, save_draft
from redress.complaints.facts import signal_ids
from redress.complaints.models import Case, Customer
from redress.complaints.queries import seen_case
from redress.flows import outside
from redress.flows.receiving import record_facts, register, similar
from redress.intake import letters, visits
from redress.intake.calls.settling import callers, seen_call, write_record
from redress.intake.models import Talk
from redress.intake.talks import answering
from redress.intake.talks.thread import channel_of
from redress.intake.visits import seen_visit
from redress.kernel.errors import DomainError, Invalid
from redress.policies.policy import Policy
from redress.policies.store import current_version, policy_of
from redress.web.casefile import heard
from redress.web.casefile.recordform import RecordForm
from redress.web.casefile.slips import slip
from redress.web.hx import go, whole_number

FORM = "register"
PAGE = "casefile/register.html"
SAID = ("title", "account", "wish")


def _now_policy(request: HttpRequest) -> Policy:
    return policy_of(current_version(request.now).pk)  # type: ignore[attr-defined]


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The form; on POST the complaint is registered and its case file opens."""
    require(request.actor, "case.register")  # type: ignore[attr-defined]
    policy = _now_policy(request)
    if request.method == "POST":
        form = RecordForm(request.POST, request.FILES, policy=policy)
        done = _register(request, form) if form.is_valid() else None
        return done or _shown(request, policy, form, status=422)
    initial = _initial(request, policy)
    draft = draft_of(request.user, _draft_key(initial))
    if draft:
        initial |= draft.values()
    return _shown(request, policy, RecordForm(policy=policy, initial=initial), draft=draft)


def _draft_key(values: Mapping[str, Any]) -> str:
    """What is typed for a call, a reception or a talk is kept apart from what was left unfinished at the desk."""
    return next((f"{FORM}:{door}:{values[door]}" for door in ("call", "visit", "talk") if values.get(door)), FORM)


def _of_talk(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    """What the talk named in the address gives. Raises Http404 for one that is in a case, or not this person's own."""
    if "talk" not in request.GET:
        return {}
    own = Talk.objects.visible_to(request.actor).open().filter(agent=request.actor.id, case=None).select_related("peer__account")  # type: ignore[attr-defined]
    talk = own.filter(pk=whole_number(request.GET["talk"])).first()
    if talk is None or policy.pack.portal is None:
        raise Http404
    said = "\n".join(line.text for line in talk.lines.filter(author=None))
    return {
        "talk": talk.pk, "channel": channel_of(talk, policy), "kind": policy.pack.portal.kinds[0], "account": said, "name": talk.name or "",
        "phone": talk.contact.get("phone", ""), "email": talk.contact.get("email", ""), "received_at": timezone.localtime(talk.began_at),
    }  # fmt: skip


def _initial(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = {"channel": policy.pack.channels[0].id, "kind": policy.pack.kinds[0].id, **_of_call(request, policy), **_of_visit(request, policy), **_of_talk(request, policy)}
    chosen = Customer.objects.filter(number=request.GET.get("customer", "")).first()
    if chosen is not None:
        found["customer"] = chosen.pk
    user: Any = request.user
    if user.department.kind in ("store", "desk"):
        found["store"] = str(user.department_id)
    return found


def _of_call(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    """What the call named in the address gives. Raises Http404 for one that is settled, or not this person's own."""
    if "call" not in request.GET:
        return {}
    call = seen_call(whole_number(request.GET["call"]), request.actor)  # type: ignore[attr-defined]
    channel = policy.door("hotline")
    if call is None or channel is None or call.settled_at or call.agent_id not in request.actor.people():  # type: ignore[attr-defined]
        raise Http404
    known = callers(call, request.actor)  # type: ignore[attr-defined]
    return {
        "call": call.pk, "channel": channel.id, "phone": call.caller or "", "customer": known[0].pk if len(known) == 1 else None,
        "received_at": timezone.localtime(call.started_at), "reception_ended": call.ended_at.isoformat() if call.ended_at else "",
    }  # fmt: skip


def _of_visit(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    """What the reception named in the address gives. Raises Http404 for one that is over, or not this person's own."""
    if "visit" not in request.GET:
        return {}
    visit = seen_visit(whole_number(request.GET["visit"]), request.actor)  # type: ignore[attr-defined]
    channel = policy.door("reception")
    if visit is None or channel is None or visit.ended_at or visit.case_id:
        raise Http404
    return {"visit": visit.pk, "channel": channel.id, "received_at": timezone.localtime(visit.began_at)}


def _register(request: HttpRequest, form: RecordForm) -> HttpResponse | None:
    """The case registered, or None with the refusal on the form."""
    data = form.cleaned_data
    call, visit, talk, paper = data["call"], data["visit"], data["talk"], form.paper()
    late = request.POST.get("finish") == "later"
    still_here = request.POST.get("finish") == "still-here" or (late and (visit is not None or (call is not None and call.ended_at is None)))
    earlier = seen_case(request.POST.get("repeat_of", ""), request.actor)  # type: ignore[attr-defined]
    doors = ((write_record, call), (visits.write_record, visit), (answering.write_record, talk), (letters.write_record, paper))
    do = next((partial(write, origin) for write, origin in doors if origin), register)
    try:
        case = do(
            form.record(), by=request.actor, at=request.now, received_at=data["received_at"], subjects=form.subjects(), repeat_of=earlier,  # type: ignore[attr-defined]
            finish=not late, reception_ended=form.ended() or (None if still_here else request.now), call_back_at=data["call_back_at"],  # type: ignore[attr-defined]
        )  # fmt: skip
    except Invalid as no:
        errors = {"call_back_at" if name == "due_at" else name: sentence for name, sentence in no.errors.items()}
        form.put_errors(errors) if errors else form.add_error(None, str(no))
        return None
    except DomainError as no:
        form.add_error(None, str(no))
        return None
    if paper and paper.scans:
        async_task("redress.jobs.tasks.read_scans")  # not to wait for the timetable
    discard_draft(request.user, _draft_key(request.POST))
    messages.success(request, _("Registered as %(number)s.") % {"number": case.number})
    if data.get("with_key"):
        return slip(request, case, outside.new_key(case, by=request.actor, at=request.now))  # type: ignore[attr-defined]
    return go(request, "visit", visit.pk) if visit else go(request, "talks") if talk else go(request, "case", case.number)


def _shown(request: HttpRequest, policy: Policy, form: RecordForm, *, draft: Any = None, status: int = 200) -> HttpResponse:
    origin = {door: form[door].value() for door in ("call", "visit", "talk")}
    context = {
        "form": form, "policy": policy, "draft": draft, "guidance": _guidance(policy, form), "limit": _limit(policy), "draft_key": _draft_key(origin),
        "call": seen_call(whole_number(str(origin["call"])), request.actor) if origin["call"] else None,  # type: ignore[attr-defined]
        "visit": origin["visit"],
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


def _limit(policy: Policy) -> str:
    """The time that the pack gives for completing the record after reception (E7), as written; empty for none."""
    clocks = [clock for clock in policy.clock_rules if clock.starts == "reception.ended" and "record.completed" in clock.until]
    return clocks[0].within if clocks else ""


def _guidance(policy: Policy, form: RecordForm) -> Any:
    """Help for the situation; where no mood is chosen, for the one that the words suggest."""
    values = {name: form.data.get(name) or form.initial.get(name) or "" for name in ("kind", "channel", "category", "mood", *SAID)}
    said = [values[name] for name in SAID]
    mood = heard.mood_of(policy, *said)
    return policy.guidance_for({
        "kind": values["kind"], "channel": values["channel"], "mood": values["mood"] or (mood.signal.mood if mood else "") or "",
        "categories": [values["category"]] if values["category"] else [], "signals": signal_ids(policy, *said),
    })  # fmt: skip


@login_required
@require_POST
def aside(request: HttpRequest) -> HttpResponse:
    """What helps while typing: signals, suggestions, the customer's history, possible repeats and batches, guidance for the situation."""
    require(request.actor, "case.register")  # type: ignore[attr-defined]
    policy = _now_policy(request)
    form = RecordForm(request.POST, policy=policy)
    form.is_valid()
    data = form.cleaned_data
    asked = (data.get("phone") or "").strip() or (data.get("name") or "").strip()
    chosen: Customer | None = data.get("customer")
    found = [chosen] if chosen else look_up(asked) if len(asked) >= 2 else []
    only = found[0] if len(found) == 1 else None
    near = similar(
        policy, request.actor, at=request.now, customer=only, category=data.get("category") or "", store=form.chosen_store()  # type: ignore[attr-defined]
    )  # fmt: skip
    parties = [_party(request, customer) for customer in found]
    context = {
        "parties": parties, "chosen": chosen, "similar": near, "asked": asked, "guidance": _guidance(policy, form), "policy": policy,
        "slip": policy.pack.repeat.action == "slip", "urgent": _urgent(policy, form),
        "heard": _heard(policy, form),
    }  # fmt: skip
    return render(request, f"{PAGE}#aside", context)


def _heard(policy: Policy, form: RecordForm) -> dict[str, Any] | None:
    """What the words typed so far point to; None before there are any."""
    said = [form.cleaned_data.get(name) or "" for name in SAID]
    if not any(said):
        return None
    mood = None if form.cleaned_data.get("mood") else heard.mood_of(policy, *said)
    category = None if form.cleaned_data.get("category") else heard.category_for(policy, form.cleaned_data.get("kind") or "", *said)
    found = {
        "signals": heard.signals(policy, *said), "category": category, "department": heard.department_for(policy, *said),
        "mood": {"value": mood.signal.mood, "title": policy.title("moods", mood.signal.mood or ""), "words": mood.words} if mood else None,
    }  # fmt: skip
    return found if any(found.values()) else None


def _party(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    cases = Case.objects.visible_to(request.actor).filter(customer=customer).order_by("-received_at")  # type: ignore[attr-defined]
    return {
        "customer": customer, "masked": mask_name(customer.name),
        "phone": mask("phone", str(customer.contact.get("phone", ""))), "cases": list(cases[:5]),
        "earlier": heard.earlier(customer, request.actor, before=request.now),  # type: ignore[attr-defined]
    }  # fmt: skip


def _urgent(policy: Policy, form: RecordForm) -> Any:
    """The grade that the record points to already, when it is a serious one."""
    data = form.cleaned_data
    if not data.get("kind") or not data.get("channel") or not data.get("account"):
        return None
    record = form.record() if {"title", "name", "customer_kind"} <= set(data) else None
    if record is None:
        return None
    ruling = policy.decide_grade(record_facts(policy, record))
    grade = next(grade for grade in policy.pack.grades if grade.id == ruling.value)
    return {"grade": grade, "ruling": ruling} if grade.tone == "serious" else None


@login_required
@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed; an empty set of values throws the draft away."""
    try:
        values = json.loads(request.POST.get("values", "{}"))
    except ValueError:
        return HttpResponse(status=400)
    key = request.POST.get("key", "")[:80]
    if not isinstance(values, dict) or not key:
        return HttpResponse(status=400)
    if not values:
        discard_draft(request.user, key)
        return HttpResponse(status=204)
    clean = {str(name)[:80]: [str(item) for item in listed] for name, listed in values.items() if isinstance(listed, list)}
    saved: datetime = save_draft(request.user, key, clean, at=request.now)  # type: ignore[attr-defined]
    return HttpResponse(timezone.localtime(saved).isoformat(), content_type="text/plain")
