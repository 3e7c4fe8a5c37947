"""What stands of each door: mailboxes, calls, receptions, imports."""

from redress.intake.models.counter import Call, Visit
from redress.intake.models.files import UNDER_WAY, BroughtOn, Import, ImportState, ImportTemplate, SealedJSON
from redress.intake.models.mail import Mailbox, MailIn, Outcome

__all__ = ["UNDER_WAY", "BroughtOn", "Call", "Import", "ImportState", "ImportTemplate", "MailIn", "Mailbox", "Outcome", "SealedJSON", "Visit"]
