"""What customers are asked, in plain words; errors come back with everything that was typed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redress.accounts.models import Department
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.flows.outside import FILES_AT_ONCE
from redress.policies.policy import Policy
from redress.web.casefile.packforms import LocalDateTime, SeveralFiles, Words, speak, text_area
from redress.web.casefile.recordform import headline
from redress.web.portal.brakes import Braked

LONGEST = 100_000
LODGING = ("customer", "vendor")
"""The kinds of customer that lodge for themselves; asked where the organisation knows both."""


class Files(forms.Field):
    """Photos taken on the spot or chosen, and other files; the telephone offers its camera by itself."""

    def __init__(self, **options: Any) -> None:
        widget = SeveralFiles(attrs={"accept": "image/*,video/*,audio/*,.pdf,.doc,.docx,.xls,.xlsx,.txt", "multiple": True})
        super().__init__(label=gettext_lazy("Photos or files"), required=False, widget=widget, **options)
        self.help_text = gettext_lazy("At most 6 at once, each up to 20 MB.")

    def clean(self, value: list[UploadedFile]) -> list[UploadedFile]:
        if len(value) > FILES_AT_ONCE:
            raise forms.ValidationError(_("At most %(most)s files at once; you can add more afterwards.") % {"most": FILES_AT_ONCE})
        return value


class WithFiles(Braked):
    """A form with files. A browser never sends a file a second time by itself, so ``lost`` names those to be chosen again."""

    files = Files()

    def lost(self) -> list[str]:
        """Names of the files that came with a form that was refused."""
        return [upload.name for upload in self.files.getlist("files")] if self.is_bound and self.errors else []


class Telling(WithFiles):
    """What complaints and reports are both asked."""

    door = "lodge"

    account = Words(label=gettext_lazy("What happened, in your words"), max_length=LONGEST, widget=text_area(6))
    occurred_at = LocalDateTime(label=gettext_lazy("When it happened"), required=False, help_text=gettext_lazy("Leave it empty if you do not remember."))
    place = Words(label=gettext_lazy("Where it happened"), max_length=200, required=False)
    name = Words(label=gettext_lazy("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Words(label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=200, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_occurred_at(self) -> Any:
        moment = self.cleaned_data["occurred_at"]
        if moment and moment > self.at + timedelta(minutes=5):
            raise forms.ValidationError(_("This time lies in the future."))
        return moment

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        if typed and not 5 <= sum(letter.isdigit() for letter in typed) <= 20:
            raise forms.ValidationError(_("Please check the number; something is missing."))
        return typed

    def contact(self) -> dict[str, str]:
        """How to reach whoever wrote."""
        return {key: self.cleaned_data[key] for key in ("phone", "email") if self.cleaned_data[key]}

    def _record(self, **more: Any) -> Record:
        data = self.cleaned_data
        return Record(
            channel="", title=headline(data["account"]), account=data["account"], contact=self.contact(), occurred_at=data["occurred_at"],
            place=data["place"], **more,
        )  # fmt: skip


class Lodge(Telling):
    """A complaint in a few steps. ``place`` may be known from the code that was scanned (``scanned``)."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of matter is it?"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect, required=False)
    wish = Words(label=gettext_lazy("What would you like us to do?"), max_length=20_000, required=False, widget=text_area(2))
    store = forms.ChoiceField(label=gettext_lazy("At which of our places?"), required=False)
    party = forms.ChoiceField(label=gettext_lazy("I write as"), widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read how my data are used."), error_messages={"required": gettext_lazy("Please read it and tick the box.")}
    )

    def __init__(self, *args: Any, policy: Policy, stores: Iterable[Department], scanned: Department | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.scanned, pack, door = policy, scanned, policy.pack, policy.pack.portal
        assert door is not None
        self.stores = {item.code: item for item in [*stores, *([scanned] if scanned else [])]}
        kinds = [kind for code in door.kinds for kind in pack.kinds if kind.id == code]
        offered = [(kind.id, f"{speak(kind.title)} {speak(kind.meaning)}".strip()) for kind in kinds]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].required = False
        self.initial.setdefault("kind", kinds[0].id)
        about = [item for item in pack.categories if not item.kinds or set(item.kinds) & set(door.kinds)]
        self.fields["category"].choices = [*((item.id, speak(item.title)) for item in about), ("", _("I cannot say"))]  # type: ignore[attr-defined]
        self.fields["store"].choices = [("", _("None of them, or I do not know")), *((code, speak(item.title)) for code, item in self.stores.items())]  # type: ignore[attr-defined]
        if not self.stores or scanned:
            del self.fields["store"]
        parties = [(one.id, speak(one.title)) for one in pack.customer_kinds if one.id in LODGING]
        self.fields["party"].choices = parties  # type: ignore[attr-defined]
        self.initial.setdefault("party", parties[0][0] if parties else "customer")
        if len(parties) < 2:
            del self.fields["party"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Leave a phone number or an e-mail address, so that we can answer you."))
        return super().clean()

    def record(self) -> Record:
        """What was typed, as the register takes it."""
        data = self.cleaned_data
        kind = data["kind"] or self.initial["kind"]
        branch = next((item for item in self.policy.pack.categories if item.id == data["category"]), None)
        fits = branch is not None and (not branch.kinds or kind in branch.kinds)
        return self._record(
            kind=kind, name=data["name"], wish=data["wish"], category=data["category"] if fits else "",
            customer_kind=data.get("party") or self.initial["party"], store=self.scanned or self.stores.get(data.get("store", "")),
        )  # fmt: skip


class Report(Telling):
    """A report of wrongdoing; whoever writes may stay unknown."""

    name = Words(label=gettext_lazy("Your name"), max_length=80, required=False, help_text=gettext_lazy("Leave it empty to stay anonymous."))

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy

    def record(self) -> Record:
        """What was typed; without a name it comes from nobody known."""
        name, door = self.cleaned_data["name"], self.policy.pack.portal
        assert door is not None and door.reports is not None
        return self._record(kind=door.reports, name=name or str(_("Anonymous")), customer_kind="customer" if name else "anonymous")


class Follow(Braked):
    """The number and the key of the receipt."""

    door = "follow"
    slow = False

    number = Words(label=gettext_lazy("Number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}))
    key = Words(
        label=gettext_lazy("Key"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("16 letters and digits on your receipt; hyphens and capitals do not matter."),
    )  # fmt: skip


class Say(WithFiles):
    """A message in the thread, with files."""

    door = "say"
    slow = False

    text = Words(label=gettext_lazy("Your message"), max_length=LONGEST, required=False, widget=text_area(4))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case.ended:  # evidence is closed with the case; words are still heard
            del self.fields["files"]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("text", "").strip() and not self.cleaned_data.get("files") and not self.errors:
            self.add_error("text", _("Write something, or choose a file."))
        return super().clean()


class Confirm(Braked):
    """The record is right, or something in it is not. ``shown`` is the record that the page showed."""

    door = "say"
    slow = False

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Is this right?"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", gettext_lazy("Yes, it is right")), ("no", gettext_lazy("No, something must be corrected"))],
    )  # fmt: skip
    correction = Words(label=gettext_lazy("What we should correct"), required=False, max_length=LONGEST, widget=text_area(2))

    def __init__(self, *args: Any, record: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        if not self.is_bound:
            self._put("shown", record)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("agreed") is False and not self.cleaned_data.get("correction", "").strip():
            self.add_error("correction", _("Please say what is not right."))
        if self.data.get("shown") != self.record:
            self._put("shown", self.record)
            self.add_error(None, _("The record was changed while you were reading. Please look at it once more."))
        return super().clean()


class Judge(Braked):
    """Accept or refuse the answer of one round, by a mark of the pack's scale."""

    door = "say"
    slow = False

    round = forms.IntegerField(widget=forms.HiddenInput)
    score = forms.TypedChoiceField(label=gettext_lazy("Are you satisfied with the answer?"), widget=forms.RadioSelect, coerce=int)
    words = Words(label=gettext_lazy("Why, in your words"), required=False, max_length=LONGEST, widget=text_area(3))
    recommend = forms.TypedChoiceField(
        label=gettext_lazy("How likely are you to recommend us to friends?"), widget=forms.RadioSelect, coerce=int, empty_value=None, required=False,
        choices=[(figure, str(figure)) for figure in range(11)], help_text=gettext_lazy("0: not at all, 10: very likely. You may skip this."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.rule = case, policy.pack.satisfaction
        self.fields["score"].choices = [(mark.value, self._say(mark)) for mark in reversed(self.rule.scale)]  # type: ignore[attr-defined]
        if not self.is_bound:
            self._put("round", str(case.round))
        last = case.round >= self.rule.rounds_max
        self.fields["words"].help_text = _("Needed when you are not satisfied.") if last else _("Needed when you are not satisfied; we then begin from it again.")

    def _say(self, mark: Any) -> str:
        if mark.value >= self.rule.satisfied_from:
            return _("%(mark)s: I accept the answer") % {"mark": speak(mark.title)}
        return _("%(mark)s: I do not accept it") % {"mark": speak(mark.title)}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("round") != self.case.round:
            self.add_error(None, _("This answer was judged already."))
        elif data.get("score") is not None and data["score"] < self.rule.satisfied_from and not data.get("words", "").strip():
            self.add_error("words", _("Please say why, so that we can begin from there."))
        return super().clean()
