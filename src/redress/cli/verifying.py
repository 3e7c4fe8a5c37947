"""``redress verify``."""

import sys
from typing import Any

from redress.cli.words import _
from redress.insight.verify import verify


def run(_given: Any) -> int:
    """Prove every chain; 1 and the first broken entry when one does not hold."""
    report = verify()
    print(_("%(cases)s cases and %(streams)s journals with %(entries)s entries were checked.") % report.counts())
    for broken in report.broken:
        print(_("%(where)s: entry %(seq)s (%(kind)s) is broken: %(fault)s") % broken, file=sys.stderr)
    if not report.broken:
        print(_("Nothing was changed."))
    return 1 if report.broken else 0
