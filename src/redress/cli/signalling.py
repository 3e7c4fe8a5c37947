"""``redress signals measure``: how often suggestions learned from a table would be right. The table is only read; nothing is kept."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from redress.cli.words import _
from redress.intake.files.tables import Table, TableError
from redress.learning.measuring import FOLDS, Example, apart, measure


def run(given: Any) -> int:
    """Measure by cross-validation and print the figures; 1 when the table cannot be used."""
    try:
        examples = list(_examples(given))
    except TableError as no:
        print(no, file=sys.stderr)
        return 1
    held = Counter(one.label for one in examples)
    kept = [one for one in examples if held[one.label] >= 2 * FOLDS]
    if len({one.label for one in kept}) < 2:
        print(_("At least two labels with %(least)s rows each are needed.") % {"least": 2 * FOLDS}, file=sys.stderr)
        return 1
    if len(set(apart(kept))) < FOLDS:
        print(_("The rows come from too few people, or say the same: nothing is left to try a model on."), file=sys.stderr)
        return 1
    report = measure(kept)
    few = {label: number for label, number in sorted(held.items()) if number < 2 * FOLDS}
    print(json.dumps(report | {"few": few}, ensure_ascii=False, indent=2) if given.json else "\n".join(_lines(report, few)))
    return 0


def _examples(given: Any) -> Iterator[Example]:
    columns = [name.strip() for name in given.text.split(",")]
    wanted = [*columns, given.label, *([given.person] if given.person else [])]
    for line, row in Table(given.file):
        if lost := [name for name in wanted if name not in row]:
            told = {"file": given.file.name, "names": ", ".join(lost), "known": ", ".join(name for name in row if name)}
            raise TableError(_("%(file)s: there is no column %(names)s; the columns are: %(known)s.") % told)
        if row[given.label].strip():
            person = row[given.person] if given.person else ""
            yield Example("\n".join(row[name] for name in columns), row[given.label].strip(), person or f"line {line}")


def _lines(report: dict[str, Any], few: dict[str, int]) -> Iterator[str]:
    for title, name in (
        (_("rows"), "cases"), (_("accuracy"), "accuracy"), (_("among the first three"), "top3"), (_("macro-F1"), "macro_f1"),
        (_("macro precision"), "macro_precision"), (_("macro recall"), "macro_recall"), (_("always the most frequent label"), "baseline"),
        (_("suggestions made"), "made"), (_("of them right"), "right"),
    ):  # fmt: skip
        yield f"{report[name]:>8}  {title}"
    yield ""
    heads = (_("precision"), _("recall"), "F1", _("rows"), _("label"))
    yield "{:>10} {:>8} {:>8} {:>7}  {}".format(*heads)
    for label, one in report["labels"].items():
        yield f"{one['precision']:>10.3f} {one['recall']:>8.3f} {one['f1']:>8.3f} {one['cases']:>7}  {label}"
    if few:
        yield ""
        yield _("Left out, fewer than %(least)s rows: %(labels)s") % {"least": 2 * FOLDS, "labels": ", ".join(f"{label} ({number})" for label, number in few.items())}
