"""What stands of each door: mailboxes, calls, receptions, imports, systems that pass matters on, talks."""

from redress.intake.models.chats import ChatHeard, ChatRefusal, TalkFile
from redress.intake.models.counter import Call, Visit
from redress.intake.models.exports import Export
from redress.intake.models.files import UNDER_WAY, BroughtOn, Import, ImportState, ImportTemplate, SealedJSON
from redress.intake.models.mail import Mailbox, MailIn, Outcome
from redress.intake.models.scans import Reading
from redress.intake.models.sources import MatterReport, PassedMatter, Source, SourceMessage, SourceRefusal
from redress.intake.models.talks import Talk, TalkEnd, TalkLine

__all__ = [
    "UNDER_WAY", "BroughtOn", "Call", "ChatHeard", "ChatRefusal", "Export", "Import", "ImportState", "ImportTemplate", "MailIn", "Mailbox",
    "MatterReport", "Outcome", "PassedMatter", "Reading", "SealedJSON", "Source", "SourceMessage", "SourceRefusal", "Talk", "TalkEnd", "TalkFile",
    "TalkLine", "Visit",
]  # fmt: skip
