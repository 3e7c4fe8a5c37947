"""What the events of a case have in common."""

from typing import Any, ClassVar

Text = dict[str, str]


class CaseEvent:
    """Common to all: no personal data, no clock mark, no labels, unless declared.

    An event may carry ``moment``, the ISO time of what happened where that was earlier than when it was
    written down; its clocks start there. ``labels`` gives the words for coded values in the sentence.
    """

    kind: ClassVar[str]
    sentence: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]
    private: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {}
