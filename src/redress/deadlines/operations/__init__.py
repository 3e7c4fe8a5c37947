"""Acts on clocks: start and stop, pause and resume, more time, calendars by hand, the sweep."""

from redress.deadlines.operations.calendars import clear_day, confirm_year, recompute, set_day
from redress.deadlines.operations.extending import ask_extension, decide_extension
from redress.deadlines.operations.pausing import pause, resume
from redress.deadlines.operations.running import on_event, on_events, refresh_owners
from redress.deadlines.operations.sweeping import Swept, sweep

__all__ = [
    "Swept",
    "ask_extension",
    "clear_day",
    "confirm_year",
    "decide_extension",
    "on_event",
    "on_events",
    "pause",
    "recompute",
    "refresh_owners",
    "resume",
    "set_day",
    "sweep",
]
