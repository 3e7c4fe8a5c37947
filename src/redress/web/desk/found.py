"""One line of the search page, drawn in Python: the page holds fifty of them."""

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from redress.insight.highlights import Piece, marked, snippet


def drawn_line(row: dict[str, Any], text: str) -> SafeString:
    """A row of ``Table.row`` with its ``account``, what was sought marked in it; every value is escaped here."""
    foot = " · ".join(escape(row[name]) for name in ("customer", "department", "received"))
    return mark_safe(
        f'<li data-row><p class="found-head"><a href="/cases/{quote(row["number"])}/" data-row-link><span class="num">{escape(row["number"])}</span> '
        f'<strong>{_drawn(marked(row["title"], text))}</strong></a></p><p class="found-snippet">{_drawn(snippet(row["account"], text))}</p>'
        f'<p class="found-foot quiet small"><span class="state state-{row["stage_tone"]}">{escape(row["stage_label"])}</span> {foot}</p></li>'
    )


def _drawn(pieces: Iterable[Piece]) -> str:
    return "".join([f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in pieces])
