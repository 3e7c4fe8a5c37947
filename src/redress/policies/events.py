"""What happens to policies, as the journal tells it."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop

from redress.ledger.events import event


@event
@dataclass(frozen=True)
class PolicyDraftBegun:
    """Somebody began to write a new version."""

    kind: ClassVar[str] = "policy.draft-begun"
    sentence: ClassVar[str] = gettext_noop("began a draft of %(pack)s on the basis of %(based_on)s")
    private: ClassVar[tuple[str, ...]] = ()
    pack: str
    based_on: str


@event
@dataclass(frozen=True)
class PolicyPublished:
    """A version was published; its digest proves what it said."""

    kind: ClassVar[str] = "policy.published"
    sentence: ClassVar[str] = gettext_noop("published %(pack)s version %(number)s, valid from %(valid_from)s: %(note)s")
    private: ClassVar[tuple[str, ...]] = ()
    pack: str
    number: int
    valid_from: str
    digest: str
    note: str


@event
@dataclass(frozen=True)
class PolicyRetired:
    """A version that was published but not yet in force was taken back."""

    kind: ClassVar[str] = "policy.retired"
    sentence: ClassVar[str] = gettext_noop("took back %(pack)s version %(number)s before it came into force")
    private: ClassVar[tuple[str, ...]] = ()
    pack: str
    number: int


@event
@dataclass(frozen=True)
class PolicyDraftDropped:
    """A draft was thrown away."""

    kind: ClassVar[str] = "policy.draft-dropped"
    sentence: ClassVar[str] = gettext_noop("threw away a draft of %(pack)s")
    private: ClassVar[tuple[str, ...]] = ()
    pack: str
