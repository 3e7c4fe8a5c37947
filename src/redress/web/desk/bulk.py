"""Acts on many cases at once: each goes through the same act as alone, and each refusal is told with its reason."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from redress.accounts.models import User
from redress.accounts.queries import departments
from redress.complaints.models import Case
from redress.complaints.queries import seen_case
from redress.flows.acts import ACTS
from redress.kernel.actor import Actor
from redress.kernel.errors import DomainError, Invalid
from redress.policies.policy import Policy
from redress.policies.store import current_policy
from redress.web.casefile.packforms import Words, choices, department_choices, person_choices, text_area

MOST = 200
"""Cases in one go; more would keep the browser waiting."""


class BulkForm(forms.Form):
    """What an act asks once for all cases; this one asks nothing."""

    def __init__(self, *args: Any, policy: Policy, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.actor = policy, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices; overridden."""

    def data_for_act(self) -> dict[str, Any]:
        """Keyword arguments of the act."""
        return dict(self.cleaned_data)


class CloseForm(BulkForm):
    """One result for all."""

    result = forms.ChoiceField(label=_("Result"))

    def prepare(self) -> None:
        self.fields["result"].choices = choices(self.policy.pack.results)  # type: ignore[attr-defined]


class AssignForm(BulkForm):
    """One lead department."""

    lead = forms.ChoiceField(label=_("Lead department"))
    asked = Words(label=_("What it is asked"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.known = {str(pk): item for pk, item in departments().items() if item.active}
        self.fields["lead"].choices = department_choices(self.known.values())  # type: ignore[attr-defined]

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"lead": self.known[self.cleaned_data["lead"]]}


class HandOverForm(BulkForm):
    """One person, one reason."""

    person = forms.ChoiceField(label=pgettext_lazy("hand over", "To"))
    reason = Words(label=_("Why, and what the next person must know"), widget=text_area(2))

    def prepare(self) -> None:
        people = User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name")
        self.known = {str(user.pk): user for user in people}
        self.fields["person"].choices = person_choices(self.known.values())  # type: ignore[attr-defined]

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"person": self.known[self.cleaned_data["person"]]}


class NoteForm(BulkForm):
    """The same remark on each."""

    text = Words(label=_("Internal remark"), widget=text_area(3))


class BatchForm(BulkForm):
    """The master of the batch."""

    other = Words(label=_("Number of the master case"), max_length=40)

    def clean_other(self) -> Case:
        found = seen_case(self.cleaned_data["other"].strip(), self.actor)
        if found is None:
            raise forms.ValidationError(_("There is no case of this number that you may see."))
        return found


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act that may be done to many cases."""

    label: Promise
    icon: str
    right: str
    form: type[BulkForm]
    compares: bool = True


BULK: dict[str, Bulk] = {
    "assign": Bulk(_("Assign"), "arrow-right", "case.assign", AssignForm),
    "hand-over": Bulk(_("Hand over"), "user-check", "case.work", HandOverForm),
    "note": Bulk(_("Add a remark"), "message", "case.see", NoteForm, compares=False),
    "join-batch": Bulk(_("Put into a batch"), "stack-2", "case.relate", BatchForm),
    "close": Bulk(_("Close"), "lock", "case.close", CloseForm),
    "archive": Bulk(_("File in the archive"), "archive", "case.archive", BulkForm),
}


@login_required
@require_POST
def page(request: HttpRequest) -> HttpResponse:
    """Ask once and show what it will be done to; after confirmation do it to each and say how each went."""
    code = request.POST.get("do", "")
    if code not in BULK:
        code = ""
    picked = list(dict.fromkeys(request.POST.getlist("pick")))[:MOST]
    actor: Any = request.actor  # type: ignore[attr-defined]
    cases = {case.number: case for case in _cases(picked, actor)}
    confirmed = "confirmed" in request.POST
    form = _form(request, code, confirmed) if code else None
    context = {
        "code": code, "act": BULK.get(code), "form": form, "cases": list(cases.values()), "query": request.POST.get("query", "")[:1000],
        "unknown": [number for number in picked if number not in cases],
    }  # fmt: skip
    if not code or not cases or not form or not confirmed or not form.is_valid():
        status = 422 if not code or not cases or (confirmed and form is not None and form.errors) else 200
        return render(request, "desk/bulk.html", context, status=status)
    results = [_one(request, code, case, form.data_for_act()) for case in cases.values()]
    refused = [result for result in results if result["why"]]
    context |= {"refused": refused, "done": [result for result in results if not result["why"]]}
    return render(request, "desk/bulk_done.html", context)


def _cases(numbers: list[str], actor: Actor) -> list[Case]:
    """Those of ``numbers`` that the actor may see, with what the rules look at."""
    return list(
        Case.objects.visible_to(actor)
        .filter(number__in=[number.replace("\x00", "")[:40] for number in numbers])
        .select_related("department", "customer")
        .prefetch_related("parts", "let_in", "subjects", "answers", "clocks")
        .order_by("number")
    )


def _form(request: HttpRequest, code: str, confirmed: bool) -> BulkForm:
    policy = current_policy(request.now)  # type: ignore[attr-defined]
    return BULK[code].form(request.POST if confirmed else None, policy=policy, actor=request.actor)  # type: ignore[attr-defined]


def _one(request: HttpRequest, code: str, case: Case, data: dict[str, Any]) -> dict[str, Any]:
    """How the act went on one case: ``why`` is empty when it was done, else the refusal in words."""
    item = ACTS[code]
    seen = request.POST.get(f"seen-{case.number}", "")
    if BULK[code].compares and seen.isdigit():
        data = data | {"seen": int(seen)}
    try:
        if not item.possible(case):
            return {"case": case, "why": gettext("This is not possible while the case is “%(stage)s”.") % {"stage": case.get_stage_display()}}
        item.run(case, by=request.actor, at=request.now, **data)  # type: ignore[attr-defined]
    except Invalid as no:
        return {"case": case, "why": " ".join([str(no), *(str(why) for why in no.errors.values())])}
    except DomainError as no:
        return {"case": case, "why": str(no)}
    return {"case": case, "why": ""}


