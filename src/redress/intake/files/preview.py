"""A row as the case that it would become, in plain values for a page."""

from typing import Any

from redress.complaints.customers import NOBODY, mask_name
from redress.intake.files.reading import Arrival


def as_case(arrival: Arrival) -> dict[str, Any]:
    """What a page shows of it: codes of the pack, moments as ISO texts, the name masked."""
    record, past = arrival.record, arrival.past
    assert record and arrival.received_at
    return {
        "line": arrival.line, "key": arrival.key.partition(":")[2], "title": record.title, "account": record.account[:300], "kind": record.kind,
        "channel": record.channel, "category": record.category, "customer": mask_name(record.name if record.name else NOBODY[0]),
        "received_at": arrival.received_at.isoformat(), "replied": past.replied_at.isoformat() if past.replied_at else "",
        "ended": past.ended_at.isoformat() if past.ended_at else "", "result": past.result, "labels": list(arrival.labels),
    }  # fmt: skip
