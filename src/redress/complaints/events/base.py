"""What the events of a case have in common."""

from typing import ClassVar

Text = dict[str, str]


class CaseEvent:
    """Common to all: no personal data, no clock mark, no labels, unless declared."""

    private: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {}
