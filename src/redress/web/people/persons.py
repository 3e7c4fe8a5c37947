"""The page of a person: data, grants, substitution, the account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redress.accounts import operations as accounts
from redress.accounts.models import Department, Held, Substitution, User
from redress.flows import staffing
from redress.kernel.actor import Scope
from redress.ledger.queries import about
from redress.web.casefile.story import line
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.forms import GrantForm, NewPersonForm, PasswordForm, PersonForm, SubstituteForm
from redress.web.people.words import SCOPES
from redress.web.rights import needs

SHOWN_CASES = 20


@needs("people.manage")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person."""
    wanted = Department.objects.filter(pk=request.GET["department"]).first() if request.GET.get("department", "").isdigit() else None
    form = NewPersonForm(request.POST or None, initial={"department": wanted, "language": request.user.language})
    status = 200
    if request.method == "POST":
        status = done(form, lambda: _enter(request, form))
        if not status:
            messages.success(request, _("%(name)s is entered. Give them a role next.") % {"name": form.cleaned_data["name"]})
            return go(request, "person", User.objects.get(username=form.cleaned_data["username"]).pk)
    return render(request, "people/person_new.html", {"form": form}, status=status)


def _enter(request: HttpRequest, form: NewPersonForm) -> None:
    data = dict(form.cleaned_data)
    password, username = data.pop("password"), data.pop("username")
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    with transaction.atomic():
        user = accounts.add_person(username, **data, **stamp)
        accounts.set_password(user, password, **stamp)


@needs("people.manage")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; POST saves the data."""
    user = get_object_or_404(User.objects.select_related("department"), pk=pk)
    if request.method == "GET":
        return _page(request, user)
    form = PersonForm(request.POST, instance=user)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    status = done(form, lambda: accounts.edit_person(user, **form.cleaned_data, **stamp))
    if status:
        return _page(request, user, status=status, form=form)
    messages.success(request, _("Saved."))
    return go(request, "person", pk)


@needs("people.manage")
@sensitive_post_parameters("password")
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One of the acts of the page; a refusal comes back in its form."""
    user = get_object_or_404(User.objects.select_related("department"), pk=pk)
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    forms_of: dict[str, forms.BaseForm] = {
        "give": GrantForm(request.POST), "password": PasswordForm(request.POST, user=user),
        "substitute": SubstituteForm(request.POST, absent=user),
    }  # fmt: skip
    form = forms_of.get(code, forms.Form(request.POST))
    row = request.POST.get("row", "")

    def run() -> None:
        match code:
            case "give":
                data = form.cleaned_data
                accounts.give_role(user, data["role"], Scope(data["scope"]), department=data["department"], **stamp)
            case "take":
                accounts.take_role(get_object_or_404(Held, pk=row if row.isdigit() else 0, user=user), **stamp)
            case "substitute":
                data = form.cleaned_data
                accounts.substitute(user, data["substitute"], reason=data["reason"], **form.span(), **stamp)  # type: ignore[attr-defined]
            case "end-substitution":
                accounts.end_substitution(get_object_or_404(Substitution, pk=row if row.isdigit() else 0, absent=user), **stamp)
            case "password":
                accounts.set_password(user, form.cleaned_data["password"], **stamp)
            case "unlock":
                accounts.unlock(user, **stamp)
            case "deactivate":
                staffing.deactivate(user, **stamp)
            case "reactivate":
                accounts.reactivate(user, **stamp)
            case _:
                raise Http404

    status = done(form, run)
    if status:
        return _page(request, user, status=status, **{code.replace("-", "_"): form})
    messages.success(request, _("Done."))
    return go(request, "person", pk)


def _page(request: HttpRequest, user: User, *, status: int = 200, **tried: forms.BaseForm) -> HttpResponse:
    at = request.now  # type: ignore[attr-defined]
    user = User.objects.select_related("department").get(pk=user.pk)
    held = user.held.select_related("role", "department").order_by("until", "role__rank")
    cases = staffing.open_cases_of(user)
    context: dict[str, Any] = {
        "person": user,
        "locked": bool(user.locked_until and user.locked_until > at),
        "grants": [{"held": one, "scope": SCOPES[one.scope]} for one in held if one.until is None or one.until > at],
        "past_grants": [{"held": one, "scope": SCOPES[one.scope]} for one in held if one.until and one.until <= at],
        "absences": user.absences.filter(until__gt=at).select_related("substitute").order_by("since"),
        "stands_in": user.substitutes_for.filter(until__gt=at).select_related("absent").order_by("since"),
        "cases": cases.visible_to(request.actor)[:SHOWN_CASES],  # type: ignore[attr-defined]
        "case_count": cases.count(),
        "story": [line(entry) for entry in about("people", user.username, newest=20)],
        "form": PersonForm(instance=user),
        "give": GrantForm(),
        "substitute": SubstituteForm(absent=user),
        "password": PasswordForm(),
        **tried,
    }
    return render(request, "people/person.html", context, status=status)
