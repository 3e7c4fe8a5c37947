"""Forms of the desk: filters, saved views, customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.queries import departments
from redress.complaints.states import Stage
from redress.policies.policy import Policy
from redress.web.casefile.packforms import (
    Words,
    category_choices,
    choices,
    department_choices,
    person_choices,
    text_area,
)
from redress.web.desk.selection import DUE, FLAGS, LABELS, RELATED


def _boxes(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class FilterForm(forms.Form):
    """All filters of the queue; sent by GET, so that they stand in the address."""

    text = Words(label=_("Words, number, name or phone"), required=False, max_length=200)
    stage = _boxes(LABELS["stage"])
    kind = _boxes(LABELS["kind"])
    grade = _boxes(LABELS["grade"])
    channel = _boxes(LABELS["channel"])
    category = forms.ChoiceField(label=LABELS["category"], required=False)
    department = forms.ChoiceField(label=LABELS["department"], required=False)
    person = forms.ChoiceField(label=LABELS["person"], required=False)
    due = forms.ChoiceField(label=LABELS["due"], required=False, choices=[("", "—"), *DUE.items()])
    related = forms.ChoiceField(label=LABELS["related"], required=False, choices=[("", "—"), *RELATED.items()])
    signal = forms.ChoiceField(label=LABELS["signal"], required=False)
    mine = forms.BooleanField(label=FLAGS["mine"], required=False, widget=forms.CheckboxInput(attrs={"value": "1"}))
    waiting = forms.BooleanField(label=FLAGS["waiting"], required=False, widget=forms.CheckboxInput(attrs={"value": "1"}))
    again = forms.BooleanField(label=_("second or later round"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"}))

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        self.fields["from"], self.fields["to"] = _day(LABELS["from"]), _day(LABELS["to"])
        people = User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name")
        offered: dict[str, Any] = {
            "stage": Stage.choices, "kind": choices(policy.pack.kinds, blank=False),
            "grade": choices(policy.pack.grades, blank=False), "channel": choices(policy.pack.channels, blank=False),
            "category": category_choices(policy), "signal": choices(policy.pack.signals), "department": department_choices(departments().values()),
            "person": person_choices(people),
        }  # fmt: skip
        for name, listed in offered.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """A name for the selection in view."""

    name = Words(label=_("Name of the view"), max_length=60)
    shared = forms.BooleanField(label=_("Show it to everybody"), required=False)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]


class CustomerForm(forms.Form):
    """Correct the data of a party."""

    name = Words(label=_("Name"), max_length=80)
    phone = Words(label=_("Phone"), required=False, max_length=40)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = Words(label=_("Address"), required=False, max_length=200)
    tier = forms.ChoiceField(label=_("Standing"), required=False)
    preferred_channel = forms.ChoiceField(label=_("Prefers to be reached by"), required=False)
    preferred_time = Words(label=_("Best time to call"), required=False, max_length=100)
    remarks = Words(label=_("What to know when talking"), required=False, max_length=300, widget=text_area(2))
    reason = Words(label=_("Why it is corrected"), max_length=200)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_channel"].choices = choices(policy.pack.channels)  # type: ignore[attr-defined]
        self.fields["tier"].choices = choices(policy.pack.customer_tiers)  # type: ignore[attr-defined]


class RevealForm(forms.Form):
    """Why somebody needs to see contact data."""

    reason = Words(label=_("Why do you need it?"), max_length=200, help_text=_("Who saw it, when and why is logged."))
