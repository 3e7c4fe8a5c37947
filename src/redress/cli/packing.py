"""``redress packs``."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management import call_command

from redress.cli.words import _
from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.ledger.events import KINDS
from redress.policies import commands
from redress.policies.replay import PastCase
from redress.policies.store import policy_of
from redress.policies.tree import PackError


def run(given: Any) -> int:
    """Check, show, compare or replay; 1 at the first error."""
    call_command("migrate", verbosity=0)
    try:
        if given.does == "check":
            text, fine = commands.check(given.file)
            print(text, file=sys.stdout if fine else sys.stderr)
            return 0 if fine else 1
        print(_text(given))
    except (PackError, commands.UnknownPack, UnicodeDecodeError) as no:
        print(no, file=sys.stderr)
        return 1
    return 0


def _text(given: Any) -> str:
    if given.does == "show":
        return commands.show(given.pack)
    if given.does == "diff":
        return commands.diff(given.before, given.after)
    after = commands.load(given.file)
    newest = Case.objects.filter(policy__pack=after.code).order_by("-id").first()
    if newest is None:
        return _("There are no cases under this pack yet.")
    return commands.replay_text(policy_of(newest.policy_id), after, _past(after.code))


def _past(pack: str) -> Iterator[PastCase]:
    """Past cases one by one, with their facts when last judged and the first moment of each event."""
    for case in Case.objects.filter(policy__pack=pack).select_related("department", "store", "customer").iterator(chunk_size=200):
        events: dict[str, datetime] = {"received": case.received_at}
        for kind, at in case.entries.order_by("seq").values_list("kind", "at"):
            for mark in getattr(KINDS.get(kind), "marks", ()):
                events.setdefault(mark, at)
        yield PastCase(case.number, facts_of(case, policy_of(case.policy_id), at=case.ended_at or case.received_at), events)
