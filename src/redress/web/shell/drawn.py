"""Components that a page shows by the dozen, drawn in Python: a template of their own would cost more than all the rest of the page."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redress.web.shell import words

FORMATS = {
    "short": "SHORT_DATETIME_FORMAT",
    "long": "DATETIME_FORMAT",
    "date": "SHORT_DATE_FORMAT",
    "long-date": "DATE_FORMAT",
    "time": "TIME_FORMAT",
}


def local(moment: datetime | date | None, how: str = "short") -> str:
    """A moment in the organisation's zone: ``short``, ``long``, ``date``, ``long-date`` or ``time``; empty for nothing."""
    return "" if moment is None else _local(moment, how, get_language())


@lru_cache(maxsize=8192)
def _local(moment: datetime | date, how: str, _language: str | None) -> str:
    """Kept, since pages say the same moments again and again, and saying one costs as much as a small query."""
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), FORMATS[how])
    return date_format(moment, FORMATS["long-date" if how.startswith("long") else "date"])


def span(since: datetime, until: datetime) -> str:
    """From when until when; where both are midnights, from the first day to the last: ``until`` itself is not part of it."""
    first, end = timezone.localtime(since), timezone.localtime(until)
    if first.time() == end.time() == time.min:
        return f"{local(first.date())} – {local(end.date() - timedelta(days=1))}"
    return f"{local(since)} – {local(until)}"


def iso(moment: datetime | None) -> str:
    """For ``<time datetime>`` and scripts: ISO 8601 in the organisation's zone."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds") if moment else ""


@cache
def _sprite() -> str:
    return static("vendor/icons.svg")


@lru_cache(maxsize=1024)
def icon(name: str, css: str = "") -> SafeString:
    """A decorative picture from the sprite; the words beside it carry the meaning."""
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, _sprite(), name)


def state(*, label: object, tone: str = "quiet", icon: str = "", title: str = "", **_page: object) -> SafeString:
    """A state in a word; tones are calm, info, good, soon, late, quiet."""
    said = format_html(' title="{}"', title) if title else ""
    return _joined('<span class="state state-', tone or "quiet", '"', said, ">", _icon(icon), conditional_escape(label), "</span>")


def clock(*, due: datetime, now: datetime, name: str = "", paused: bool = False, url: str = "", **_page: object) -> SafeString:
    """A running clock, counted down by the browser; with ``name`` before it, leading to ``url``."""
    tone = words.due_tone(due, now)
    moment, safe_name, title = iso(due), conditional_escape(name), local(due, "long")
    begin, end = (format_html('<a href="{}"', url), "</a>") if url else ("<span", "</span>")
    picture = "clock-pause" if paused else "clock-exclamation" if tone == "late" else "clock"
    return _joined(
        begin, ' class="clock clock-', "paused" if paused else tone, '" title="', f"{safe_name}: {title}" if name else title, '"',
        "" if paused else f' data-due="{moment}"', "> ", _icon(picture), f'<span class="clock-name">{safe_name}</span> ' if name else "",
        f'<time datetime="{moment}"', "" if paused else " data-due-words", ">",
        _("paused") if paused else words.due_words(due, now), "</time>", end,
    )  # fmt: skip


def entry(
    *, sentence: object, at: datetime, who: object, icon: str = "", tone: str = "", text: str = "", changes: Iterable[Mapping[str, Any]] = (),
    url: str = "", link: object = "", **_page: object,
) -> SafeString:  # fmt: skip
    """One entry of a timeline, for an ``<ol class="story">``; ``text`` is free text, ``changes`` have label, was and now."""
    there = format_html(' <a href="{}">{}</a>', url, link) if url else ""
    changed = "".join(_change(change) for change in changes)
    return _joined(
        '<li class="entry entry-', tone or "quiet", '"><span class="entry-icon">', _icon(icon or "point"), '</span><div class="entry-body">',
        '<p class="entry-head"><strong>', conditional_escape(sentence), "</strong>", there, "</p>",
        f'<p class="entry-text">{_lines(text)}</p>' if text else "", f'<dl class="entry-changes">{changed}</dl>' if changed else "",
        '<p class="entry-foot">', conditional_escape(who), ' · <time datetime="', iso(at), '">', local(at), "</time></p></div></li>",
    )  # fmt: skip


def timeline(*, entries: Iterable[Any], **_page: object) -> SafeString:
    """A timeline; each entry has what ``entry`` accepts as attributes: sentence, at, who, icon, tone, text, changes."""
    listed = (
        entry(sentence=one.sentence, at=one.at, who=one.who, icon=one.icon, tone=one.tone, text=one.text, changes=one.changes) for one in entries
    )
    return _joined('<ol class="story">', *listed, "</ol>")


def _change(change: Mapping[str, Any]) -> str:
    was = format_html("<del>{}</del> {} ", change["was"], _icon("arrow-right")) if change["was"] else ""
    return format_html("<div><dt>{}</dt><dd>{}<ins>{}</ins></dd></div>", change["label"], was, change["now"])


def _lines(text: str) -> str:
    return str(conditional_escape(text)).replace("\r\n", "\n").replace("\n", "<br>")


def _icon(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


def _joined(*parts: str) -> SafeString:
    return mark_safe("".join(parts))  # each part is our own markup, a word of ours, or escaped already


DRAWN: dict[str, Callable[..., SafeString]] = {"state": state, "clock": clock, "entry": entry, "timeline": timeline}
"""The components drawn here, by the name under which templates ask for them."""
