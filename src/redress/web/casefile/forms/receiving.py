"""Forms of record and assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.complaints.customers import mask_name
from redress.complaints.facts import facts_of
from redress.flows.receiving import lacking_at_assessment, suggestions
from redress.web.casefile.actforms import ActForm, Plain, shown
from redress.web.casefile.heard import category_for
from redress.web.casefile.packforms import (
    PREFIX,
    LocalDateTime,
    Words,
    add_pack_fields,
    category_choices,
    choices,
    field_for,
    pack_values,
    person_choices,
    speak,
    text_area,
)
from redress.web.casefile.scans import scans_of

shown("end-reception", _("Reception ended"), "door-exit", "record", help=_("The customer has left or hung up; the time for the record begins."))(Plain)


@shown("give-key", _("Give the customer a key"), "ticket", "talk", help=_("With number and key the customer follows the case on the portal. It is shown once; an earlier key ends."))
class GiveKey(Plain):
    """Nothing is asked."""

    takes_seen = False


@shown("correct-record", _("Complete or correct the record"), "edit", "record", partial="casefile/parts/scans.html")
class CorrectRecord(ActForm):
    """The record as it stands; what is changed is kept with before and after."""

    title = Words(label=_("Short title"), max_length=200)
    account = Words(label=_("What happened"), max_length=100_000, widget=text_area(6))
    wish = Words(label=_("What the customer wants"), required=False, max_length=20_000, widget=text_area(2))
    category = forms.ChoiceField(label=_("About"), required=False)
    mood = forms.ChoiceField(label=_("Mood"), required=False)
    occurred_at = LocalDateTime(label=_("When it happened"), required=False)
    place = Words(label=_("Where it happened"), required=False, max_length=200)

    def prepare(self) -> None:
        self.scans = list(scans_of(self.case, self.actor).values())
        self.offer("category", category_choices(self.policy, self.case.kind))
        self.offer("mood", choices(self.policy.pack.moods))
        add_pack_fields(self, self.policy, "record")
        for name in ("title", "account", "wish", "category", "mood", "occurred_at", "place"):
            self.initial.setdefault(name, getattr(self.case, name))
        for item in self.policy.pack.fields:
            if item.personal and PREFIX + item.id in self.fields:
                del self.fields[PREFIX + item.id]
            elif PREFIX + item.id in self.fields:
                self.initial.setdefault(PREFIX + item.id, self.case.fields.get(item.id))

    def data_for_act(self) -> dict[str, Any]:
        names = ("title", "account", "wish", "category", "mood", "occurred_at", "place")
        return {
            "changes": {name: self.cleaned_data[name] for name in names},
            "fields": pack_values(self, self.policy, personal=False),
        }


@shown("confirm-record", _("Confirm the record with the customer"), "signature", "record", partial="casefile/parts/readback.html")
class ConfirmRecord(ActForm):
    """The record read back: agreed or disputed, signed or not."""

    way = forms.ChoiceField(label=_("How"))
    agreed = forms.TypedChoiceField(
        label=_("The customer says"), widget=forms.RadioSelect, coerce=lambda value: value == "yes", initial="yes",
        choices=[("yes", _("The record is right")), ("no", _("Something must be corrected"))],
    )  # fmt: skip
    correction = Words(label=_("What must be corrected"), required=False, widget=text_area(2))
    signature = Words(label=_("Signature"), required=False, max_length=300_000, widget=forms.HiddenInput)
    signed_by = Words(label=_("Signed by name"), required=False, max_length=100, help_text=_("Only where the customer cannot draw a signature here."))
    declined_to_sign = forms.BooleanField(label=_("The customer does not wish to sign"), required=False)

    def prepare(self) -> None:
        self.offer("way", choices(self.policy.pack.record.ways, blank=False))


@shown("add-representative", _("Name a representative"), "user-plus", "record", help=_("Somebody who speaks for the group of visitors."))
class AddRepresentative(ActForm):
    """Who speaks for the group."""

    takes_seen = False
    name = Words(label=_("Name"), max_length=100)
    phone = Words(label=_("Phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    signs = forms.BooleanField(label=_("Signs for the group"), required=False)


@shown("name-signer", _("Say who signs for the group"), "signature", "record", help=_("One of the representatives signs; whoever was named before no longer does."))
class NameSigner(ActForm):
    """One of the representatives."""

    takes_seen = False
    representative = forms.TypedChoiceField(label=_("Representative"), coerce=int)

    def prepare(self) -> None:
        self.offer("representative", [(one.pk, mask_name(one.customer.name)) for one in self.case.representatives.all()])


@shown("ask-confirmation", _("Send the record to be confirmed"), "mail", "record", help=_("The customer gets a link to the record and confirms it there, or says what is wrong: by e-mail where an address is known, else you hand the link over. An earlier key ends."))
class AskConfirmation(Plain):
    """Nothing is asked."""

    takes_seen = False


@shown("assess", _("Assess"), "flag", "judge", partial="casefile/parts/suggested.html", button=_("Assess and grade"))
class Assess(ActForm):
    """All axes at once; the rules propose, a person decides."""

    category = forms.ChoiceField(label=_("About"))
    mood = forms.ChoiceField(label=_("Mood"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    response = forms.ChoiceField(label=_("Response level"), required=False)
    tier = forms.ChoiceField(label=_("Level that settles it"), required=False)
    reason = Words(label=_("Reason, if you choose otherwise than suggested"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        pack = self.policy.pack
        self.axes = [axis.id for axis in pack.axes]
        for axis in pack.axes:
            self.fields[f"axis-{axis.id}"] = forms.ChoiceField(
                label=speak(axis.title), choices=choices(axis.options), required=False
            )
        self.own = add_pack_fields(self, self.policy, "assessment")
        self.offer("category", category_choices(self.policy, self.case.kind))
        self.offer("mood", choices(pack.moods))
        self.offer("grade", [("", _("as the rules decide")), *choices(pack.grades, blank=False)])
        self.offer("response", [("", _("as the rules decide")), *choices(pack.responses, blank=False)])
        self.offer("tier", [("", _("as the rules decide")), *choices(pack.tiers, blank=False)])
        self.proposed = category_for(self.policy, self.case.kind, self.case.title, self.case.account, self.case.wish)
        facts = self._facts()
        self.suggested = suggestions(self.policy, facts)
        for item in pack.fields:
            if item.asked == "record" and item.id in lacking_at_assessment(self.policy, facts, self.case.fields):
                self.fields[PREFIX + item.id] = field_for(item)
                self.own.append(PREFIX + item.id)
        self.initial |= {"category": self.case.category, "mood": self.case.mood}
        for axis in pack.axes:
            proposal = self.suggested.axes.get(axis.id)
            self.initial[f"axis-{axis.id}"] = self.case.axes.get(axis.id) or (proposal.value if proposal else "")
            if proposal and proposal.because:
                self.fields[f"axis-{axis.id}"].help_text = _("Suggested: %(value)s. %(why)s") % {
                    "value": speak(next((option.title for option in axis.options if option.id == proposal.value), None)),
                    "why": speak(proposal.because),
                }
        for item in pack.fields:
            if PREFIX + item.id in self.fields and item.id in self.case.fields:
                self.initial[PREFIX + item.id] = self.case.fields[item.id]

    def _facts(self) -> dict[str, Any]:
        """The case as the form judges it now."""
        facts = facts_of(self.case, self.policy, at=self.now)
        if self.is_bound:
            known = self.policy.vocabulary
            for item in self.policy.pack.fields:
                typed: Any = self.data.get(PREFIX + item.id)
                name = item.id.replace("-", "_")
                if name in known and PREFIX + item.id in self.fields:
                    value = self.fields[PREFIX + item.id].to_python(typed) if typed not in (None, "") else None
                    if item.type == "bool":
                        value = typed in ("on", "true", "True", "1")
                    if value is not None and known[name].fits(value):
                        facts[name] = value
            if self.data.get("category"):
                facts["categories"] = [self.data["category"]]
            facts |= {axis.replace("-", "_"): self.data[f"axis-{axis}"] for axis in self.axes if self.data.get(f"axis-{axis}")}
        return facts

    def axis_fields(self) -> list[forms.BoundField]:
        """The axes in the pack's order."""
        return [self[f"axis-{axis}"] for axis in self.axes]

    def own_fields(self) -> list[forms.BoundField]:
        """The pack's own fields asked here."""
        return [self[name] for name in self.own]

    def data_for_act(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "category": data["category"], "mood": data["mood"], "grade": data["grade"], "response": data["response"],
            "tier": data["tier"], "reason": data["reason"],
            "axes": {axis: data[f"axis-{axis}"] for axis in self.axes if data[f"axis-{axis}"]},
            "fields": pack_values(self, self.policy, personal=False),
        }  # fmt: skip


class OnePerson(ActForm):
    """Base: choose a person."""

    person = forms.ChoiceField(label=_("Person"))

    def prepare(self) -> None:
        self.known = self.people()
        self.offer("person", person_choices(self.known.values()))

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"person": self.known[self.cleaned_data["person"]]}


@shown("name-subject", _("Name the person complained about"), "user-off", "record", help=_("This person then no longer sees the case and cannot handle it."))
class NameSubject(OnePerson):
    """Who is kept out."""


@shown("let-in", _("Let somebody in"), "user-shield", "record", help=_("Only the people named see a confidential case."))
class LetIn(OnePerson):
    """Who is named for a confidential case."""


@shown("slip", _("Customer asks again: enquiry slip"), "receipt", "talk", help=_("A slip on this case; no new order is made."))
class MakeSlip(ActForm):
    """What the customer asked again."""

    takes_seen = False
    channel = forms.ChoiceField(label=_("Channel"))
    text = Words(label=_("What the customer asked"), widget=text_area(3))

    def prepare(self) -> None:
        self.offer("channel", choices(self.policy.pack.channels, blank=False))


@shown("answer-slip", _("Answer an enquiry slip"), "receipt", "talk")
class AnswerSlip(ActForm):
    """What the customer was told."""

    takes_seen = False
    slip = forms.TypedChoiceField(label=_("Slip"), coerce=int)
    answer = Words(label=_("What the customer was told"), widget=text_area(3))

    def prepare(self) -> None:
        self.offer("slip", [(slip.pk, f"{slip.number} {slip.text[:40]}") for slip in self.case.slips.all() if not slip.answered_at])


@shown("reveal", _("Show contact data"), "eye", "talk", help=_("Who, what and why is logged in the timeline."))
class Reveal(ActForm):
    """Why contact data is needed."""

    takes_seen = False
    reason = Words(label=_("Reason"), max_length=200)

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"what": str(_("name, phone, e-mail, address"))}
