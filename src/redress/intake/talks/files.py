"""Files sent in talks of chats: fetched by the worker, kept with the talk, and evidence once there is a case."""

import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, override
from django_q.tasks import async_task

from redress.complaints.models import Case
from redress.complaints.operations.talk import check_file
from redress.flows import outside
from redress.intake.models import Talk, TalkFile
from redress.kernel.errors import DomainError, Invalid
from redress.notify.errcodes import UNREACHABLE
from redress.notify.platforms import Refused, Unanswered, fetch_file
from redress.policies.store import current_policy

JOB = "redress.jobs.tasks.fetch_chat_files"
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=12))
"""Waiting time after each try that found nobody; the platform keeps a file for three days."""
CLAIMED = timedelta(minutes=10)
log = logging.getLogger(__name__)


def wake() -> None:
    """Let the worker fetch soon; without this the timetable would, within a minute."""
    async_task(JOB)


def fetch_files(*, at: datetime, most: int = 20) -> int:
    """Fetch what waits and keep it; each file goes to one worker only. Returns how many were kept."""
    kept = 0
    for file in TalkFile.objects.filter(try_at__lte=at).select_related("talk__peer__account", "case")[:most]:
        if not TalkFile.objects.filter(pk=file.pk, try_at=file.try_at).update(try_at=at + CLAIMED, tries=F("tries") + 1):
            continue
        with override(current_policy(at).pack.language.lower()):
            if file.file or _fetched(file, at):
                kept += _kept(file, at)
        Talk.objects.filter(pk=file.talk_id).update(revision=F("revision") + 1)
    return kept


def _fetched(file: TalkFile, at: datetime) -> bool:
    """Fetch a file; False where it could not be, with a later try or the reason why there is none."""
    peer = file.talk.peer
    assert peer is not None
    try:
        found = fetch_file(peer.account, file.media, at=at)
        check_file(SimpleUploadedFile(found.name, found.content), outside.FILE_LIMIT_MB)
    except (Refused, Unanswered) as no:
        again = (not isinstance(no, Refused) or no.code in (UNREACHABLE, -1)) and file.tries < len(PAUSES)
        log.warning("file of a chat of %s: %s", peer.account.name, no)
        left = {"try_at": at + PAUSES[file.tries]} if again else {"try_at": None, "trouble": gettext("The platform no longer hands the file out; ask the customer to send it again.")}
        TalkFile.objects.filter(pk=file.pk).update(**left)
        return False
    except Invalid as no:
        TalkFile.objects.filter(pk=file.pk).update(try_at=None, trouble=str(next(iter(no.errors.values()), no))[:300])
        return False
    file.name = file.name if file.name.rpartition(".")[2].lower() == found.name.rpartition(".")[2].lower() else found.name
    file.file.save(found.name, ContentFile(found.content), save=False)
    file.save(update_fields=["file", "name"])
    return True


def _kept(file: TalkFile, at: datetime) -> bool:
    """Let a file that was fetched become evidence of its case; without one it stays with the talk."""
    if file.case_id is None:
        TalkFile.objects.filter(pk=file.pk, case=None).update(try_at=None)
        return True
    with file.file.open("rb") as stored:
        upload = SimpleUploadedFile(file.name, stored.read())
    try:
        with transaction.atomic(durable=True):
            outside.keep_files(Case.objects.get(pk=file.case_id), [upload], at)
            TalkFile.objects.filter(pk=file.pk).update(kept_at=at, try_at=None, file="")
    except DomainError as no:
        TalkFile.objects.filter(pk=file.pk).update(try_at=None, trouble=str(no)[:300])
        return False
    file.file.storage.delete(file.file.name)
    return True
