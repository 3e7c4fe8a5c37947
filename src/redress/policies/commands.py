"""What ``redress packs`` prints: text for a terminal, made by plain functions."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redress.kernel.localised import say
from redress.policies.compare import Change, ChangeKind, differences
from redress.policies.handbook import Entry, handbook, in_words
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.reader import read_pack, shipped_codes, shipped_policy
from redress.policies.replay import PastCase, replay
from redress.policies.store import policy_of
from redress.policies.tree import PackError

_VERSION = re.compile(r"([a-z0-9-]+)@([1-9]\d*)\Z")


class UnknownPack(ValueError):
    """What was asked for is no pack, no version and no file."""


def load(reference: str) -> Policy:
    """The policy meant by ``enterprise`` (as shipped), ``enterprise@3`` (a version) or a path to a file.

    Raises ``UnknownPack`` and ``PackError``.
    """
    version = _VERSION.match(reference)
    if version:
        row = PolicyVersion.objects.filter(pack=version[1], number=int(version[2])).only("pk").first()
        if row is None:
            raise UnknownPack(_("There is no version {reference}.").format(reference=reference))
        return policy_of(row.pk)
    if reference in shipped_codes():
        return shipped_policy(reference)
    path = Path(reference)
    if not path.is_file():
        raise UnknownPack(_("{reference} is neither a pack, nor a version such as enterprise@1, nor a file.").format(reference=reference))
    return read_pack(path.read_text(encoding="utf-8"), path.name)


def check(reference: str | None = None) -> tuple[str, bool]:
    """One line a pack with its version, or the errors of the first that is refused; and whether all were accepted."""
    lines: list[str] = []
    for wanted in (reference,) if reference else shipped_codes():
        try:
            policy = load(wanted)
        except PackError as refused:
            return "\n".join([*lines, _("{pack}: refused").format(pack=wanted), str(refused)]), False
        except (UnknownPack, UnicodeDecodeError) as refused:
            return "\n".join([*lines, str(refused)]), False
        lines.append(_line(policy))
    return "\n".join(lines), True


def show(reference: str) -> str:
    """The handbook of a pack as text."""
    policy = load(reference)
    language = get_language() or "zh-hans"
    lines = [say(policy.pack.title, language), say(policy.pack.summary, language), ""]
    for section in handbook(policy):
        lines += [f"## {section.title}", section.intro]
        for entry in section.entries:
            lines += _entry(entry, 0)
        lines.append("")
    return "\n".join(lines)


def diff(before: str, after: str) -> str:
    """The differences between two packs as text, one line each."""
    old, new = load(before), load(after)
    changes = differences(old, new)
    if not changes:
        return _("The two say the same.")
    return "\n".join(describe(change, old, new) for change in changes)


def describe(change: Change, before: Policy, after: Policy) -> str:
    """One difference in a line: ``~ clocks.form-complete.within: 10 minutes → 15 minutes``."""
    key = change.path.rpartition(".")[2]
    old, new = in_words(before, key, change.before), in_words(after, key, change.after)
    match change.kind:
        case ChangeKind.ADDED:
            return f"+ {change.path}: {new}"
        case ChangeKind.REMOVED:
            return f"- {change.path}: {old}"
        case ChangeKind.REORDERED:
            return _("~ {path}: another order: {order}").format(path=change.path, order=" > ".join(change.after))
    return f"~ {change.path}: {old} → {new}"


def replay_text(before: Policy, after: Policy, cases: Iterable[PastCase]) -> str:
    """Which past cases would have gone another way under ``after``, one line a difference, and how many in all."""
    counted, touched, lines = 0, set(), []

    def counting() -> Iterable[PastCase]:
        nonlocal counted
        for case in cases:
            counted += 1
            yield case

    for found in replay(before, after, counting()):
        touched.add(found.number)
        lines.append(f"{found.number}  {found.what}: {_moment(found.before)} → {_moment(found.after)}  ({found.rule_after or found.rule_before})")
    lines.append(_("{touched} of {counted} cases would have gone another way.").format(touched=len(touched), counted=counted))
    return "\n".join(lines)


def _moment(value: Any) -> str:
    return "—" if value is None else value if isinstance(value, str) else value.isoformat(timespec="minutes")


def _line(policy: Policy) -> str:
    number = PolicyVersion.objects.filter(pack=policy.code, digest=policy.digest).exclude(number=None).values_list("number", flat=True).first()
    installed = _("installed as version {number}").format(number=number) if number else _("not installed")
    title = say(policy.pack.title, get_language() or "zh-hans")
    return f"{policy.code:<18} {policy.pack.valid_from.isoformat()}  {policy.digest[:12]}  {installed}  {title}"


def _entry(entry: Entry, depth: int) -> list[str]:
    indent = "  " * depth
    cited = f"  ({', '.join(entry.cites)})" if entry.cites else ""
    lines = [f"{indent}- {entry.title}{cited}", *(f"{indent}    {row.label}: {row.value}" for row in entry.rows)]
    for inner in entry.within:
        lines += _entry(inner, depth + 1)
    return lines
