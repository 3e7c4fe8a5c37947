"""The web messenger as its visitor sees it: by itself at ``/help/talk/``, or in a frame on a page of another site.

A browser keeps the cookies of a page within a foreign page apart, or refuses them (SameSite, partitioned storage): nothing here reads or
needs one. The talk's secret travels in the body of each request and opens this talk alone; a foreign page cannot know it, so these
requests need no token against forgery either. Without a script the page works with plain forms and a button that looks for news.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redress.complaints.keys import KeyLocked, open_with
from redress.complaints.models import Case
from redress.deadlines.queries import promised
from redress.intake.models import Talk
from redress.intake.talks import visiting
from redress.intake.talks.thread import mark_of
from redress.intake.talks.wording import closed, shown_as
from redress.kernel.errors import DomainError, Invalid
from redress.policies.store import policy_of
from redress.web.middleware import LANGUAGES
from redress.web.portal import telling
from redress.web.portal.brakes import Braked, address_of
from redress.web.portal.start import private, show
from redress.web.portal.talkforms import Begin, Line, Open, Reach

View = Callable[..., HttpResponse]
BUTTON = {"open": gettext_lazy("Talk to us"), "close": gettext_lazy("Close the talk")}


def framed(view: View) -> View:
    """A page that the listed sites may show within theirs, in the language that they ask for; only where the policy has a messenger."""

    @xframe_options_exempt  # frame-ancestors says who may, site by site; X-Frame-Options cannot
    @private
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get("language") or request.GET.get("language", "")
        with translation.override(wanted if wanted in LANGUAGES else get_language()):
            try:
                request.rule = visiting.messenger_of(request.policy)  # type: ignore[attr-defined]
            except visiting.NoMessenger:
                return show(request, "nothing", {}, status=404)
            sites = csp_replace({"frame-ancestors": ["'self'", *settings.ENV.messenger_sites]})
            response = sites(view)(request, *args, **kwargs)
            response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
            return response

    return csrf_exempt(shown)


@require_safe
@cache_control(public=True, max_age=3600)
def script(_request: HttpRequest) -> HttpResponse:
    """The snippet's script: a button and a frame for any page, with its words in all languages."""
    words = {}
    for code in sorted(LANGUAGES):
        with translation.override(code):
            words[code] = {name: str(said) for name, said in BUTTON.items()}
    return HttpResponse(f"{_source()}({json.dumps(words, ensure_ascii=False)});\n", content_type="text/javascript; charset=utf-8")


@cache
def _source() -> str:
    return Path(str(finders.find("redress/messenger.js"))).read_text(encoding="utf-8").rstrip().removesuffix(";")


@framed
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The beginning; with the secret of a talk (POST) that talk; with a first line (POST) a new one."""
    if "token" in request.POST:
        talk = visiting.talk_of(request.POST["token"])
        return _talk(request, talk) if talk else _start(request, gone=True, status=404)
    if request.method != "POST":
        return _start(request)
    form = _made(Begin, request, "begin", address_of(request))
    if form.is_valid():
        data, token = form.cleaned_data, form.once
        try:
            talk = visiting.begin(token, data["text"], name=data["name"], language=get_language() or "", at=request.now)  # type: ignore[attr-defined]
        except DomainError as no:
            form.put(no.errors if isinstance(no, Invalid) else {}, no)
        else:
            form.count()
            return _talk(request, talk, token=token)
    return _start(request, begin=form, status=_status(form))


@framed
@require_POST
def act(request: HttpRequest, act: str) -> HttpResponse:
    """Write, leave a way to be reached, open a case, put the key away, leave. A talk that nobody knows begins anew."""
    talk = visiting.talk_of(request.POST.get("token", ""))
    if act == "open":
        return _open(request, talk)
    if talk is None or act not in _ACTS:
        return _start(request, gone=True, status=404)
    return _ACTS[act](request, talk)


@framed
@require_POST
def news(request: HttpRequest) -> HttpResponse:
    """What was said since ``seen``; 204 while there is nothing new, at the cost of one read."""
    talk = visiting.talk_of(request.POST.get("token", ""))
    if talk is None:
        return HttpResponse(status=204)
    if request.POST.get("seen", "") == mark_of(talk):
        return HttpResponse(status=204)
    return _talk(request, talk, whole=False)


def _say(request: HttpRequest, talk: Talk) -> HttpResponse:
    form = _made(Line, request, "say", str(talk.pk), talk=talk)
    if form.is_valid():
        data = form.cleaned_data
        try:
            visiting.say_to_us(talk, data["text"], once=f"{talk.pk}:{form.once}", files=data.get("files", ()), at=request.now)  # type: ignore[attr-defined]
        except DomainError as no:
            form.put(no.errors if isinstance(no, Invalid) else {}, no)
        else:
            form.count()
            return _talk(request, _again(talk))
    return _talk(request, _again(talk), say=form, status=_status(form))


def _reach(request: HttpRequest, talk: Talk) -> HttpResponse:
    form = _made(Reach, request, "reach", str(talk.pk))
    if form.is_valid():
        try:
            visiting.leave_contact(talk, name=form.cleaned_data["name"], contact=form.contact())
        except DomainError as no:
            form.put({}, no)
        else:
            form.count()
            return _talk(request, _again(talk), reached=True)
    return _talk(request, talk, reach=form, status=_status(form))


def _kept(request: HttpRequest, talk: Talk) -> HttpResponse:
    return _talk(request, visiting.forget_key(talk))


def _leave(request: HttpRequest, talk: Talk) -> HttpResponse:
    visiting.leave(talk, at=request.now)  # type: ignore[attr-defined]
    return _start(request, left=True)


_ACTS: dict[str, Callable[[HttpRequest, Talk], HttpResponse]] = {
    "say": _say,
    "reach": _reach,
    "kept": _kept,
    "leave": _leave,
}


def _open(request: HttpRequest, talk: Talk | None) -> HttpResponse:
    form = _made(Open, request, "open", address_of(request))
    case: Case | None = None
    token = request.POST.get("token", "") or form.once
    if form.is_valid():
        try:
            case = open_with(form.cleaned_data["number"], form.cleaned_data["key"], at=request.now)  # type: ignore[attr-defined]
            if case is not None:
                stamp = {"at": request.now}  # type: ignore[attr-defined]
                talk = visiting.join(talk, case, **stamp) if talk else visiting.begin_in(case, token, language=get_language() or "", **stamp)
        except DomainError as no:
            if isinstance(no, KeyLocked):
                form.count()
            form.put({}, no)
            case = None
        else:
            if case is not None:
                return _talk(request, _again(talk), token=token)  # type: ignore[arg-type]
            form.count()
            form.put({"key": gettext("Number and key do not fit together.")}, "")
    status = _status(form)
    return _talk(request, talk, open=form, status=status) if talk else _start(request, open=form, status=status)


def _made(kind: type[Braked], request: HttpRequest, act: str, who: str, *, sent: bool = True, **more: Any) -> Any:
    given = (request.POST, request.FILES) if sent else (None, None)
    return kind(*given, who=who, at=request.now, auto_id=f"{act}_%s", **more)  # type: ignore[attr-defined]


def _status(form: Braked) -> int:
    return 429 if form.busy else 422


def _again(talk: Talk) -> Talk:
    return Talk.objects.select_related("case", "agent").get(pk=talk.pk)


def _start(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    who = address_of(request)
    forms = {name: given.get(name) or _made(kind, request, name, who, sent=False) for name, kind in (("begin", Begin), ("open", Open))}
    context = {
        "forms": forms,
        "closed": _closed(request),
        "gone": given.get("gone"),
        "left": given.get("left"),
        "rule": request.rule,
    }  # type: ignore[attr-defined]
    return show(request, "talk_start", context, status=status)


def _closed(request: HttpRequest) -> str:
    return closed(request.policy, request.rule, get_language() or "", request.now)  # type: ignore[attr-defined]


def said(talk: Talk, rule: Any, language: str) -> list[telling.Said]:
    """What was said in a talk, as its visitor sees it: the lines, or within a case the thread of the portal."""
    if talk.case is not None:
        return telling.thread(talk.case, policy_of(talk.case.policy_id))
    lines: Iterable[Any] = talk.lines.select_related("author")
    return [telling.Said(line.at, line.author is None, line.text, who=shown_as(line.author, rule, language) if line.author else "") for line in lines]


def _talk(request: HttpRequest, talk: Talk, *, token: str = "", whole: bool = True, status: int = 200, **given: Any) -> HttpResponse:
    rule, language = request.rule, get_language() or ""  # type: ignore[attr-defined]
    thread = said(talk, rule, language)
    count = request.POST.get("count", "")
    fresh = thread if whole or not _same_case(request, talk) else thread[int(count) if count.isdecimal() else 0 :]
    context: dict[str, Any] = {
        "talk": talk, "token": token or request.POST.get("token", ""), "fresh": fresh, "count": len(thread), "seen": mark_of(talk), "rule": rule,
        "replaced": not whole and not _same_case(request, talk), "agent": shown_as(talk.agent, rule, language) if talk.agent else "",
        "promise": promised(talk.case) if talk.case else None,
    }  # fmt: skip
    if whole:
        mine = [one.text for one in thread if one.mine]
        context |= {
            "forms": {
                "say": given.get("say") or _made(Line, request, "say", str(talk.pk), sent=False, talk=talk),
                "reach": given.get("reach") or _made(Reach, request, "reach", str(talk.pk), sent=False, initial={"name": talk.name, **talk.contact}),
                "open": given.get("open") or _made(Open, request, "open", address_of(request), sent=False),
            },
            "closed": "" if talk.agent else _closed(request), "reached": given.get("reached"), "told": "\n".join(mine)[:1500],
        }  # fmt: skip
    if whole:
        return show(request, "talk", context, status=status)
    response = show(request, "talk_news", context)
    if context["replaced"]:
        response["HX-Retarget"], response["HX-Reswap"] = "#talk-log", "innerHTML"
    return response


def _same_case(request: HttpRequest, talk: Talk) -> bool:
    """Whether the reader's page shows the same thread: a talk that was taken into a case is shown anew."""
    return request.POST.get("seen", "").split("-")[1:2] == mark_of(talk).split("-")[1:2]
