"""The hash chain: how an entry is sealed, checked and redacted.

``hash = SHA-256(canonical JSON of [before, seq, kind, at, actor id, actor name, operation, payload,
private digest])``. Personal data enters only by its digest (salted), so that erasing it later leaves
the chain whole while its former presence stays provable.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db import connection

from redress.kernel.actor import Actor
from redress.ledger.events import Event, parts
from redress.ledger.models import Entry

EntryT = TypeVar("EntryT", bound=Entry)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return _ENCODER.encode(value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(entry: Entry) -> str:
    """The hash that ``entry`` must carry."""
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _digest(
        canonical(
            [entry.before, entry.seq, entry.kind, moment, entry.actor_id, entry.actor_name,
             entry.operation, entry.payload, entry.private_digest]
        )
    )  # fmt: skip


def next_entry(
    model: type[EntryT], happened: Event, *, seq: int, before: str, by: Actor, at: datetime, operation: str, **stream: object
) -> EntryT:
    """An unsaved entry that continues a chain whose last entry is number ``seq - 1`` with hash ``before``."""
    shown, hidden = parts(happened)
    shown = json.loads(canonical(shown))
    private = canonical({**hidden, "salt": secrets.token_hex(8)}) if hidden else ""
    entry = model(
        seq=seq, kind=happened.kind, at=at, actor_id=by.id, actor_name=by.name, operation=operation,
        payload=shown, private=private, private_digest=_digest(private) if private else "", before=before, **stream,
    )  # fmt: skip
    entry.hash = seal_of(entry)
    return entry


def private_of(entry: Entry) -> dict[str, object]:
    """The personal half of an entry; empty when it carries none or was redacted."""
    return {key: value for key, value in json.loads(entry.private).items() if key != "salt"} if entry.private else {}


@dataclass(frozen=True, slots=True)
class Break:
    """The first broken entry of a chain and what is wrong with it."""

    seq: int
    kind: str
    fault: str


def first_break(entries: Iterable[Entry], *, count: int | None = None, head: str | None = None) -> Break | None:
    """The first entry that does not fit, or None for an unbroken chain.

    ``count`` and ``head`` are what the owner of the chain remembers of its end; entries cut off at the
    end are found by them. Faults: ``missing``, ``changed``, ``unlinked``, ``private-changed``, ``end-missing``.
    """
    before, expected = "", 1
    for entry in entries:
        fault = _fault(entry, expected, before)
        if fault:
            return Break(entry.seq, entry.kind, fault)
        before, expected = entry.hash, expected + 1
    if count is not None and (expected - 1 != count or (head or "") != before):
        return Break(expected, "", "end-missing")
    return None


def _fault(entry: Entry, expected: int, before: str) -> str:
    if entry.seq != expected:
        return "missing"
    if entry.before != before:
        return "unlinked"
    if entry.hash != seal_of(entry):
        return "changed"
    if entry.private and _digest(entry.private) != entry.private_digest:
        return "private-changed"
    return ""


def redact(entry: Entry) -> None:
    """Erase the personal half of an entry for good; its digest stays, and the chain with it."""
    table, column = connection.ops.quote_name(entry._meta.db_table), connection.ops.quote_name("private")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = '' WHERE id = %s", [entry.pk])
    entry.private = ""
