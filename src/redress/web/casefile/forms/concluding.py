"""Forms from the points to the archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.complaints.facts import facts_of
from redress.complaints.states import Finding
from redress.flows.concluding import answer_path, archive_key, draft_of, keep_until, objections, recipient_title
from redress.web.casefile.actforms import ActForm, Plain, shown
from redress.web.casefile.packforms import Words, choices, filed, mail_warning, speak, text_area

YES_NO = {"widget": forms.RadioSelect, "coerce": lambda value: value == "yes"}


@shown("add-point", _("Take up a point"), "list-details", "work", help=_("One allegation at a time; each gets its own finding."))
class AddPoint(ActForm):
    """One allegation."""

    text = Words(label=_("Point"), widget=text_area(2))


@shown("find-point", _("Give a point its finding"), "checklist", "work")
class FindPoint(ActForm):
    """What was found."""

    point = forms.TypedChoiceField(label=_("Point"), coerce=int)
    finding = forms.ChoiceField(label=_("Finding"), widget=forms.RadioSelect, choices=[(f.value, f.label) for f in Finding if f != Finding.OPEN])
    reason = Words(label=_("Reason"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.offer("point", [(p.pk, f"{n}. {p.text[:60]}") for n, p in enumerate(self.case.points.all(), 1) if p.finding == Finding.OPEN])


@shown("investigated", _("Finish the investigation"), "microscope", "work")
class Investigated(ActForm):
    """What was found out."""

    summary = Words(label=_("What was found out"), max_length=20_000, widget=text_area(5))

    def prepare(self) -> None:
        done = [f"{speak(part.department.title)}：{part.finding}" for part in self.case.parts.all() if part.finding and part.state == "done"]
        self.initial.setdefault("summary", "\n".join(done))


@shown("send-back", _("Ask for more investigation"), "arrow-back-up", "decide")
class SendBack(ActForm):
    """What is missing."""

    reason = Words(label=_("What is missing"), widget=text_area(2))


@shown("decide", _("Decide"), "gavel", "decide")
class Decide(ActForm):
    """Justified or not, the solution, the correction."""

    justified = forms.TypedChoiceField(
        label=_("The complaint is"), choices=[("yes", _("justified, wholly or partly")), ("no", _("not justified"))], **YES_NO
    )
    solution = Words(label=_("What is done for the customer, and by when"), max_length=20_000, widget=text_area(4))
    reasons = Words(label=_("Reasons, where a demand is refused"), required=False, max_length=20_000, widget=text_area(3))
    correction = Words(label=_("Cause, correction and prevention"), required=False, max_length=20_000, widget=text_area(3))

    def prepare(self) -> None:
        needed = self.policy.needs_correction(facts_of(self.case, self.policy, at=self.now))
        self.fields["correction"].help_text = speak(self.policy.pack.correction.hint)
        if needed:
            self.fields["correction"].required = True


@shown("receive-remedy", _("Recipient signs for what was received"), "signature", "decide", partial="casefile/parts/signing.html")
class ReceiveRemedy(ActForm):
    """Name and signature of the recipient."""

    received_by = Words(label=_("Recipient"), max_length=120)
    signature = Words(label=_("Signature"), required=False, max_length=300_000, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.initial.setdefault("received_by", "")


@shown("draft-answer", _("Draft the answer"), "edit", "decide", partial="casefile/parts/path.html")
class DraftAnswer(ActForm):
    """The text that travels along the path."""

    text = Words(label=_("Answer to the customer"), max_length=50_000, widget=text_area(8))

    def prepare(self) -> None:
        self.path = [speak(recipient_title(self.policy, step)) for step in answer_path(self.case, self.policy, at=self.now)]
        earlier = next((answer for answer in self.case.answers.all() if answer.round == self.case.round), None)
        decision = next((made for made in reversed(self.case.decisions.all()) if made.round == self.case.round), None)
        self.sent_back = earlier.sent_back if earlier else ""
        if earlier:
            self.initial.setdefault("text", earlier.text)
        elif decision:
            name = "answer" if decision.justified else "refusal"
            letter = self.policy.pack.wording.letters.get(name) or self.policy.pack.wording.letters.get("answer")  # type: ignore[call-overload]
            said = "\n\n".join(part for part in (decision.solution, decision.reasons) if part)
            self.initial.setdefault("text", _filled(speak(letter), self, said) if letter else said)


def _filled(letter: str, form: ActForm, said: str) -> str:
    case = form.case
    names = {
        "number": case.number, "customer": case.customer.name, "organisation": speak(form.policy.pack.organisation),
        "department": speak(case.department.title), "person": form.actor.name, "due": "", "matter": case.title,
        "kind": speak(form.policy.title("kinds", case.kind)), "answer": said, "reason": said,
    }  # fmt: skip
    return letter.format(**names)


@shown("pass-answer", _("Pass the answer on"), "arrow-right", "decide", partial="casefile/parts/waiting.html")
class PassAnswer(Plain):
    """On to the next station."""

    def prepare(self) -> None:
        self.answer = draft_of(self.case)


@shown("send-answer-back", _("Send the answer back"), "arrow-back-up", "decide", partial="casefile/parts/waiting.html")
class SendAnswerBack(ActForm):
    """What must be changed."""

    reason = Words(label=_("What must be changed"), widget=text_area(2))

    def prepare(self) -> None:
        self.answer = draft_of(self.case)


@shown("give-answer", _("Give the answer to the customer"), "send", "decide", partial="casefile/parts/waiting.html")
class GiveAnswer(ActForm):
    """By which channel."""

    way = forms.ChoiceField(label=_("By way of"))

    def prepare(self) -> None:
        self.answer = draft_of(self.case)
        self.offer("way", choices(self.policy.pack.channels, blank=False))
        self.initial.setdefault("way", self.case.channel)
        self.fields["way"].help_text = mail_warning(self.case.customer)


@shown("print-answer", _("Print the answer as a letter"), "printer", "decide", help=_("Name and address of the customer stand on it, so it is logged."))
class PrintAnswer(Plain):
    """Nothing is asked."""

    takes_seen = False


@shown("verdict", _("Enter the customer's verdict"), "star", "decide", partial="casefile/parts/verdict.html")
class Verdict(ActForm):
    """Reached or not, the mark, the words."""

    way = forms.ChoiceField(label=_("Asked by"))
    reached = forms.TypedChoiceField(
        label=_("The customer was"), initial="yes", choices=[("yes", _("reached")), ("no", _("not reached"))], **YES_NO
    )
    score = forms.TypedChoiceField(label=_("Mark"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)
    words = Words(label=_("In the customer's words"), required=False, widget=text_area(3))

    def prepare(self) -> None:
        rule = self.policy.pack.satisfaction
        self.offer("way", choices(rule.ways, blank=False))
        self.fields["score"].choices = [(mark.value, f"{mark.value} · {speak(mark.title)}") for mark in reversed(rule.scale)]  # type: ignore[attr-defined]
        self.rounds_max = rule.rounds_max
        self.last = self.case.round >= rule.rounds_max
        self.exhausted = speak(rule.exhausted.text) if self.last else ""
        self.outside = [f"{speak(place.title)} {speak(place.contact)}" for place in rule.exhausted.outside] if self.last else []


@shown("reopen", _("Reopen"), "refresh", "end")
class Reopen(ActForm):
    """Why."""

    reason = Words(label=_("Reason"), widget=text_area(2))


@shown("close", _("Close"), "lock", "end", partial="casefile/parts/closing.html")
class Close(ActForm):
    """With which result."""

    result = forms.ChoiceField(label=_("Result"))

    def prepare(self) -> None:
        self.offer("result", choices(self.policy.pack.results))
        wanted = self.data.get("result", "") if self.is_bound else ""
        self.objections = objections(self.case, self.policy, result=wanted, at=self.now)


@shown("archive", _("File in the archive"), "archive", "end", partial="casefile/parts/filing.html")
class Archive(Plain):
    """Filed by month, type and result."""

    def prepare(self) -> None:
        self.key = filed(archive_key(self.case, self.policy), self.policy)
        self.until = keep_until(self.case, self.policy, at=self.now)


@shown("withdraw", _("Withdrawn by the customer"), "circle-x", "end")
class Withdraw(ActForm):
    """Why the customer withdraws."""

    reason = forms.ChoiceField(label=_("Reason"))
    words = Words(label=_("In the customer's words"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.offer("reason", choices(self.policy.pack.withdrawal_reasons))


@shown("dismiss", _("Not a complaint"), "ban", "end")
class Dismiss(ActForm):
    """Why it is none."""

    reason = forms.ChoiceField(label=_("Reason"))
    words = Words(label=_("Explanation, and what was done with it"), widget=text_area(2))

    def prepare(self) -> None:
        self.offer("reason", choices(self.policy.pack.dismissal_reasons))


def kwargs_of(form: ActForm) -> dict[str, Any]:
    """Keyword arguments for the act of a valid form, the seen revision among them where the act compares it."""
    data = form.data_for_act()
    if form.takes_seen and form.cleaned_data.get("seen"):
        data["seen"] = form.cleaned_data["seen"]
    return data
