"""Dates as files write them: read by the forms that were decided, never guessed."""

from datetime import UTC, datetime

import pytest

from redress.intake.files.looking import Dates
from redress.intake.files.moments import forms_of, moment
from tests.house import NOON


@pytest.mark.parametrize(
    ("text", "form", "read"),
    [
        ("2024年3月5日 下午3:20", "ymd", "2024-03-05T15:20:00"), ("2024年3月5日15时20分", "ymd", "2024-03-05T15:20:00"),
        ("民國113年3月5日", "roc", "2024-03-05T00:00:00"), ("113/03/05 14:05", "roc", "2024-03-05T14:05:00"),
        ("2024/3/5 星期二 上午 12:20", "ymd", "2024-03-05T00:20:00"), ("2024-03-05T15:20:00Z", "ymd", "2024-03-05T15:20:00+00:00"),
        ("2024-03-05 15:20:00.5+08:00", "ymd", "2024-03-05T15:20:00.500000+08:00"), ("05/03/24", "dmy", "2024-03-05T00:00:00"),
        ("05/03/99", "mdy", "1999-05-03T00:00:00"), ("Mar 5, 2024 3:20 PM", "mdy", "2024-03-05T15:20:00"), ("45356", "excel", "2024-03-05T00:00:00"),
        ("43894.5", "excel-1904", "2024-03-05T12:00:00"), ("20240305152000", "ymd", "2024-03-05T15:20:00"),
        ("1709622000", "unix", "2024-03-05T07:00:00+00:00"), ("2024-05-03", "ydm", "2024-03-05T00:00:00"), ("2024年3月5日", "ymd", "2024-03-05T00:00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_by_its_form(text: str, form: str, read: str) -> None:
    assert moment(text, form).isoformat() == read


@pytest.mark.parametrize("text", ["", "12", "2024-02-30", "25:10", "2024-13-05", "后天", "1.5", "2024-03-05 26:00"])
def test_what_is_no_date_has_no_form(text: str) -> None:
    assert forms_of(text, now=NOON) == ()


def said(*texts: str) -> dict[str, object]:
    dates = Dates(NOON)
    for text in texts:
        dates.add(text)
    return dates.said()


def test_the_whole_column_decides_the_order_where_it_can() -> None:
    assert (said("05/03/2024", "25/03/2024")["sure"], said("05/03/2024", "25/03/2024")["ask"]) == (["dmy"], [])
    assert said("05/03/2024", "03/25/2024")["sure"] == ["mdy"]


def test_what_the_column_cannot_decide_is_asked() -> None:
    assert said("05/03/2024", "06/03/2024")["ask"] == ["dmy", "mdy"]
    both = said("05/03/2024", "25/03/2024", "03/25/2024")
    assert both["ask"] == ["dmy", "mdy"] and set(both["sure"]) == {"dmy", "mdy"}  # type: ignore[call-overload]
    assert said("43894")["ask"] == ["excel", "excel-1904"]


def test_real_dates_among_texts_are_asked_about() -> None:
    mixed = said("25/03/2024", "2024-05-03 00:00:00")
    assert mixed["mixed"] and mixed["sure"] == ["dmy", "ymd"]


def test_unreadable_texts_are_counted_and_zones_noticed() -> None:
    found = said("2024-03-05", "随便", "2024-03-05T10:00:00Z")
    assert (found["unread"], found["unreadable"], found["unzoned"], found["count"]) == (1, "随便", True, 3)
    assert not said("2024-03-05T10:00:00Z")["unzoned"]


def test_a_serial_day_of_the_future_is_no_choice() -> None:
    assert forms_of("45356", now=datetime(2026, 3, 1, tzinfo=UTC)) == ("excel",)


def test_a_day_that_reads_the_same_both_ways_asks_nothing() -> None:
    found = said("01/01/2026", "02/02/2026")
    assert (found["ask"], found["sure"], found["count"]) == ([], ["dmy"], 2)
    assert said("01/01/2026", "03/01/2026")["example"] == "03/01/2026"
