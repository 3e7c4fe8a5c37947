"""Departments: add, rename in three languages, move, head, close."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from redress.accounts import operations as accounts
from redress.accounts.models import Department, DepartmentKind, User
from redress.flows import outside, staffing
from redress.kernel.localised import LANGUAGES
from redress.policies.store import current_policy
from redress.web.formacts import done
from redress.web.hx import go
from redress.web.people.forms import DepartmentChoice, PersonChoice
from redress.web.rights import needs

NAMES = dict(zip(LANGUAGES, ("zh_hans", "zh_hant", "en"), strict=True))


class DepartmentForm(forms.Form):
    """Names, what it is, where it hangs, who heads it. Only the name in the organisation's own language must be there."""

    zh_hans = forms.CharField(label=gettext_lazy("Name in Simplified Chinese"), max_length=60, required=False)
    zh_hant = forms.CharField(label=gettext_lazy("Name in Traditional Chinese"), max_length=60, required=False)
    en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Sort"), choices=DepartmentKind.choices, initial=DepartmentKind.DEPARTMENT)
    parent = DepartmentChoice(label=gettext_lazy("Belongs to"), required=False)
    head = PersonChoice(label=gettext_lazy("Head"), required=False)

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        """``own`` is the organisation's language; a name that is missing in another shows in whatever is there."""
        super().__init__(*args, **kwargs)
        self.fields[NAMES[own]].required = True

    def title(self) -> dict[str, str]:
        """The names given, by language."""
        return {language: self.cleaned_data[name] for language, name in NAMES.items() if self.cleaned_data[name]}


class NewDepartmentForm(DepartmentForm):
    """A new department with its code."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=60,
        help_text=gettext_lazy("Latin letters, digits, hyphens. Policies name the department by it; it stays for good."),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Department.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a department of this code already."))
        return code


@needs("people.manage")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a department."""
    wanted = Department.objects.filter(pk=request.GET["parent"]).first() if request.GET.get("parent", "").isdigit() else None
    form = NewDepartmentForm(request.POST or None, initial={"parent": wanted}, own=_own(request))
    status = 200
    if request.method == "POST":
        status = done(form, lambda: _add(request, form))
        if not status:
            messages.success(request, _("The department is added."))
            return go(request, "people")
    return render(request, "people/department.html", {"form": form}, status=status)


def _own(request: HttpRequest) -> str:
    return current_policy(request.now).pack.language  # type: ignore[attr-defined]


@transaction.atomic
def _add(request: HttpRequest, form: NewDepartmentForm) -> None:
    data = form.cleaned_data
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    made = accounts.add_department(data["code"], form.title(), data["kind"], data["parent"], **stamp)
    if data["head"]:
        accounts.name_head(made, data["head"], **stamp)


@needs("people.manage")
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """A department's page; POST saves it."""
    found = get_object_or_404(Department.objects.select_related("parent", "head"), pk=pk)
    if request.method == "GET":
        return _page(request, found)
    form = DepartmentForm(request.POST, own=_own(request))
    status = done(form, lambda: _save(request, found, form))
    if status:
        return _page(request, found, form, status=status)
    messages.success(request, _("Saved."))
    return go(request, "department", pk)


@transaction.atomic
def _save(request: HttpRequest, found: Department, form: DepartmentForm) -> None:
    data = form.cleaned_data
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    if data["parent"] != found.parent:
        accounts.move_department(found, data["parent"], **stamp)
    accounts.edit_department(found, title=form.title(), kind=data["kind"], **stamp)
    if data["head"] != found.head:
        accounts.name_head(found, data["head"], **stamp)


@needs("people.manage")
@require_POST
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Close a department or open it again; put it before or after the next of its sisters."""
    found = get_object_or_404(Department, pk=pk)
    acts = {
        "close": staffing.close_department, "reopen": accounts.reopen_department,
        "up": partial(accounts.shift_department, up=True), "down": partial(accounts.shift_department, up=False),
    }  # fmt: skip
    if code not in acts:
        raise Http404
    form = forms.Form(request.POST)
    status = done(form, lambda: acts[code](found, by=request.actor, at=request.now))  # type: ignore[attr-defined]
    if status:
        return _page(request, found, refused=form, status=status)
    messages.success(request, _("Done."))
    return go(request, "department", pk)


def _page(
    request: HttpRequest, found: Department, form: forms.Form | None = None, *, refused: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    initial = {
        **{name: found.title.get(language, "") for language, name in NAMES.items()},
        "kind": found.kind, "parent": found.parent_id, "head": found.head_id,
    }  # fmt: skip
    cases, sisters = staffing.open_cases_at(found), list(Department.objects.filter(parent=found.parent_id))
    context = {
        "department": found, "form": form or DepartmentForm(initial=initial, own=_own(request)), "refused": refused,
        "people": User.objects.filter(department=found, is_active=True).order_by("name"),
        "below": found.children.filter(active=True), "sisters": sisters, "last": sisters[-1] == found, "case_count": cases.count(),
        "poster": current_policy(request.now).pack.portal is not None and found == outside.department_of_place(found.code),  # type: ignore[attr-defined]
        "cases": cases.visible_to(request.actor)[:20],  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "people/department.html", context, status=status)
