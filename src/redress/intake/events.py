"""What is done to the doors, in the journal ``doors``."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.ledger.events import event

STREAM = "doors"


@event
@dataclass(frozen=True)
class MailboxSet:
    """A mailbox was entered or changed; its password is never written down."""

    kind: ClassVar[str] = "mailbox.set"
    sentence: ClassVar[str] = _("set the mailbox %(name)s: %(address)s at %(host)s, folder %(folder)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    address: str
    host: str
    folder: str


@event
@dataclass(frozen=True)
class MailboxOpened:
    """A mailbox is read from now on."""

    kind: ClassVar[str] = "mailbox.opened"
    sentence: ClassVar[str] = _("began to read the mailbox %(name)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str


@event
@dataclass(frozen=True)
class MailboxClosed:
    """A mailbox is no longer read."""

    kind: ClassVar[str] = "mailbox.closed"
    sentence: ClassVar[str] = _("stopped reading the mailbox %(name)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str


@event
@dataclass(frozen=True)
class CallTakenOver:
    """Somebody writes up a call that another one answered, or that was nobody's."""

    kind: ClassVar[str] = "call.taken_over"
    sentence: ClassVar[str] = _("took over the call %(key)s of %(moment)s from %(agent)s")
    private: ClassVar[tuple[str, ...]] = ()
    key: str
    moment: str
    agent: str


@event
@dataclass(frozen=True)
class CallDismissed:
    """A call needs no record."""

    kind: ClassVar[str] = "call.dismissed"
    sentence: ClassVar[str] = _("said that the call %(key)s of %(moment)s needs no record: %(reason)s")
    private: ClassVar[tuple[str, ...]] = ("reason",)
    key: str
    moment: str
    reason: str


@event
@dataclass(frozen=True)
class RecordingOpened:
    """The recording of a call that has no case yet was opened; of a call with a case its timeline says so."""

    kind: ClassVar[str] = "call.recording_opened"
    sentence: ClassVar[str] = _("opened the recording of the call %(key)s of %(moment)s")
    private: ClassVar[tuple[str, ...]] = ()
    key: str
    moment: str


@event
@dataclass(frozen=True)
class VisitEnded:
    """A reception ended without a record."""

    kind: ClassVar[str] = "visit.ended"
    sentence: ClassVar[str] = _("ended the reception of %(moment)s without a record: %(reason)s")
    private: ClassVar[tuple[str, ...]] = ("reason",)
    moment: str
    reason: str


@event
@dataclass(frozen=True)
class FileRefused:
    """A file was not taken for an import."""

    kind: ClassVar[str] = "import.refused"
    sentence: ClassVar[str] = _("did not take the file %(name)s: %(reason)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    reason: str


@event
@dataclass(frozen=True)
class ImportRun:
    """A file was brought in, from beginning to end."""

    kind: ClassVar[str] = "import.done"
    sentence: ClassVar[str] = _("import %(number)s brought in %(name)s: %(taken)s new cases, %(brought_on)s brought on, %(known)s there already, %(refused)s refused")
    private: ClassVar[tuple[str, ...]] = ()
    number: int
    name: str
    sha256: str
    taken: int
    brought_on: int
    known: int
    refused: int


@event
@dataclass(frozen=True)
class ImportUndone:
    """An import was undone. ``digest`` is over the numbers and last hashes of the cases taken out, the newest first."""

    kind: ClassVar[str] = "import.undone"
    sentence: ClassVar[str] = _("undid import %(number)s of %(name)s: %(cases)s cases taken out (%(first)s to %(last)s)")
    private: ClassVar[tuple[str, ...]] = ()
    number: int
    name: str
    cases: int
    first: str
    last: str
    digest: str


@event
@dataclass(frozen=True)
class SourceSet:
    """A system that passes matters on was entered or changed; its secret is never written down."""

    kind: ClassVar[str] = "source.set"
    sentence: ClassVar[str] = _("set the outside source %(name)s at %(address)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    address: str


@event
@dataclass(frozen=True)
class SourceRekeyed:
    """A source got a new secret; the one before no longer opens anything."""

    kind: ClassVar[str] = "source.rekeyed"
    sentence: ClassVar[str] = _("made a new signing secret for the outside source %(name)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str


@event
@dataclass(frozen=True)
class SourceReturns:
    """What becomes of its matters is told to a source at an address, or no longer."""

    kind: ClassVar[str] = "source.returns"
    sentence: ClassVar[str] = _("set where the outside source %(name)s is told what became of its matters: %(address)s")
    private: ClassVar[tuple[str, ...]] = ()
    name: str
    address: str


@event
@dataclass(frozen=True)
class SourceSwitched:
    """A source is listened to from now on, or no longer."""

    kind: ClassVar[str] = "source.switched"
    sentence: ClassVar[str] = _("switched the outside source %(name)s: %(active)s")
    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {"active": {True: _("on"), False: _("off")}}
    name: str
    active: bool


@event
@dataclass(frozen=True)
class ExportAsked:
    """Somebody asked for the cases they may see as a file."""

    kind: ClassVar[str] = "export.asked"
    sentence: ClassVar[str] = _("asked for export %(number)s of all cases they may see")
    private: ClassVar[tuple[str, ...]] = ()
    number: int



@event
@dataclass(frozen=True)
class ExportMade:
    """The file of an export is there."""

    kind: ClassVar[str] = "export.made"
    sentence: ClassVar[str] = _("export %(number)s was made: %(cases)s cases, %(files)s files, SHA-256 %(sha256)s")
    private: ClassVar[tuple[str, ...]] = ()
    number: int
    cases: int
    files: int
    sha256: str



@event
@dataclass(frozen=True)
class ExportFailed:
    """The file of an export could not be made."""

    kind: ClassVar[str] = "export.failed"
    sentence: ClassVar[str] = _("export %(number)s was not made: %(trouble)s")
    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, object]] = {"trouble": {
        "disk": _("it could not be written"), "lost": _("the work stopped half-way"), "rights": _("the right was gone"), "fault": _("an error"),
    }}  # fmt: skip
    number: int
    trouble: str



@event
@dataclass(frozen=True)
class ExportFetched:
    """Somebody fetched the file."""

    kind: ClassVar[str] = "export.fetched"
    sentence: ClassVar[str] = _("fetched the file of export %(number)s")
    private: ClassVar[tuple[str, ...]] = ()
    number: int


@event
@dataclass(frozen=True)
class TalksForgotten:
    """Talks that became no case were deleted after their time."""

    kind: ClassVar[str] = "talks.forgotten"
    sentence: ClassVar[str] = _("deleted %(count)s talks without a case, %(days)s days after their end")
    private: ClassVar[tuple[str, ...]] = ()
    count: int
    days: int
