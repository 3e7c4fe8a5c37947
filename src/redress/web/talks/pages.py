"""Who waits, the talks that I have side by side, and everything that is done with them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from redress.accounts.models import User
from redress.complaints.customers import mask
from redress.complaints.facts import signal_ids
from redress.intake.models import Talk, TalkEnd
from redress.intake.talks import answering
from redress.intake.talks.thread import channel_of, mark_of
from redress.intake.talks.visiting import LONGEST, messenger_of
from redress.intake.talks.waiting import offered, own, waiting
from redress.intake.talks.wording import fill
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import Words, speak, text_area
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.portal.telling import Said, thread
from redress.web.rights import needs
from redress.web.talks.chats import chat_of

RIGHT = "case.register"


class Answer(forms.Form):
    """What is said to the visitor; ``once`` keeps a second tap from saying it twice."""

    text = Words(label=gettext_lazy("Answer"), max_length=LONGEST, required=False, widget=text_area(3))
    once = forms.CharField(widget=forms.HiddenInput)


class Offer(forms.Form):
    """Whom to ask, and what the colleague should know."""

    to = forms.TypedChoiceField(label=gettext_lazy("Colleague"), coerce=int)
    note = Words(label=gettext_lazy("Note for the colleague"), max_length=300, required=False)


class Add(forms.Form):
    """The case to which the talk belongs."""

    case = forms.ChoiceField(label=gettext_lazy("Case of this customer"))


@needs(RIGHT)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The desk."""
    return _desk(request)


def _desk(request: HttpRequest, *, sent: dict[tuple[int, str], forms.Form] | None = None, status: int = 200) -> HttpResponse:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    policy = current_policy(now)
    open_here = policy.pack.portal is not None and policy.pack.portal.messenger is not None
    mine = [_card(request, talk, policy, sent or {}) for talk in own(actor)] if open_here else []
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    questions = Talk.objects.visible_to(actor).filter(ended_as=TalkEnd.QUESTION, ended_at__gte=today).count()
    context = {"rows": _rows(request), "mine": mine, "open_here": open_here, "questions": questions}
    return render(request, "talks/desk.html", context, status=status)


@needs(RIGHT)
@require_GET
def waiting_part(request: HttpRequest) -> HttpResponse:
    """Who waits and what is offered, looked at again every few seconds; 204 while nothing changed."""
    rows = _rows(request)
    if request.GET.get("seen") == rows["seen"]:
        return HttpResponse(status=204)
    return render(request, "talks/parts/waiting.html", {"rows": rows})


def _rows(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    waits, asked = list(waiting(actor).prefetch_related("lines")[:50]), list(offered(actor))
    seen = ".".join([*(str(talk.pk) for talk in waits), "-", *(str(talk.pk) for talk in asked)])
    listed = [{"talk": talk, "name": talk.name or _("Visitor"), "first": next((line.text for line in talk.lines.all()), "")} for talk in waits]
    return {
        "waiting": listed,
        "offered": [{"talk": talk, "name": talk.name or _("Visitor")} for talk in asked],
        "seen": seen,
    }


def _said(talk: Talk, policy: Policy) -> list[Said]:
    """The lines as staff see them: with the colleague's own name; within a case the thread that the customer sees."""
    if talk.case is not None:
        return thread(talk.case, policy)
    return [Said(line.at, line.author is None, line.text, who=line.author.name if line.author else "") for line in talk.lines.select_related("author")]


def _card(request: HttpRequest, talk: Talk, policy: Policy, sent: dict[tuple[int, str], forms.Form]) -> dict[str, Any]:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    lines = _said(talk, policy)
    colleagues = [(user.pk, user.name) for user in answering.colleagues(talk, by=actor, at=now)]
    cases = [] if talk.case else [(case.number, f"{case.number} {case.title}") for case in answering.cases_of(talk, actor)]
    made = {
        "answer": sent.get((talk.pk, "answer")) or Answer(initial={"once": get_random_string(16)}, auto_id=f"answer-{talk.pk}-%s"),
        "offer": sent.get((talk.pk, "offer")) or _with(Offer, talk, "to", colleagues), "add": sent.get((talk.pk, "add")) or _with(Add, talk, "case", cases),
    }  # fmt: skip
    door = policy.pack.portal
    assert door is not None
    heard = " ".join(one.text for one in lines if one.mine)
    guidance = policy.guidance_for(
        {
            "kind": door.kinds[0],
            "channel": channel_of(talk, policy),
            "mood": "",
            "categories": [],
            "signals": signal_ids(policy, heard),
        }
    )
    contact = [mask(key, str(value)) for key, value in talk.contact.items() if value]
    return {
        "talk": talk, "name": talk.name or _("Visitor"), "lines": lines, "count": len(lines), "seen": mark_of(talk), "forms": made, "contact": contact,
        "chat": chat_of(talk, at=now), "files": list(talk.files.all()),
        "colleagues": colleagues, "cases": cases, "replies": [(one.id, speak(one.title)) for one in messenger_of(policy).replies], "guidance": guidance,
    }  # fmt: skip


def _with(kind: type[forms.Form], talk: Talk, field: str, listed: list[Any], data: Any = None) -> forms.Form:
    form = kind(data, auto_id=f"{field}-{talk.pk}-%s")
    form.fields[field].choices = [("", "—"), *listed]  # type: ignore[attr-defined]
    return form


def _found(request: HttpRequest, pk: int) -> Talk:
    """A talk that the reader may see; all others are not found."""
    return get_object_or_404(Talk.objects.visible_to(request.actor).select_related("case__customer", "agent", "peer__account"), pk=pk)  # type: ignore[attr-defined]


@needs(RIGHT)
@require_GET
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines since those shown; 204 while there is nothing new."""
    talk = _found(request, pk)
    seen = request.GET.get("seen", "")
    if seen == mark_of(talk):
        return HttpResponse(status=204)
    lines = _said(talk, current_policy(request.now))  # type: ignore[attr-defined]
    count = request.GET.get("count", "")
    moved = seen.split("-")[1:2] != mark_of(talk).split("-")[1:2]
    fresh = lines if moved else lines[int(count) if count.isdecimal() and len(count) < 9 else 0 :]
    card = {
        "talk": talk, "name": talk.name or _("Visitor"), "lines": fresh, "count": len(lines), "seen": mark_of(talk),
        "chat": chat_of(talk, at=request.now), "files": list(talk.files.all()),  # type: ignore[attr-defined]
    }  # fmt: skip
    response = render(request, "talks/parts/lines.html", {"card": card, "beside": True})
    if moved:
        response["HX-Retarget"], response["HX-Reswap"] = f"#log-{talk.pk}", "innerHTML"
    return response


@needs(RIGHT)
@require_GET
def canned(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer's field with a canned answer filled in, after what stands there already."""
    talk = _found(request, pk)
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    chosen = next((one for one in messenger_of(policy).replies if one.id == request.GET.get("reply")), None)
    typed = request.GET.get("text", "").rstrip()[:LONGEST]
    filled = fill(chosen, talk, policy, User.objects.get(pk=request.user.pk)) if chosen else ""
    form = Answer(initial={"text": "\n".join(part for part in (typed, filled) if part)}, auto_id=f"answer-{talk.pk}-%s")
    return render(request, "talks/parts/text.html", {"form": form, "talk": talk})


@needs(RIGHT)
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Do something with a talk; a refusal shows the desk with everything that was typed."""
    talk = _found(request, pk)
    by: dict[str, Any] = {"by": request.actor}  # type: ignore[attr-defined]
    stamp = by | {"at": request.now}  # type: ignore[attr-defined]
    if code in _FORMS:
        return _sent(request, talk, code, stamp)
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "take": (lambda: answering.take(talk, **by), ""),
        "accept": (lambda: answering.reply(talk, accept=True, **stamp), ""),
        "decline": (
            lambda: answering.reply(talk, accept=False, **stamp),
            _("Declined; your colleague keeps the talk."),
        ),
        "end": (lambda: answering.end(talk, **stamp), _("The talk has ended.")),
    }
    if code not in acts:
        raise Http404
    do, told = acts[code]
    blank = forms.Form({})
    status = done(blank, do)
    if status:
        messages.error(request, " ".join(str(no) for no in blank.non_field_errors()))
    elif told:
        messages.success(request, told)
    return go(request, "talks")


_FORMS: dict[str, Callable[[Talk, dict[str, Any], dict[str, Any]], object]] = {
    "answer": lambda talk, data, stamp: answering.answer(talk, data["text"], once=data["once"], **stamp),
    "offer": lambda talk, data, stamp: answering.offer(talk, to=data["to"], note=data["note"], **stamp),
    "add": lambda talk, data, stamp: answering.add_to_case(talk, data["case"], **stamp),
}
TOLD = {
    "offer": gettext_lazy("Your colleague is asked; until then the talk stays with you."),
    "add": gettext_lazy("Added to the case; the talk has ended."),
}


def _sent(request: HttpRequest, talk: Talk, code: str, stamp: dict[str, Any]) -> HttpResponse:
    if code == "answer":
        form: forms.Form = Answer(request.POST, auto_id=f"answer-{talk.pk}-%s")
    elif code == "offer":
        form = _with(Offer, talk, "to", [(user.pk, user.name) for user in answering.colleagues(talk, **stamp)], request.POST)
    else:
        form = _with(
            Add,
            talk,
            "case",
            [(case.number, case.number) for case in answering.cases_of(talk, stamp["by"])],
            request.POST,
        )
    status = done(form, lambda: _FORMS[code](talk, form.cleaned_data, stamp))
    if status:
        return _desk(request, sent={(talk.pk, code): form}, status=status)
    if code in TOLD:
        messages.success(request, str(TOLD[code]))
    return go(request, "talks")
