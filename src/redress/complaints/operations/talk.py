"""What is said: messages of the customer's thread, internal notes, promised call-backs, evidence."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints import events, search
from redress.complaints.models import CallBack, Case, Custody, Evidence, Message, Note
from redress.complaints.operations.writing import hold, require_open, write
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid

ALLOWED = {
    "jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt",
    "csv", "eml", "mp3", "wav", "m4a", "amr", "ogg", "mp4", "mov", "avi", "mkv", "zip",
}  # fmt: skip
"""Endings of files that are taken as evidence."""
_SAME = {"jpeg": "jpg", "tiff": "tif", "docx": "zip", "xlsx": "zip", "pptx": "zip", "m4a": "mp4", "mov": "mp4", "heic": "mp4", "doc": "ole", "xls": "ole", "ppt": "ole"}
_HEADED = {"jpg", "png", "gif", "webp", "pdf", "zip", "mp3", "wav", "mp4", "bmp", "tif"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of a talk: what, by whom (``author`` is the id of one of staff, ``name`` for the reader), and when; ``written`` is ``at`` in words."""

    inward: bool
    text: str
    author: int | None
    name: str
    at: datetime
    written: str


def _words(text: str, name: str) -> None:
    if not text.strip():
        raise Invalid("empty", _("Nothing was saved."), {name: _("Write something first.")})


@transaction.atomic
def note(case: Case, *, text: str, by: Actor, at: datetime) -> Case:
    """Add an internal remark, at any stage before the archive; never shown to the customer."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("An archived case cannot be written on; register a new one and link it."))
    _words(text, "text")
    Note.objects.create(case=case, text=text, author_id=by.id, at=at)
    return write(case, events.Noted(text=text), by=by, at=at)


@transaction.atomic
def message(case: Case, *, text: str, channel: str, channel_title: dict[str, str], inward: bool, by: Actor, at: datetime) -> Case:
    """Write a line of the customer's thread, said to or heard from the customer."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("An archived case cannot be written on; register a new one and link it."))
    _words(text, "text")
    Message.objects.create(case=case, text=text, channel=channel, inward=inward, author_id=by.id, at=at)
    kind = events.Heard if inward else events.Told
    write(case, kind(channel=channel_title, text=text), by=by, at=at)
    search.index([case])
    return case


@transaction.atomic
def promise_call_back(case: Case, *, due_at: datetime, due_words: str, about: str, by: Actor, at: datetime) -> Case:
    """Promise the customer a call (E6). Raises Invalid for a time that has passed."""
    case = hold(case)
    require_open(case)
    _words(about, "about")
    if due_at <= at:
        raise Invalid("past", _("Not promised."), {"due_at": _("Choose a time in the future.")})
    CallBack.objects.create(case=case, promised_for=due_at, about=about, by_id=by.id, promised_at=at)
    return write(case, events.CallBackPromised(due=due_words, about=about), by=by, at=at)


@transaction.atomic
def need_call(case: Case, *, due_at: datetime, due_words: str, about: str, by: Actor, at: datetime) -> Case:
    """Something the customer must be told by telephone; whoever is answerable makes the call."""
    case = hold(case)
    CallBack.objects.create(case=case, promised_for=due_at, about=about[:300], promised_at=at)
    return write(case, events.CallNeeded(due=due_words, about=about), by=by, at=at)


@transaction.atomic
def make_call_back(case: Case, *, call_back: int, outcome: str, by: Actor, at: datetime) -> Case:
    """The promised call was made; what was said is kept."""
    case = hold(case)
    _words(outcome, "outcome")
    if not CallBack.objects.filter(pk=call_back, case=case, made_at=None).update(made_at=at, outcome=outcome):
        raise IllegalMove("call-back", _("This call-back was already made."))
    return write(case, events.CallBackMade(outcome=outcome), by=by, at=at)


def check_file(upload: UploadedFile, limit_mb: int) -> str:
    """The MIME type of an acceptable file. Raises Invalid naming the file and what is wrong with it."""
    name = upload.name or ""
    if (upload.size or 0) > limit_mb * 1024 * 1024:
        raise _bad(_("“%(name)s” is larger than %(limit)s MiB; make it smaller or hand it in on paper."), name=name, limit=limit_mb)
    if not upload.size:
        raise _bad(_("“%(name)s” is empty."), name=name)
    ending = name.rpartition(".")[2].lower()
    if ending not in ALLOWED:
        raise _bad(_("“%(name)s” is of a type that is not taken. Taken are pictures, PDF, Office files, text, sound, video and ZIP."), name=name)
    head = upload.read(8192)
    upload.seek(0)
    guess = filetype.guess(head)
    found = guess.extension if guess else None
    wanted = _SAME.get(ending, ending)
    if (found is None and wanted in _HEADED) or (found is not None and wanted in _HEADED and _SAME.get(found, found) != wanted) or found in {"exe", "elf", "swf"}:
        raise _bad(_("The content of “%(name)s” does not fit its ending; it was not taken."), name=name)
    return guess.mime if guess else "text/plain" if ending in {"txt", "csv", "eml"} else "application/octet-stream"


def _bad(sentence: object, **values: object) -> Invalid:
    return Invalid("file", sentence % values, {"file": sentence % values})  # type: ignore[operator]


@transaction.atomic
def add_evidence(
    case: Case, *, title: str, source: str, holder: str, upload: UploadedFile | None, limit_mb: int, by: Actor, at: datetime
) -> Case:
    """Keep a file, or a thing that somebody holds, as evidence. A file's SHA-256 goes into the timeline."""
    case = hold(case)
    require_open(case)
    title = title.strip() or (upload.name if upload else "") or ""
    _words(title, "title")
    kept = Evidence(case=case, title=title[:200], source=source, holder=holder or by.name, added_by_id=by.id, added_at=at)
    if upload is not None:
        kept.mime = check_file(upload, limit_mb)
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        kept.sha256, kept.size, kept.file_name = digest.hexdigest(), upload.size or 0, (upload.name or "")[-200:]
        kept.file = upload
    kept.save()
    happened = events.EvidenceAdded(title=kept.title, file_name=kept.file_name, sha256=kept.sha256, size=kept.size)
    return write(case, happened, by=by, at=at)


@transaction.atomic
def hand_on_evidence(case: Case, *, evidence: int, to: str, reason: str, by: Actor, at: datetime) -> Case:
    """Record a change of hands of a piece of evidence."""
    case = hold(case)
    _words(to, "to")
    found = case.evidence.filter(pk=evidence).first()
    if found is None:
        raise IllegalMove("evidence", _("This evidence does not belong to the case."))
    Custody.objects.create(evidence=found, to=to, reason=reason, by_id=by.id, at=at)
    Evidence.objects.filter(pk=found.pk).update(holder=to)
    return write(case, events.EvidenceHandedOn(title=found.title, to=to, reason=reason), by=by, at=at)


@transaction.atomic
def transcribe(
    case: Case, lines: Sequence[Spoken], *, channel: str, channel_title: dict[str, str], by: Actor, at: datetime
) -> Case:
    """Take the lines of a talk that was held elsewhere into the thread, each with its own time and author; one entry tells of them all."""
    case = hold(case)
    if case.archived_at:
        raise IllegalMove("archived", _("An archived case cannot be written on; register a new one and link it."))
    Message.objects.bulk_create(
        Message(case=case, text=one.text, channel=channel, inward=one.inward, author_id=one.author, at=one.at)
        for one in lines
    )
    text = "\n".join(f"{one.written} {one.name}: {one.text}" for one in lines)
    write(case, events.Transcribed(channel=channel_title, count=len(lines), text=text), by=by, at=at)
    search.index([case])
    return case
