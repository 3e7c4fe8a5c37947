"""Which scans are to be read, and reading them a page at a time; what was read stays when the worker is killed."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet

from redress.complaints.models import Evidence
from redress.intake.models import Reading
from redress.intake.scans.recognising import PAGE_SECONDS, Words, ready, recognise
from redress.policies.policy import Policy
from redress.policies.store import current_policy

READABLE = ("image/png", "image/jpeg", "image/tiff", "application/pdf")
LOST = timedelta(minutes=5)
"""A page in hand for longer than this lost its worker."""
TRIES = 2
"""A page that took its worker down with it this often is not tried again."""


class _TakenAway(Exception):
    """Another worker went on with the reading, thinking this one dead."""


def to_read(policy: Policy) -> QuerySet[Evidence]:
    """Scans of letters in open cases that are not read to the end; the oldest first. None where the house takes no letters."""
    channel = policy.door("post")
    over = Reading.objects.filter(sha256=OuterRef("sha256"), ended_at__isnull=False)
    letters = Evidence.objects.filter(case__ended_at=None, case__channel=channel.id if channel else "", mime__in=READABLE)
    return letters.exclude(Q(file="") | Q(Exists(over))).order_by("pk")


def readings_of(evidence: Iterable[Evidence], *, letter: bool) -> dict[int, Reading | None]:
    """What was read of each file that can be read, by its id; None for one that waits. Of cases without a ``letter`` only what is there."""
    files = [one for one in evidence if one.file and one.mime in READABLE]
    if not files:
        return {}
    known = {one.sha256: one for one in Reading.objects.filter(sha256__in={file.sha256 for file in files})}
    waits = letter and ready()
    return {file.pk: known.get(file.sha256) for file in files if waits or getattr(known.get(file.sha256), "ended_at", None)}


def read_letters(*, now: Callable[[], datetime], until: datetime, seconds: float = PAGE_SECONDS) -> int:
    """Read what waits, until that moment at most and each page for so many ``seconds``; returns how many files were read to the end."""
    if not ready():
        return 0
    finished, policy = 0, current_policy(now())
    passed: set[str] = set()
    while now() < until:
        scan = to_read(policy).exclude(sha256__in=passed).first()
        if scan is None:
            break
        reading = _claimed(scan.sha256, at=now())
        try:
            while reading is not None and reading.ended_at is None and now() < until:
                _read_page(reading, scan, traditional=policy.pack.language.lower() == "zh-hant", seconds=seconds, now=now)
        except _TakenAway:
            reading = None
        passed |= {scan.sha256} if reading is None else set()
        finished += reading is not None and reading.ended_at is not None
    return finished


def _claimed(sha256: str, *, at: datetime) -> Reading | None:
    """The reading of a file, in our hands; None where another worker has it."""
    reading, new = Reading.objects.get_or_create(sha256=sha256, defaults={"moved_at": at})
    if new:
        return reading
    free = Q(moved_at=reading.moved_at) & (Q(tries=0) | Q(moved_at__lt=at - LOST))
    if not Reading.objects.filter(free, pk=reading.pk, ended_at=None).update(moved_at=at):
        return None
    reading.moved_at = at
    return reading


def _read_page(reading: Reading, scan: Evidence, *, traditional: bool, seconds: float, now: Callable[[], datetime]) -> None:
    if reading.tries >= TRIES:
        return _end(reading, "too-slow", now())
    _change(reading, now(), tries=reading.tries + 1)
    if not default_storage.exists(scan.file.name):
        return _end(reading, "gone", now())
    with tempfile.TemporaryDirectory(prefix="redress-scan-") as folder:
        picture = Path(folder) / "page.png"
        told = _page(scan, reading.done, picture, Path(folder))
        if trouble := told.get("trouble"):
            return _end(reading, trouble, now())
        try:
            found = Words(told["text"], 0.0) if told["text"] else recognise(picture, traditional=traditional, seconds=seconds)
        except TimeoutError:
            return _end(reading, "too-slow", now())
    _add(reading, found, pages=told["pages"], carried=bool(told["text"]), at=now())


def _page(scan: Evidence, number: int, picture: Path, folder: Path) -> dict[str, object]:
    source = folder / "scan"
    with scan.file.open("rb") as file, source.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    command = [sys.executable, "-m", "redress.intake.scans.paging", str(source), str(number), str(picture)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PAGE_SECONDS, check=False)
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {"trouble": "too-slow"}
    except ValueError:  # it died without a word: out of memory or time
        return {"trouble": "too-large"}


def _add(reading: Reading, found: Words, *, pages: int, carried: bool, at: datetime) -> None:
    text = "\n\n".join(part for part in (reading.text or "", found.text) if part)
    weight = reading.weight + (0 if carried else found.weight)
    confidence = reading.confidence if carried else (reading.confidence * reading.weight + found.confidence * found.weight) / max(weight, 1)
    done = reading.done + 1
    over = done >= min(pages, Reading.MOST_PAGES)
    _change(
        reading, at, text=text or None, weight=weight, confidence=confidence, pages=pages, done=done, carried=reading.carried + carried, tries=0,
        **({"ended_at": at} if over else {}),
    )  # fmt: skip


def _end(reading: Reading, trouble: str, at: datetime) -> None:
    _change(reading, at, trouble=trouble, ended_at=at)


def _change(reading: Reading, at: datetime, **values: object) -> None:
    """Write the next step, if the reading is still ours. Raises _TakenAway."""
    if not Reading.objects.filter(pk=reading.pk, moved_at=reading.moved_at, done=reading.done).update(moved_at=at, **values):
        raise _TakenAway
    for name, value in ({"moved_at": at} | values).items():
        setattr(reading, name, value)
