"""What ties cases of the demo together at the end: batches with a master, a part split off."""

from datetime import datetime
from itertools import groupby

from redress.complaints.models import Case
from redress.demo.cast import Cast
from redress.demo.texts import Book
from redress.flows.acts import ACTS


def batches(cast: Cast, book: Book, *, at: datetime) -> None:
    """Open cases of one category become a batch under the earliest; one open case is split."""
    unready = ("answered", "confirmed", "received")
    free = Case.objects.open().filter(guarded=False, master=None, repeat_of=None).exclude(stage__in=unready).select_related("department", "customer")
    by_category = sorted(free, key=lambda case: (case.category, case.pk))
    groups = [list(cases) for _category, cases in groupby(by_category, key=lambda case: case.category)]
    for cases in sorted(groups, key=len, reverse=True)[:2]:
        for case in cases[1:4]:
            _act(cast, "join-batch", case, at, other=cases[0])
    alone = next((cases[0] for cases in groups if len(cases) == 1), None)
    if alone is not None:
        words = book.words["split"][0]
        _act(cast, "split", alone, at, title=words, account=f"{words}：{alone.account}", category=alone.category)


def _act(cast: Cast, code: str, case: Case, at: datetime, **data: object) -> None:
    case = Case.objects.select_related("department", "customer").get(pk=case.pk)
    who = cast.able(code, case, [case.answerable_id, case.first_contact_id])
    ACTS[code].run.inside(case, by=cast.actor(who), at=at, **data)  # type: ignore[attr-defined]
