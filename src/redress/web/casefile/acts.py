"""One address an act: its form on GET, the act itself on POST. Every act of the table goes through here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redress.accounts.rules import may
from redress.complaints.drafts import discard_draft, draft_of
from redress.complaints.models import Case, Draft
from redress.complaints.queries import page_case, seen_case
from redress.flows.acts import ACTS
from redress.kernel.errors import DomainError, Invalid, NotAllowed, Stale
from redress.policies.store import policy_of
from redress.web.casefile import forms as declared
from redress.web.casefile.actforms import PAGES, ActForm
from redress.web.casefile.forms.concluding import kwargs_of
from redress.web.casefile.letters import answer_letter
from redress.web.casefile.slips import slip
from redress.web.hx import go, render_part

assert declared.__all__
PAGE = "casefile/act.html"


def visible_case(request: HttpRequest, number: str) -> Case:
    """The case for this reader with all its page shows. Raises Http404 for one that is unknown or not theirs to see."""
    return _found(page_case(number, request.actor))  # type: ignore[attr-defined]


def lean_case(request: HttpRequest, number: str) -> Case:
    """The case alone for this reader. Raises Http404 as ``visible_case`` does."""
    return _found(seen_case(number, request.actor))  # type: ignore[attr-defined]


def _found(case: Case | None) -> Case:
    if case is None:
        raise Http404(_("There is no case of this number that you may see."))
    return case


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for what an act needs, or do it. A refusal comes back with everything that was typed."""
    if code not in ACTS or code not in PAGES:
        raise Http404
    case = visible_case(request, number)
    item, page = ACTS[code], PAGES[code]
    if not may(request.actor, item.right, case):  # type: ignore[attr-defined]
        return _shown(request, case, code, None, refused=str(_refusal()), status=403)
    key = f"{code}:{number}"
    draft = draft_of(request.user, key) if request.method == "GET" else None
    form = _form(request, case, page.form, draft)
    if request.method == "GET":
        if not item.possible(case):
            return _shown(request, case, code, None, refused=str(_("This is not possible as the case stands now.")), status=409)
        return _shown(request, case, code, form, draft=draft)
    if not form.is_valid():
        return _shown(request, case, code, form, status=422)
    try:
        done = item.run(case, by=request.actor, at=request.now, **kwargs_of(form))  # type: ignore[attr-defined]
    except DomainError as no:
        return _refused(request, number, code, form, no)
    discard_draft(request.user, key)
    if code in SHOWN_ONCE:
        return SHOWN_ONCE[code](request, done)
    messages.success(request, _("%(act)s: done.") % {"act": page.label})
    if seen_case(number, request.actor) is None:  # type: ignore[attr-defined]
        return go(request, "home")  # the case went out of the reader's sight, by a hand-over for example
    return go(request, "case", number)


def _refusal() -> object:
    return _("Your roles do not include this act here. Ask your supervisor, or hand the case to someone who may.")


def _form(request: HttpRequest, case: Case, kind: type[ActForm], draft: Draft | None) -> ActForm:
    policy = policy_of(case.policy_id)
    options: dict[str, Any] = {"case": case, "policy": policy, "actor": request.actor, "now": request.now}  # type: ignore[attr-defined]
    if request.method == "POST":
        return kind(request.POST, request.FILES, **options)
    wanted = {name: value for name, value in request.GET.items() if name in kind.base_fields}
    form = kind(initial={**wanted, "seen": case.revision}, **options)
    form.initial |= draft.values() if draft else {}  # after the form has proposed its own values
    return form


def _refused(request: HttpRequest, number: str, code: str, form: ActForm, no: DomainError) -> HttpResponse:
    """The form again, with the refusal in words and, after a stale page, the revision that is true now."""
    if isinstance(no, Invalid) and no.errors:
        for name, sentence in no.errors.items():
            form.add_error(form.field_of(name), str(sentence))
    else:
        form.add_error(None, str(no))
    case = visible_case(request, number)
    if isinstance(no, Stale):
        form.data = form.data.copy()
        form.data["seen"] = str(case.revision)
    status = 409 if isinstance(no, Stale) else 403 if isinstance(no, NotAllowed) else 422
    return _shown(request, case, code, form, status=status, stale=isinstance(no, Stale))


def _shown(request: HttpRequest, case: Case, code: str, form: ActForm | None, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"case": case, "code": code, "page": PAGES[code], "form": form, "policy": policy_of(case.policy_id), **more}
    return render_part(request, PAGE, "act", context, status=status)


def _revealed(request: HttpRequest, case: Case) -> HttpResponse:
    """Contact data in the clear, once; reloading the page hides it again."""
    shown = visible_case(request, case.number)
    context = {"case": shown, "customer": shown.customer, "clear": True, "code": "reveal", "page": PAGES["reveal"]}
    return render_part(request, "casefile/revealed.html", "revealed", context)


SHOWN_ONCE: dict[str, Callable[[HttpRequest, Case], HttpResponse]] = {
    "reveal": _revealed,
    "give-key": lambda request, case: slip(request, case, case.key_given),  # type: ignore[attr-defined]
    "print-answer": answer_letter,
    "ask-confirmation": lambda request, case: slip(request, case, case.key_given, mailed=case.mailed),  # type: ignore[attr-defined]
}
"""Acts whose outcome is shown on the spot and never again, in place of the case's page."""
