"""Forms of clocks."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from redress.complaints.models import Case, OutsideMatter
from redress.complaints.operations.passing import held_under
from redress.deadlines.models import Clock, Extension
from redress.deadlines.states import ClockState, ExtensionState
from redress.kernel.durations import Span, Unit, parse
from redress.web.casefile.actforms import ActForm, shown
from redress.web.casefile.packforms import ClockTime, DayField, Words, choices, deadline, speak, text_area

UNITS = [
    (Unit.WORKING_DAY, _("working days")), (Unit.DAY, _("days")), (Unit.WORKING_HOUR, _("working hours")), (Unit.HOUR, _("hours")),
    (Unit.WEEK, _("weeks")), (Unit.MONTH, _("months")),
]  # fmt: skip


class OnClock(ActForm):
    """Base: choose the clock it is about."""

    takes_seen = False
    clock = forms.TypedChoiceField(label=_("Clock"), coerce=int)
    states: tuple[ClockState, ...] = (ClockState.RUNNING,)

    def prepare(self) -> None:
        self.offer("clock", [(clock.pk, speak(clock.title)) for clock in self.clocks()])

    def clocks(self) -> list[Clock]:
        """The clocks that may be chosen."""
        return [clock for clock in self.case.clocks.all() if clock.state in self.states]

    def pausable(self) -> set[str]:
        """Rules that the pack lets pause."""
        return {rule.id for rule in self.policy.clock_rules if rule.pausable}


@shown("pause", _("Pause a clock"), "player-pause", "clock")
class Pause(OnClock):
    """For a reason of the pack's list."""

    reason = forms.ChoiceField(label=_("Reason"))
    words = Words(label=_("Particulars"), required=False, max_length=300)

    def prepare(self) -> None:
        super().prepare()
        self.offer("reason", choices(self.policy.pack.pauses))

    def clocks(self) -> list[Clock]:
        """Only those that may be paused."""
        return [clock for clock in super().clocks() if clock.rule in self.pausable()]


@shown("resume", _("Let a clock go on"), "player-play", "clock")
class Resume(OnClock):
    """Which one."""

    states = (ClockState.PAUSED,)


@shown("extend", _("Ask for more time"), "hourglass", "clock")
class Extend(OnClock):
    """How much and why."""

    span = forms.IntegerField(label=_("How much"), min_value=1, max_value=9999)
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS)
    reason = Words(label=_("Reason"), widget=text_area(2))

    def prepare(self) -> None:
        super().prepare()
        most = parse(self.policy.pack.extensions.by)
        self.initial.setdefault("span", most.amount)
        self.initial.setdefault("unit", most.unit)
        self.fields["span"].help_text = _("At most %(most)s.") % {"most": most.words()}

    def data_for_act(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"clock": data["clock"], "span": str(Span(data["span"], Unit(data["unit"]))), "reason": data["reason"]}


@shown("decide-extension", _("Decide a request for more time"), "hourglass", "clock")
class DecideExtension(ActForm):
    """Granted or refused."""

    takes_seen = False
    extension = forms.TypedChoiceField(label=_("Request"), coerce=int)
    grant = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("granted")), ("no", _("refused"))],
    )  # fmt: skip
    words = Words(label=_("Reason, if refused"), required=False, widget=text_area(2))

    def prepare(self) -> None:
        asked: list[Extension] = [
            item for clock in self.case.clocks.all() for item in clock.extensions.all() if item.state == ExtensionState.ASKED
        ]
        self.offer("extension", [(item.pk, f"{speak(item.clock.title)} · {item.more} · {item.reason[:40]}") for item in asked])


@shown("authority-deadline", _("Enter a deadline of an authority"), "building-community", "clock", help=_("From a letter or call of 12315, 12345 or another body. The clock for its answer then runs until that moment; a new deadline under the same number moves it."))
class AuthorityDeadline(ActForm):
    """Who wants an answer, under which number, by when."""

    takes_seen = False
    authority = Words(label=_("Authority"), max_length=100, help_text=_("As it is called on the timeline, for example 12315."))
    number = Words(label=_("Its number of the matter"), max_length=100)
    due_on = DayField(label=_("Answer by"), required=False)
    due_time = ClockTime(label=_("Time of day"), required=False, help_text=_("Left empty, until the end of that day."))

    def prepare(self) -> None:
        known = OutsideMatter.objects.filter(case=self.case).last()
        if known:
            self.initial.setdefault("authority", known.authority)
            self.initial.setdefault("number", known.number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due_time") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the day as well."))
        held = held_under(data.get("authority", ""), data.get("number", ""))
        if held and held.pk != self.case.pk and Case.objects.visible_to(self.actor).filter(pk=held.pk).exists():
            link = format_html('<a href="{}">{}</a>', reverse("case", args=[held.number]), held.number)
            self.add_error("number", format_html(str(_("This number belongs to {case} already; enter the new deadline there.")), case=link))
        return data

    def field_of(self, name: str) -> str | None:
        return super().field_of("due_on" if name == "due_at" else name)

    def data_for_act(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"authority": data["authority"], "number": data["number"], "due_at": deadline(data["due_on"], data["due_time"], self.policy.pack.zone)}
