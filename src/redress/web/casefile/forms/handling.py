"""Forms of routing, parts, plan, evidence and third parties."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.complaints.operations.work import Asked
from redress.complaints.states import PartState
from redress.flows.handling import suggested_route
from redress.web.casefile.actforms import ActForm, shown
from redress.web.casefile.heard import department_for
from redress.web.casefile.packforms import (
    LocalDateTime,
    Words,
    choices,
    department_choices,
    person_choices,
    speak,
    text_area,
)

WAYS = forms.CheckboxSelectMultiple
LEAD = _("lead")


@shown("assign", _("Assign to departments"), "arrow-right", "route", partial="casefile/parts/route.html", button=_("Assign"))
class Assign(ActForm):
    """Lead department, assisting ones, what is asked."""

    lead = forms.ChoiceField(label=_("Lead department"))
    person = forms.ChoiceField(label=_("Person, if already known"), required=False)
    asked = Words(label=_("What is asked"), required=False, widget=text_area(3))
    due_at = LocalDateTime(label=_("To be done by"), required=False)
    assisting = forms.MultipleChoiceField(label=_("Assisting departments"), required=False, widget=WAYS)
    assist_asked = Words(label=_("What the assisting departments are asked"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        self.known, self.people_known = self.departments(), self.people()
        self.offer("lead", department_choices(self.known.values()))
        self.offer("assisting", department_choices(self.known.values(), blank=False))
        self.offer("person", person_choices(self.people_known.values()))
        self.route = suggested_route(self.case, self.policy, at=self.now)
        by_code = {item.code: str(pk) for pk, item in self.known.items()}
        self.initial.setdefault("lead", by_code.get(self.route.lead, ""))
        self.initial.setdefault("assisting", [by_code[code] for code in self.route.assist if code in by_code])
        self.lead_title = speak(self.policy.title("departments", self.route.lead))
        self.because = speak(self.route.ruling.because)
        learned = department_for(self.policy, self.case.title, self.case.account, self.case.wish)
        self.learned = replace(learned, value=by_code[learned.value]) if learned and learned.value in by_code else None

    def data_for_act(self) -> dict[str, Any]:
        data = self.cleaned_data
        wanted = [pk for pk in data["assisting"] if pk != data["lead"]]
        return {
            "lead": self.known[data["lead"]], "asked": data["asked"], "due_at": data["due_at"],
            "person": self.people_known.get(data["person"]),
            "assisting": [Asked(department=self.known[pk], asked=data["assist_asked"], due_at=data["due_at"]) for pk in wanted],
        }  # fmt: skip


@shown("ask-assistance", _("Ask another department to assist"), "users", "route")
class AskAssistance(ActForm):
    """One more assisting department."""

    department = forms.ChoiceField(label=_("Department"))
    asked = Words(label=_("What is asked"), widget=text_area(3))
    due_at = LocalDateTime(label=_("To be done by"), required=False)

    def prepare(self) -> None:
        self.known = self.departments()
        self.offer("department", department_choices(self.known.values()))

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"department": self.known[self.cleaned_data["department"]]}


@shown("arbitrate", _("Decide who takes it"), "gavel", "route", help=_("The departments keep returning this case; your decision settles it."))
class Arbitrate(ActForm):
    """The arbiter's decision."""

    lead = forms.ChoiceField(label=_("Department that takes it"))
    reason = Words(label=_("Reason"), widget=text_area(3))

    def prepare(self) -> None:
        self.known = self.departments()
        self.offer("lead", department_choices(self.known.values()))

    def data_for_act(self) -> dict[str, Any]:
        return {"lead": self.known[self.cleaned_data["lead"]], "reason": self.cleaned_data["reason"]}


class OnPart(ActForm):
    """Base: choose the part it is about; the actor's own department's part first."""

    part = forms.TypedChoiceField(label=_("Part of"), coerce=int)
    states: tuple[PartState, ...] = ()

    def prepare(self) -> None:
        parts = [part for part in self.case.parts.all() if part.state in self.states]
        mine = self.actor.departments_for("case.work") | {self.actor.department}
        parts.sort(key=lambda part: (part.department_id not in mine, not part.lead))
        lead = f" · {LEAD}"
        self.offer("part", [(part.pk, speak(part.department.title) + (lead if part.lead else "")) for part in parts])
        if parts and not self.is_bound:
            self.initial.setdefault("part", parts[0].pk)


@shown("accept", _("Accept"), "user-check", "route", help=_("From now on you are answerable for it."))
class Accept(OnPart):
    """Take a part, oneself or for a colleague."""

    person = forms.ChoiceField(label=_("Person who takes it"), required=False)
    states = (PartState.OFFERED,)

    def prepare(self) -> None:
        super().prepare()
        self.known = self.people()
        self.offer("person", [("", _("myself")), *person_choices(self.known.values(), blank=False)])

    def data_for_act(self) -> dict[str, Any]:
        return {"part": self.cleaned_data["part"], "person": self.known.get(self.cleaned_data["person"])}


@shown("return", _("Return with reason"), "arrow-back-up", "route")
class Return(OnPart):
    """Give a part back."""

    why = forms.ChoiceField(label=_("Reason"))
    words = Words(label=_("What the next department should know"), required=False, widget=text_area(2))
    states = (PartState.OFFERED, PartState.ACCEPTED)

    def prepare(self) -> None:
        super().prepare()
        self.offer("why", choices(self.policy.pack.return_reasons))

    def data_for_act(self) -> dict[str, Any]:
        title = speak(self.policy.title("return_reasons", self.cleaned_data["why"]))
        words = self.cleaned_data["words"]
        return {"part": self.cleaned_data["part"], "reason": f"{title}{'：' if words else ''}{words}"}


@shown("hand-over", _("Hand the case over"), "arrow-right", "route", help=_("The whole case goes over; the customer tells it only once."))
class HandOver(ActForm):
    """To whom and why."""

    person = forms.ChoiceField(label=_("To"))
    reason = Words(label=_("Why, and what the next person must know"), widget=text_area(3))

    def prepare(self) -> None:
        self.known = self.people()
        self.offer("person", person_choices(self.known.values()))

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"person": self.known[self.cleaned_data["person"]]}


@shown("finish-part", _("Report the finding of our part"), "clipboard-check", "work")
class FinishPart(OnPart):
    """What a department found."""

    finding = Words(label=_("What was found and done"), widget=text_area(4))
    states = (PartState.ACCEPTED,)


@shown("plan-step", _("Add a measure to the plan"), "checklist", "work")
class PlanStepForm(ActForm):
    """Measure, person, time node."""

    measure = Words(label=_("Measure"), widget=text_area(2))
    person = forms.ChoiceField(label=_("Responsible"))
    due_at = LocalDateTime(label=_("To be done by"))

    def prepare(self) -> None:
        self.known = self.people()
        self.offer("person", person_choices(self.known.values()))
        self.initial.setdefault("person", str(self.actor.id))
        self.fields["measure"].help_text = speak(self.policy.pack.plan.hint)

    def data_for_act(self) -> dict[str, Any]:
        return super().data_for_act() | {"person": self.known[self.cleaned_data["person"]]}


@shown("settle-step", _("Settle a measure"), "square-check", "work")
class SettleStep(ActForm):
    """Carried out or dropped."""

    step = forms.TypedChoiceField(label=_("Measure"), coerce=int)
    done = forms.TypedChoiceField(
        label=_("It was"), widget=forms.RadioSelect, coerce=lambda value: value == "yes", initial="yes",
        choices=[("yes", _("carried out")), ("no", _("given up"))],
    )  # fmt: skip
    outcome = Words(label=_("Outcome"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        open_steps = [step for step in self.case.plan.all() if step.done_at is None and not step.dropped]
        self.offer("step", [(step.pk, step.measure[:60]) for step in open_steps])


@shown("evidence", _("Add evidence"), "paperclip", "work")
class AddEvidence(ActForm):
    """A file or a thing."""

    takes_seen = False
    upload = forms.FileField(label=_("File"), required=False)
    title = Words(label=_("What it is"), required=False, max_length=200)
    source = Words(label=_("Where it comes from"), required=False, max_length=200)
    holder = Words(label=_("Who holds the original"), required=False, max_length=120)

    def field_of(self, name: str) -> str | None:
        return super().field_of("upload" if name == "file" else name)


@shown("hand-on-evidence", _("Hand on evidence"), "arrow-right", "work")
class HandOnEvidence(ActForm):
    """A change of hands."""

    takes_seen = False
    evidence = forms.TypedChoiceField(label=_("Evidence"), coerce=int)
    to = Words(label=_("To whom"), max_length=120)
    reason = Words(label=_("What for"), required=False, max_length=300)

    def prepare(self) -> None:
        self.offer("evidence", [(item.pk, item.title) for item in self.case.evidence.all()])


@shown("third-party", _("Bring in a third party"), "building-community", "work")
class AskThirdParty(ActForm):
    """Who and what is asked."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = Words(label=_("Name of the third party"), max_length=120)
    asked = Words(label=_("What is asked"), widget=text_area(3))
    due_at = LocalDateTime(label=_("To be done by"), required=False)

    def prepare(self) -> None:
        self.offer("kind", choices(self.policy.pack.third_parties))


@shown("third-party-says", _("Enter a third party's reply"), "building-community", "work")
class ThirdPartySays(ActForm):
    """What it says."""

    third_party = forms.TypedChoiceField(label=_("Third party"), coerce=int)
    said = Words(label=_("What it says"), widget=text_area(4))

    def prepare(self) -> None:
        self.offer("third_party", [(item.pk, item.name) for item in self.case.third_parties.all() if not item.said_at])
