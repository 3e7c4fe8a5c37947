"""What happens to the data of a party, in the journal ``customers``."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.ledger.events import event


@event
@dataclass(frozen=True)
class CustomerRevealed:
    """Contact data was shown outside a case."""

    kind = "customer.revealed"
    sentence = _("Contact data of %(number)s was shown. Reason: %(reason)s")
    private: ClassVar[tuple[str, ...]] = ()
    number: str
    reason: str


@event
@dataclass(frozen=True)
class CustomerOpened:
    """Contact data was shown in the form that corrects them."""

    kind = "customer.opened"
    sentence = _("Data of %(number)s were opened for correction.")
    private: ClassVar[tuple[str, ...]] = ()
    number: str


@event
@dataclass(frozen=True)
class CustomerCorrected:
    """A party's data was corrected; what it was and is now is personal."""

    kind = "customer.corrected"
    sentence = _("Data of %(number)s were corrected. Reason: %(reason)s")
    private: ClassVar[tuple[str, ...]] = ("before", "after")
    number: str
    reason: str
    before: dict[str, object]
    after: dict[str, object]
