"""The arithmetic of one clock, without a database: when it is due, when its rungs come, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redress.kernel.calendars import WorkCalendar
from redress.kernel.clockwork import Due, due, extended, given, marked, shifted, with_pause
from redress.kernel.durations import Span, parse, parse_mark

LATE_AFTER = timedelta(minutes=5)
"""A step taken later than this after its moment is marked late."""

Story = list[dict[str, str]]
Ladder = list[list[object]]


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a clock: its due moment with the reasons, and its rungs as (number, moment) by moment."""

    due: Due
    rungs: tuple[tuple[int, datetime], ...]

    def first_after(self, at: datetime) -> int:
        """The place of the first rung after ``at``; the number of rungs when none is left."""
        return sum(moment <= at for _rung, moment in self.rungs)

    def ladder(self) -> Ladder:
        """The rungs in the form that a clock stores."""
        return [[rung, moment.isoformat()] for rung, moment in self.rungs]


def paused_between(start: datetime, end: datetime) -> dict[str, str]:
    """The line of a story for a pause that is over."""
    return {"kind": "pause", "start": start.isoformat(), "end": end.isoformat()}


def extended_by(span: Span) -> dict[str, str]:
    """The line of a story for an extension that was granted."""
    return {"kind": "extension", "span": str(span)}


def given_for(moment: datetime) -> dict[str, str]:
    """The line of a story for a due moment set from outside."""
    return {"kind": "given", "due": moment.isoformat()}


def course(
    start: datetime, span: Span, marks: Sequence[str], story: Iterable[dict[str, str]], calendar: WorkCalendar
) -> Course:
    """Follow a clock from its start through its story.

    A pause moves the due moment and the rungs still ahead of it; an extension lays the ladder anew
    along the longer time; a moment set from outside takes the place of whatever was counted.
    """
    now = due(start, span, calendar)
    moments = _laid(start, now, marks, span, calendar)
    for line in story:
        if line["kind"] == "pause":
            began, ended = datetime.fromisoformat(line["start"]), datetime.fromisoformat(line["end"])
            now = with_pause(now, began, ended, span, calendar)
            moments = [one if one <= began else shifted(one, began, ended, span, calendar) for one in moments]
        elif line["kind"] == "given":
            now = given(datetime.fromisoformat(line["due"]), start, calendar)
            moments = _laid(start, now, marks, span, calendar)
        else:
            now = extended(now, parse(line["span"]), calendar)
            moments = _laid(start, now, marks, span, calendar)
    return Course(now, tuple(sorted(enumerate(moments), key=lambda pair: (pair[1], pair[0]))))


def moment_of(ladder: Ladder, step: int) -> datetime | None:
    """When the rung at place ``step`` of a stored ladder comes; None after the last."""
    return datetime.fromisoformat(str(ladder[step][1])) if step < len(ladder) else None


def is_late(moment: datetime, at: datetime) -> bool:
    """Whether a step that should have been taken at ``moment`` comes late at ``at``."""
    return at - moment > LATE_AFTER


def _laid(start: datetime, now: Due, marks: Sequence[str], span: Span, calendar: WorkCalendar) -> list[datetime]:
    return [marked(parse_mark(mark), start, now.at, span, calendar) for mark in marks]
