"""Runs as a process of its own, to be killed: ``fill``, ``sweep``, ``report`` on the database of its environment."""

import json
import sys
import time
from collections import Counter

import django

CASES = 12


def fill() -> None:
    from django.core.management import call_command

    from tests.deadlines.house import build, local

    call_command("migrate", verbosity=0)
    house, at = build(), local("2026-11-23 10:00")
    for number in range(CASES):
        house.clock(house.case(at, number=number), "assigned", "accepted", at)


def sweep() -> None:
    """Sweep slowly, a line of output a step, in batches of which some are half done at any moment."""
    from redress.complaints import people
    from redress.deadlines.operations import sweep
    from tests.deadlines.house import local

    told = people.People.told

    def slow(self, recipient, case, owner):
        print("step", flush=True)
        time.sleep(0.05)
        return told(self, recipient, case, owner)

    people.People.told = slow
    sweep(local("2026-11-25 10:00"), batch=5)


def report() -> None:
    from redress.complaints.models import Case, CaseEntry
    from redress.deadlines.models import ClockStep
    from redress.ledger.chain import first_break
    from redress.ledger.models import OutboxMessage
    from redress.notify.models import Notice

    entries = Counter(CaseEntry.objects.filter(kind="clock.escalated").values_list("case_id", flat=True))
    steps = Counter(map(str, ClockStep.objects.values_list("clock_id", "lap", "rung")))
    print(
        json.dumps(
            {
                "steps": len(steps),
                "most_of_one_step": max(steps.values(), default=0),
                "entries": sorted(entries.values()),
                "broken": [
                    case.number
                    for case in Case.objects.all()
                    if first_break(case.entries.order_by("seq"), count=case.entry_count, head=case.entry_head)
                ],
                "notices": Notice.objects.count(),
                "mails": OutboxMessage.objects.count(),
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "sweep": sweep, "report": report}[sys.argv[1]]()
