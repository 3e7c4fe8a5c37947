"""What may become of a clock and of a request for more time."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ClockState(models.TextChoices):
    """How a clock stands. A void clock is neither kept nor missed: the promise no longer applied."""

    RUNNING = "running", pgettext_lazy("clock", "Running")
    PAUSED = "paused", pgettext_lazy("clock", "Paused")
    STOPPED = "stopped", pgettext_lazy("clock", "Stopped")
    VOID = "void", pgettext_lazy("clock", "Void")


ACTIVE = (ClockState.RUNNING, ClockState.PAUSED)
"""States of a promise that still has to be kept."""

MOVES: dict[ClockState, frozenset[ClockState]] = {
    ClockState.RUNNING: frozenset({ClockState.PAUSED, ClockState.STOPPED, ClockState.VOID}),
    ClockState.PAUSED: frozenset({ClockState.RUNNING, ClockState.STOPPED, ClockState.VOID}),
    ClockState.STOPPED: frozenset(),
    ClockState.VOID: frozenset(),
}
"""The one table of legal moves."""


class ExtensionState(models.TextChoices):
    """How a request for more time stands; it lapses when the clock stops first."""

    ASKED = "asked", pgettext_lazy("extension", "Asked")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")
    LAPSED = "lapsed", pgettext_lazy("extension", "Lapsed")
