"""Acts on clocks: start and stop, pause and resume, more time, calendars by hand, the sweep."""

from redress.deadlines.operations.calendars import cases_to_follow, clear_day, confirm_year, follow_changes, set_day
from redress.deadlines.operations.extending import ask_extension, decide_extension
from redress.deadlines.operations.giving import set_due
from redress.deadlines.operations.pausing import pause, resume
from redress.deadlines.operations.running import on_event, on_events, refresh_owners
from redress.deadlines.operations.sweeping import Swept, sweep

__all__ = [
    "Swept",
    "ask_extension",
    "cases_to_follow",
    "clear_day",
    "confirm_year",
    "decide_extension",
    "follow_changes",
    "on_event",
    "on_events",
    "pause",
    "refresh_owners",
    "resume",
    "set_day",
    "set_due",
    "sweep",
]
