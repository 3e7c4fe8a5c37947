"""Moments as files write them: the order of day, month and year, Chinese dates and hours, numbers of a spreadsheet.

A *form* is a pattern of ``strptime`` (it holds a ``%``) or one of ``FORMS``. Nothing is guessed here: a text is read by the
forms it is given; ``forms_of`` says which forms could read it, and what is undecided is asked of a person.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMS: dict[str, Promise] = {
    "ymd": _("year, month, day"),
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "ydm": _("year, day, month"),
    "roc": _("year of the Republic of China"),
    "excel": _("day number of a spreadsheet (since 1900)"),
    "excel-1904": _("day number of a spreadsheet (since 1904)"),
    "unix": _("seconds since 1970"),
}
"""What is read, in words: ``ydm`` is a date whose day and month a spreadsheet exchanged, ``roc`` counts years as the Republic of
China does, ``excel`` is a number of days since 1900 or 1904, ``unix`` one of seconds or milliseconds since 1970."""
GUESSED = ("ymd", "dmy", "mdy", "roc", "excel", "excel-1904", "unix")
_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_PART = r"\s*[-/.,年月\s]\s*"
_DATE = re.compile(rf"(?P<era>中華民國|民國|民国)?\s*(?P<a>\d{{1,4}}|[A-Za-z]{{3,9}}){_PART}(?P<b>\d{{1,2}}(?!\d)|[A-Za-z]{{3,9}}){_PART}(?P<c>\d{{1,4}})(?!\d)\s*日?")
_COMPACT = re.compile(r"(?P<a>\d{4})(?P<b>\d\d)(?P<c>\d\d)(?:[T ]?(?P<time>\d{4}(?:\d\d)?))?\Z")
_DAY = re.compile(r"[\s,T]*(?:\(?(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]\)?|\([一二三四五六日]\))?[\s,T]*")
_TIME = re.compile(
    r"(?P<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|[AaPp]\.?[Mm]\.?)?\s*(?P<h>\d{1,2})(?:\s*[:：时時点點]\s*(?:(?P<m>\d{1,2})\s*(?:[:：分]\s*(?:(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?)?)?)"
    r"\s*(?P<after>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\Z"
)
_LATE = ("下午", "傍晚", "晚上", "p")
_EPOCHS = {"excel": datetime(1899, 12, 30), "excel-1904": datetime(1904, 1, 1)}  # noqa: DTZ001 - of the file's own zone
_NUMBER = re.compile(r"\d{1,7}(?:\.\d+)?\Z")
_SINCE_1970 = re.compile(r"\d{10}(?:\d{3})?\Z")


def moment(text: str, form: str) -> datetime:
    """``text`` read by one form; without a zone of its own it has none. Raises ValueError."""
    if "%" in form:
        return datetime.strptime(text, form)  # noqa: DTZ007 - its zone is set by the caller
    plain = unicodedata.normalize("NFKC", text).strip()
    if form in _EPOCHS:
        return _serial(plain, form)
    if form == "unix":
        return _since_1970(plain)
    if (found := _COMPACT.match(plain)) and form == "ymd":
        return _whole(found["a"], found["b"], found["c"], _clock(found["time"]))
    return _written(plain, form)


def forms_of(text: str, *, now: datetime) -> tuple[str, ...]:
    """Every form that could read ``text``; numbers of a spreadsheet and years of the Republic only where the day is plausible: 1970 to ``now``."""
    return tuple(form for form in GUESSED if _reads(text, form, now))


def _reads(text: str, form: str, now: datetime) -> bool:
    try:
        found = moment(text, form)
    except (ValueError, OverflowError):
        return False
    return form not in (*_EPOCHS, "roc") or datetime(1970, 1, 1) <= found.replace(tzinfo=None) <= now.replace(tzinfo=None) + timedelta(days=1)  # noqa: DTZ001


def _serial(text: str, form: str) -> datetime:
    if not _NUMBER.match(text):
        raise ValueError(text)
    found = _EPOCHS[form] + timedelta(seconds=round(float(text) * 86400))
    if found.year > 9000:
        raise ValueError(text)
    return found


def _since_1970(text: str) -> datetime:
    if not _SINCE_1970.match(text):
        raise ValueError(text)
    return datetime.fromtimestamp(int(text[:10]), UTC) + timedelta(milliseconds=int(text[10:] or 0))


def _written(text: str, form: str) -> datetime:
    found = _DATE.match(text)
    if found is None:
        raise ValueError(text)
    order = {"roc": "ymd"}.get(form, form)
    parts = dict(zip(order, (found["a"], found["b"], found["c"]), strict=True))
    year = parts["y"]
    if form == "roc" and len(year) <= 3:
        year = str(int(year) + 1911)
    elif form != "roc" and not found["era"] and len(year) == 2:
        year = str(int(year) + (2000 if int(year) < 69 else 1900))
    elif form == "roc" or found["era"] or len(year) != 4:
        raise ValueError(text)
    rest = text[found.end() :]
    return _whole(year, parts["m"], parts["d"], rest[_day_end(rest) :])


def _day_end(rest: str) -> int:
    found = _DAY.match(rest)
    return found.end() if found else 0


def _whole(year: str, month: str, day: str, time: str) -> datetime:
    named = _MONTHS.get(month[:3].lower())
    return _with_time(datetime(int(year), named or int(month), int(day)), time)  # noqa: DTZ001 - its zone is set by the caller


def _clock(digits: str | None) -> str:
    return ":".join((digits or "")[at : at + 2] for at in range(0, len(digits or ""), 2))


def _with_time(day: datetime, text: str) -> datetime:
    if not text.strip():
        return day
    found = _TIME.match(text.strip())
    if found is None:
        raise ValueError(text)
    hour, half = int(found["h"]), (found["half"] or found["after"] or "")
    if half.lower().startswith(_LATE) and hour < 12 or half == "中午" and hour < 10:
        hour += 12
    elif half.lower().startswith(("a", "凌晨", "上午", "晚上")) and hour == 12:
        hour = 0
    made = day.replace(hour=hour, minute=int(found["m"] or 0), second=int(found["s"] or 0), microsecond=int((found["f"] or "0")[:6].ljust(6, "0")))
    if half == "晚上" and int(found["h"]) == 12:
        made += timedelta(days=1)
    return made.replace(tzinfo=_offset(found["zone"])) if found["zone"] else made


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
