"""Forms of clocks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.deadlines.models import Clock, Extension
from redress.deadlines.states import ClockState, ExtensionState
from redress.kernel.durations import parse
from redress.web.casefile.actforms import ActForm, shown
from redress.web.casefile.packforms import Words, choices, speak, text_area


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

    span = Words(label=_("How much"), max_length=40)
    reason = Words(label=_("Reason"), widget=text_area(2))

    def prepare(self) -> None:
        super().prepare()
        most = self.policy.pack.extensions.by
        self.initial.setdefault("span", most)
        self.fields["span"].help_text = _("At most %(most)s. Written as: 3 days, 24 h, 2 working days") % {"most": parse(most).words()}


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
        self.offer("extension", [(item.pk, f"{speak(item.clock.title)} · {parse(item.by).words()} · {item.reason[:40]}") for item in asked])
