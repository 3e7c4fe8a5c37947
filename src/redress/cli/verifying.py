"""``redress verify``."""

import sys
from typing import Any

from redress.cli.words import _
from redress.insight.verify import verify


def run(_given: Any) -> int:
    """Prove every chain; 1 and the first broken entry when one does not hold."""
    report = verify()
    counts = {"cases": report.cases, "streams": report.journals, "entries": report.entries}
    print(_("%(cases)s cases and %(streams)s journals with %(entries)s entries were checked.") % counts)
    for broken in report.broken:
        found = {"where": broken.chain, "seq": broken.seq, "kind": broken.kind, "fault": broken.fault}
        print(_("%(where)s: entry %(seq)s (%(kind)s) is broken: %(fault)s") % found, file=sys.stderr)
    if report.whole:
        print(_("No entry was changed."))
    return 0 if report.whole else 1
