"""Search over numbers, names, phone ends and words."""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from redress.accounts.rules import require
from redress.complaints.queries import seen_case
from redress.insight import queue as insight
from redress.insight.searching import PAGE, search
from redress.kernel.texts import clean_text
from redress.web.desk.found import drawn_line
from redress.web.desk.table import Table

_ANY_DIGIT = re.compile(r"\d")
"""Every case number has one; a word cannot be a number."""


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What was found, newest first; a whole number goes straight to its case."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, "case.see")
    text = clean_text(request.GET.get("q", "")).strip()[:200]
    number = request.GET.get("page", "")
    place = min(int(number), insight.MOST_PAGES) if number.isascii() and number.isdigit() and 0 < len(number) < 7 else 1
    place = max(place, 1)
    if place == 1 and _ANY_DIGIT.search(text) and (case := seen_case(text.upper(), actor)):
        return redirect("case", case.number)
    found, more = search(text, actor, place) if text else ([], False)
    table = Table(request.now)  # type: ignore[attr-defined]
    rows = [drawn_line(table.row(case), text) for case in found]
    context = {"text": text, "rows": rows, "number": place, "more": more, "shown_from": (place - 1) * PAGE}
    return render(request, "desk/search.html", context)
