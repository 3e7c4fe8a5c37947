"""What stands of each door: mailboxes, calls, receptions, imports, talks."""

from redress.intake.models.counter import Call, Visit
from redress.intake.models.files import UNDER_WAY, BroughtOn, Import, ImportState, ImportTemplate, SealedJSON
from redress.intake.models.mail import Mailbox, MailIn, Outcome
from redress.intake.models.talks import Talk, TalkEnd, TalkLine

__all__ = ["UNDER_WAY", "BroughtOn", "Call", "Import", "ImportState", "ImportTemplate", "MailIn", "Mailbox", "Outcome", "SealedJSON", "Talk", "TalkEnd", "TalkLine", "Visit"]
