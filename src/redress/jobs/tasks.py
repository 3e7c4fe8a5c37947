"""What runs by itself, by the names under which it is scheduled. Each may be stopped at any point and run again."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from redress.deadlines.operations import follow_changes, sweep
from redress.flows.robots import words
from redress.flows.timing import regrade
from redress.intake.calls.waiting import remind
from redress.intake.chats.undelivered import send_waiting
from redress.intake.imports import forget_old, stranded
from redress.intake.mail.fetching import fetch_all
from redress.intake.scans.reading import read_letters
from redress.intake.sources.returning import note_reports, report_back
from redress.intake.talks.files import fetch_files
from redress.intake.talks.forgetting import forget
from redress.intake.talks.waiting import remind as remind_of_talks
from redress.intake.whole.taking import clear
from redress.jobs import importing
from redress.kernel.actor import SYSTEM
from redress.learning.models import Target
from redress.learning.operations import ask, due, learn
from redress.notify.hooks import deliver_hooks
from redress.notify.mail import deliver, queue_digests
from redress.notify.robots.sending import deliver_robots

log = logging.getLogger(__name__)
READING = timedelta(seconds=40)
"""How long scans are read at a stretch; a page in hand is read to its end."""


def sweep_clocks() -> str:
    """Take the steps of every clock whose moment has come."""
    done = sweep(timezone.now(), regrade=regrade)
    return f"{done.steps} steps, {done.late} late, {done.resumed} resumed, {done.failed} failed"


def follow_calendars() -> str:
    """Move the clocks that a changed calendar touches, where that was too much for the page."""
    return f"{follow_changes(at=timezone.now())} clocks moved"


def drain_outbox() -> str:
    """Send the e-mail that waits."""
    done = deliver(at=timezone.now())
    return f"{done.sent} sent, {done.failed} failed"


def report_to_sources() -> str:
    """Queue what outside sources are to hear of their matters, and note what came of it; it leaves with ``send_hooks``."""
    return f"{report_back(at=timezone.now())} queued, {note_reports(at=timezone.now())} noted"


def send_hooks() -> str:
    """Tell the webhooks and outside sources what waits for them."""
    done = deliver_hooks(at=timezone.now())
    return f"{done.sent} sent, {done.failed} failed"


def send_chats() -> str:
    """Send what waits for people in chats."""
    return send_waiting(at=timezone.now())


def fetch_chat_files() -> str:
    """Fetch files that were sent in chats."""
    return f"{fetch_files(at=timezone.now())} files"


def call_groups() -> str:
    """Let the group robots say what waits for them."""
    done = deliver_robots(at=timezone.now(), say=words)
    return f"{done.sent} sent, {done.failed} failed"


def remind_talks() -> str:
    """Tell of visitors who wait for an answer."""
    return f"{remind_of_talks(at=timezone.now())} talks"


def send_digests() -> str:
    """Put the day's digests out; they leave with the next run of ``drain_outbox``."""
    return f"{queue_digests(at=timezone.now())} digests"


def fetch_mail() -> str:
    """Read the mailboxes."""
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(fetch_all(at=timezone.now()).counts.items())) or "nothing new"


def remind_calls() -> str:
    """Tell of calls whose record is late."""
    return f"{remind(at=timezone.now())} calls"


def learn_from_history() -> str:
    """Learn suggestions anew where enough cases have ended since."""
    at = timezone.now()
    done = [learn(ask(target, by=SYSTEM, at=at), end=timezone.now) for target in Target if due(target)]
    return ", ".join(f"{one.target}: {one.cases} cases" for one in done) or "nothing new"


def follow_imports() -> str:
    """Bring on imports that lost their worker, and delete files that nobody needs any more."""
    lost = stranded(timezone.now())
    for number in lost:
        importing.run(number)
    return f"{len(lost)} brought on, {forget_old(timezone.now())} forgotten"


def clear_exports() -> str:
    """Delete exports whose time is over."""
    return f"{clear(timezone.now())} deleted"


def forget_talks() -> str:
    """Delete talks without a case whose time is over."""
    return f"{forget(at=timezone.now())} deleted"


def read_scans() -> str:
    """Read scanned letters by machine, for a while: clocks and mail share the worker."""
    return f"{read_letters(now=timezone.now, until=timezone.now() + READING)} read"


JOBS: dict[str, Callable[[], str]] = {
    "follow_calendars": follow_calendars, "sweep_clocks": sweep_clocks, "drain_outbox": drain_outbox, "report_to_sources": report_to_sources,
    "send_hooks": send_hooks, "send_chats": send_chats, "call_groups": call_groups, "fetch_mail": fetch_mail, "fetch_chat_files": fetch_chat_files,
    "read_scans": read_scans, "remind_calls": remind_calls, "remind_talks": remind_talks, "follow_imports": follow_imports,
    "clear_exports": clear_exports, "send_digests": send_digests, "learn_from_history": learn_from_history, "forget_talks": forget_talks,
}  # fmt: skip


def run_all() -> dict[str, str]:
    """Each job once; one that fails is logged and holds up no other."""
    told = {}
    for name, job in JOBS.items():
        try:
            told[name] = job()
        except Exception as error:
            log.exception("the job %s failed", name)
            told[name] = f"{type(error).__name__}: {error}"
    return told
