"""The form that a clerk fills while the customer speaks."""

from datetime import datetime
from functools import cache
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, User
from redress.accounts.queries import departments
from redress.complaints.facts import plain_facts
from redress.complaints.models import Customer
from redress.complaints.operations.receipt import Record
from redress.flows.passing import Matter
from redress.intake.letters import Paper
from redress.intake.models import Call, Talk, Visit
from redress.policies.policy import Policy
from redress.web.casefile.packforms import (
    ClockTime,
    DayField,
    LocalDateTime,
    SeveralFiles,
    Words,
    add_pack_fields,
    category_choices,
    choices,
    deadline,
    department_choices,
    pack_values,
    person_choices,
    speak,
    text_area,
)

SCANNED = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
FILLS = {
    "customer-name": "name", "customer-phone": "phone", "customer-email": "email", "customer-address": "address",
    "title": "title", "account": "account", "wish": "wish", "occurred-at": "occurred_at", "place": "place",
}  # fmt: skip
"""Which form field takes what a pack's field fills in the case file."""
AUTHORITY = ("authority", "authority_number", "authority_due_on", "authority_due_time")
PAPER = ("posted_on", "scans", *AUTHORITY)
"""Fields of a letter on paper."""


class Scans(forms.Field):
    """Pages of a letter on paper, scanned or photographed."""

    def __init__(self) -> None:
        widget = SeveralFiles(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff", "multiple": True})
        super().__init__(label=_("Scans of the letter"), required=False, widget=widget, help_text=_("PDF, JPEG, PNG or TIFF; kept as evidence."))

    def clean(self, value: list[UploadedFile]) -> list[UploadedFile]:
        wrong = [scan.name for scan in value if not (scan.name or "").lower().endswith(SCANNED)]
        if wrong:
            raise forms.ValidationError(_("Only PDF, JPEG, PNG and TIFF are scans: %(names)s") % {"names": "、".join(map(str, wrong))})
        return value


class RecordForm(forms.Form):
    """The record of a complaint; labels and extra fields come from the pack."""

    customer = forms.ModelChoiceField(Customer.objects.all(), required=False, widget=forms.HiddenInput)
    phone = Words(label=_("Phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}))
    name = Words(label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = Words(label=_("Address"), required=False, max_length=300)
    email = forms.EmailField(label=_("E-mail"), required=False)
    customer_kind = forms.ChoiceField(label=_("Who complains"), required=False)
    customer_tier = forms.ChoiceField(label=_("Standing"), required=False)
    channel = forms.ChoiceField(label=_("Channel"))
    kind = forms.ChoiceField(label=_("Kind"))
    category = forms.ChoiceField(label=_("About"), required=False)
    mood = forms.ChoiceField(label=_("Mood"), required=False)
    account = Words(label=_("What happened"), required=False, max_length=100_000, widget=text_area(6))
    wish = Words(label=_("What the customer wants"), required=False, max_length=20_000, widget=text_area(2))
    title = Words(
        label=_("Short title"), required=False, max_length=200, help_text=_("Left empty, the first words of the account are taken.")
    )
    occurred_at = LocalDateTime(label=_("When it happened"), required=False)
    place = Words(label=_("Where it happened"), required=False, max_length=200)
    received_at = LocalDateTime(label=_("Received"), required=False, help_text=_("Only for letters and mail that came earlier."))
    store = forms.ChoiceField(label=_("Store or desk"), required=False)
    posted_on = forms.DateField(
        label=_("Posted on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=_("The date on the letter or its postmark.")
    )
    scans = Scans()
    authority = Words(label=_("Passed on by an authority"), required=False, max_length=100, help_text=_("As it is called on the timeline, for example 12315."))
    authority_number = Words(label=_("Its number of the matter"), required=False, max_length=100)
    authority_due_on = DayField(label=_("Answer by"), required=False)
    authority_due_time = ClockTime(label=_("Time of day"), required=False, help_text=_("Left empty, until the end of that day."))
    subject = forms.ChoiceField(label=_("Person complained about"), required=False)
    call_back_at = LocalDateTime(label=_("Call-back promised for"), required=False, help_text=_("Only where you promised the customer a call."))
    talk = forms.ModelChoiceField(Talk.objects.open(), required=False, widget=forms.HiddenInput)
    with_key = forms.BooleanField(label=_("Print a slip with number and key for the customer"), required=False)
    reception_ended = forms.CharField(required=False, widget=forms.HiddenInput)
    call = forms.ModelChoiceField(Call.objects.all(), required=False, widget=forms.HiddenInput)
    visit = forms.ModelChoiceField(Visit.objects.all(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        pack = policy.pack
        offered: dict[str, Any] = {
            "channel": choices(pack.channels, blank=False),
            "kind": choices(pack.kinds, blank=False),
            "category": category_choices(policy),
            "mood": choices(pack.moods),
            "customer_kind": choices(pack.customer_kinds, blank=False),
            "customer_tier": choices(pack.customer_tiers, blank=False),
            "store": cache(lambda: department_choices(_stores())),
            "subject": cache(lambda: person_choices(_people())),
        }
        for name, listed in offered.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]
        for item in pack.fields:
            if item.fills:
                self.fields[FILLS[item.fills]].label = speak(item.title)
                if item.hint:
                    self.fields[FILLS[item.fills]].help_text = speak(item.hint)
        known = self.data if self.is_bound else self.initial
        if policy.door("post") is None or any(known.get(door) for door in ("call", "visit", "talk")):
            for name in PAPER:
                del self.fields[name]
        if pack.portal is None or known.get("talk"):
            del self.fields["with_key"]  # who talks gets number and key in the talk; a second key would end that one
        self.own = add_pack_fields(self, policy, "record")
        self._mark_needed()

    def _mark_needed(self) -> None:
        """Mark what must be filled to register as things stand; whether it is filled is the rules' business, and "later" waives it."""
        known = {name: str((self.data if self.is_bound else self.initial).get(name) or "") for name in ("kind", "channel", "category")}
        kind = str((self.data if self.is_bound else self.initial).get("customer_kind") or self.policy.pack.customer_kinds[0].id)
        chosen = (self.data if self.is_bound else self.initial).get("customer")
        waived = {"title"} | ({"name", "phone"} if chosen else set())  # taken from the account, and from the customer chosen
        facts = plain_facts(self.policy, **known, axes={}, fields={}) | {"customer_kind": kind}
        for name in self.policy.required_fields("registered", facts):
            field = self.field_of(name)
            if field and field not in waived:
                self.fields[field].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A letter of an authority needs both its name and its number."""
        data = super().clean() or {}
        if any(data.get(name) for name in AUTHORITY):
            for name in AUTHORITY[:2]:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is needed, since an authority passed it on."))
        if data.get("authority_due_time") and not data.get("authority_due_on") and "authority_due_on" not in self.errors:
            self.add_error("authority_due_on", _("Give the day as well."))
        return data

    def paper(self) -> Paper | None:
        """The letter that the record was taken from; None where there is none."""
        data = self.cleaned_data
        matter = None
        if data.get("authority"):
            matter = Matter(data["authority"], data["authority_number"], deadline(data["authority_due_on"], data["authority_due_time"], self.policy.pack.zone))
        return Paper(data.get("scans") or [], matter) if matter or data.get("scans") else None

    def own_fields(self) -> list[forms.BoundField]:
        """The pack's own fields, in its order."""
        return [self[name] for name in self.own]

    def record(self) -> Record:
        """What was typed, as the register takes it. A known customer who was chosen need not be typed again."""
        data = self.cleaned_data
        name = data["name"] or (str(_("Anonymous")) if data["customer_kind"] == "anonymous" else "")
        contact = {key: data[key] for key in ("phone", "email", "address") if data[key]}
        contact |= {key: value for key, value in pack_values(self, self.policy, personal=True).items() if value}
        chosen: Customer | None = data["customer"]
        if chosen is not None:
            name, contact = chosen.name, {**chosen.contact, **contact}
        return Record(
            kind=data["kind"], channel=data["channel"], title=data["title"] or headline(data["account"]),
            account=data["account"], name=name, contact=contact, customer_kind=data["customer_kind"] or "customer",
            customer_tier=data["customer_tier"], customer=chosen, wish=data["wish"], occurred_at=data["occurred_at"], posted_on=data.get("posted_on"),
            place=data["place"], category=data["category"], mood=data["mood"],
            store=self.chosen_store(), fields=pack_values(self, self.policy, personal=False),
        )  # fmt: skip

    def subjects(self) -> list[User]:
        """The person complained about, if named."""
        chosen = self.cleaned_data["subject"]
        return [User.objects.get(pk=chosen)] if chosen else []

    def chosen_store(self) -> Department | None:
        """The store or desk chosen."""
        chosen = self.cleaned_data.get("store")
        return Department.objects.get(pk=chosen) if chosen else None

    def ended(self) -> datetime | None:
        """When reception ended, as the page noted it; None for nonsense."""
        try:
            return datetime.fromisoformat(self.cleaned_data["reception_ended"])
        except ValueError:
            return None

    def put_errors(self, errors: dict[str, Any]) -> None:
        """Show refusals at the fields they speak of."""
        for name, sentence in errors.items():
            self.add_error(self.field_of(name), str(sentence))

    def field_of(self, name: str) -> str | None:
        """The form field for a pack's field id or a name of the record; None for the form as a whole."""
        item = next((item for item in self.policy.pack.fields if item.id == name), None)
        if item is None:
            return name if name in self.fields else None
        return FILLS[item.fills] if item.fills else f"f-{name}"


def _stores() -> list[Department]:
    return [item for item in departments().values() if item.kind in ("store", "desk")]


def _people() -> list[User]:
    return list(User.objects.filter(is_active=True).select_related("department").order_by("department__place", "name"))


def headline(account: str, length: int = 40) -> str:
    """The first sentence of an account, cut to ``length`` characters, as a title."""
    first = account.strip().split("\n")[0]
    for stop in "。！？!?；;":
        head = first.split(stop)[0]
        first = head if head.strip() else first
    return first[:length].strip()
