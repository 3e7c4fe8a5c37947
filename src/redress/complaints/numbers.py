"""Running numbers: gaps are possible after a refused registration, doubles are not."""

import re
from datetime import datetime

from django.db.models import F

from redress.complaints.models import NumberSeries
from redress.policies.policy import Policy

IN_TEXT = re.compile(r"[A-Z]{0,4}\d{4,8}-?\d{3,9}")
"""What may be a case's number within words in capitals."""


def next_in(series: str) -> int:
    """The next number of a series; the row stays locked until the transaction ends."""
    if not NumberSeries.objects.filter(name=series).update(last=F("last") + 1):
        NumberSeries.objects.bulk_create([NumberSeries(name=series, last=0)], ignore_conflicts=True)
        NumberSeries.objects.filter(name=series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(name=series)


def case_number(policy: Policy, kind: str, received_at: datetime) -> str:
    """The number of a new case by the pattern of its pack, in the pack's own time zone."""
    day = received_at.astimezone(policy.pack.zone).date()
    return policy.number(day, kind, next_in(f"case:{policy.number_series(day, kind)}"))


def customer_number() -> str:
    """The number of a new customer."""
    return f"C{next_in('customer'):07d}"


def slip_number(case_number: str) -> str:
    """The number of an enquiry slip: that of the case and a running letter-free count."""
    return f"{case_number}-{next_in('slip:' + case_number):02d}"
