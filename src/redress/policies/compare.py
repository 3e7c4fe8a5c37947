"""What differs between two policies, said by readable paths."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redress.kernel.localised import LANGUAGES
from redress.policies.policy import Policy


class ChangeKind(StrEnum):
    """What happened to a thing between two policies."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``path`` as in ``clocks.form-complete.within``; ``before`` and ``after`` are plain values."""

    path: str
    kind: ChangeKind
    before: Any = None
    after: Any = None

    @property
    def section(self) -> str:
        """The part of the pack it belongs to."""
        return self.path.partition(".")[0]


def differences(before: Policy, after: Policy) -> list[Change]:
    """Everything that ``after`` says otherwise than ``before``, in the order of the pack."""
    return list(_compared("", before.content, after.content))


def _identity(item: Any) -> str | None:
    return (item.get("id") or item.get("code")) if isinstance(item, dict) else None


def _compared(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and not _is_text(before):
        yield from _mappings(path, before, after)
    elif isinstance(before, list) and isinstance(after, list) and all(_identity(item) for item in (*before, *after)):
        yield from _lists(path, before, after)
    else:
        yield Change(path, ChangeKind.CHANGED, before, after)


def _is_text(value: dict[str, Any]) -> bool:
    return set(value) == set(LANGUAGES)


def _mappings(path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        step = f"{path}.{key}" if path else key
        if key not in after or (_empty(after[key]) and not _empty(before.get(key))):
            yield Change(step, ChangeKind.REMOVED, before=before[key])
        elif key not in before or (_empty(before[key]) and not _empty(after[key])):
            yield Change(step, ChangeKind.ADDED, after=after[key])
        else:
            yield from _compared(step, before[key], after[key])


def _empty(value: Any) -> bool:
    return value is None or value == [] or value == {}


def _lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({_identity(item): item for item in items} for items in (before, after))
    for name, item in old.items():
        if name not in new:
            yield Change(f"{path}.{name}", ChangeKind.REMOVED, before=item)
    for name, item in new.items():
        if name not in old:
            yield Change(f"{path}.{name}", ChangeKind.ADDED, after=item)
        else:
            yield from _compared(f"{path}.{name}", old[name], item)
    kept, now = [name for name in old if name in new], [name for name in new if name in old]
    if kept != now:
        yield Change(path, ChangeKind.REORDERED, kept, now)
