"""The form of each act: what is asked, with which choices, and how it is handed to the act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.queries import departments
from redress.complaints.models import Case
from redress.kernel.actor import Actor
from redress.policies.policy import Policy


class ActForm(forms.Form):
    """Base of all: ``seen`` is the revision that the reader's page showed."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    takes_seen = True

    def __init__(self, *args: Any, case: Case, policy: Policy, actor: Actor, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.policy, self.actor, self.now = case, policy, actor, now
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices; overridden."""

    def data_for_act(self) -> dict[str, Any]:
        """Keyword arguments of the act, from clean data; overridden where names differ."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def field_of(self, name: str) -> str | None:
        """The field that a refusal of the act speaks of; None for the form as a whole."""
        return next((one for one in (name, f"f-{name}") if one in self.fields), None)

    def offer(self, name: str, listed: list[Any]) -> None:
        """Set the choices of a field; a single real choice is chosen beforehand."""
        self.fields[name].choices = listed  # type: ignore[attr-defined]
        real = [value for value, _label in listed if value]
        if len(real) == 1 and not self.is_bound:
            self.initial.setdefault(name, real[0])

    def people(self) -> dict[str, User]:
        """Active people by id as text, without those the case is about."""
        shut_out = self.case.subject_ids()
        found = User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name")
        return {str(user.pk): user for user in found if user.pk not in shut_out}

    def departments(self) -> dict[str, Any]:
        """Active departments by id as text."""
        return {str(pk): item for pk, item in departments().items() if item.active}


@dataclass(frozen=True, slots=True)
class ActPage:
    """How an act is shown: label, icon, group on the page, its form, and a sentence of help."""

    label: Promise
    icon: str
    group: str
    form: type[ActForm] = ActForm
    help: Promise | str = ""
    button: Promise | None = None
    partial: str = ""
    confirm: bool = False
    extra: Callable[[Case], dict[str, Any]] | None = field(default=None)


PAGES: dict[str, ActPage] = {}


def shown(code: str, label: Promise, icon: str, group: str, **rest: Any) -> Callable[[type[ActForm]], type[ActForm]]:
    """Declare the page of an act by decorating its form."""

    def declare(form: type[ActForm]) -> type[ActForm]:
        PAGES[code] = ActPage(label, icon, group, form, **rest)
        return form

    return declare


class Plain(ActForm):
    """An act that asks nothing."""

    def data_for_act(self) -> dict[str, Any]:
        return {}


GROUPS: dict[str, Promise] = {
    "record": _("Record"),
    "judge": _("Assessment"),
    "route": _("Departments"),
    "work": _("Handling"),
    "talk": _("Talk"),
    "decide": _("Decision and answer"),
    "clock": _("Clocks"),
    "relate": _("Related cases"),
    "end": _("End"),
}
"""Groups of acts in the order of the page."""
