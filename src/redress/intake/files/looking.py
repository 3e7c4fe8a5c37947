"""What the columns of a file hold, found out from all of it: the values that must be mapped, and how dates are written.

Nothing undecided is guessed: where a column of dates can be read in two ways, both are offered to a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from redress.intake.files.mapping import split
from redress.intake.files.moments import forms_of, moment
from redress.intake.files.tables import Table

MOST_VALUES = 300
"""A column with more different values than this is no list of codes."""
LONGEST = 200
_EVERY = 1000


class Dates:
    """How the texts of one column can be read as moments."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.ways: Counter[tuple[str, ...]] = Counter()
        self.same: Counter[tuple[str, ...]] = Counter()
        self.samples: dict[tuple[str, ...], str] = {}
        self.unzoned = False

    def add(self, text: str) -> None:
        """Take one text."""
        forms = forms_of(text, now=self.now)
        self.unzoned = self.unzoned or bool(forms) and moment(text, forms[0]).tzinfo is None
        if len(forms) > 1 and len({moment(text, form) for form in forms}) == 1:
            self.same[forms] += 1  # 01/01/2026 is the same day either way: it tells nothing and needs no answer
            return
        self.ways[forms] += 1
        self.samples.setdefault(forms, text[:60])

    def said(self) -> dict[str, Any]:
        """``sure`` forms, those to ``ask`` about with an ``example``, whether year-first dates are ``mixed`` with others, how many are ``unread``."""
        sure = list(dict.fromkeys(forms[0] for forms in self.ways if len(forms) == 1))
        ask: list[str] = []
        example = ""
        for forms in self.ways:
            if len(forms) > 1 and len(set(forms) & set(sure)) != 1:
                ask += [form for form in forms if form not in ask]
                example = example or self.samples[forms]
        sure += [forms[0] for forms in self.same if not {*sure, *ask} & set(forms)]
        mixed = "ymd" in sure and bool({"dmy", "mdy"} & {*sure, *ask})
        return {
            "sure": sure, "ask": ask, "example": example, "mixed": mixed, "unread": self.ways[()], "unreadable": self.samples.get((), ""),
            "unzoned": self.unzoned, "samples": {forms[0]: text for forms, text in self.samples.items() if len(forms) == 1},
            "count": self.ways.total() + self.same.total(),
        }  # fmt: skip


def look(
    table: Table, *, coded: Iterable[str], dated: Iterable[str], separator: dict[str, str], now: datetime, told: Callable[[float], object] = lambda _share: None
) -> dict[str, Any]:  # fmt: skip
    """Read a whole table: number of ``rows``, the ``values`` of the coded columns with how often each comes, the ``dates`` of others.

    ``separator`` says by column what parts several labels of a cell. A coded column with too many values has None. Raises TableError.
    """
    counted: dict[str, Counter[str] | None] = {name: Counter() for name in coded}
    dates = {name: Dates(now) for name in dated}
    rows = 0
    for _line, row in table:
        rows += 1
        for name, held in counted.items():
            if held is not None:
                cell = row.get(name, "").strip()
                held.update(split(cell, separator[name]) if name in separator else [cell])
                if len(held) > MOST_VALUES or any(len(value) > LONGEST for value in held):
                    counted[name] = None
        for name, seen in dates.items():
            if text := row.get(name, "").strip():
                seen.add(text)
        if rows % _EVERY == 0:
            told(table.share)
    return {
        "rows": rows, "values": {name: held.most_common() if held is not None else None for name, held in counted.items()},
        "dates": {name: seen.said() for name, seen in dates.items()},
    }  # fmt: skip
