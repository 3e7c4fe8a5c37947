from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from redress.kernel.calendars import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALL = WorkCalendar.of(
    "hall", country="CN", timezone="Asia/Shanghai", days="mon-fri", hours=["08:30-12:00", "13:30-17:30"]
)
ALWAYS = WorkCalendar.of("always", country="none", timezone="Asia/Shanghai", days="mon-sun", hours=["00:00-24:00"])
LONDON = WorkCalendar.of("london", country="none", timezone="Europe/London", days="mon-sun", hours=["00:00-24:00"])

moments = some.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1), timezones=some.just(UTC))
amounts = some.integers(1, 300 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_days_of_2026_are_worked_although_they_are_weekends(day):
    reason = HALL.explain(date.fromisoformat(day))
    assert (reason.working, reason.code) == (True, "make-up")
    assert date.fromisoformat(day).weekday() >= 5


def test_spring_festival_2026_is_off_from_the_15th_to_the_23rd():
    off = [day for day in (date(2026, 2, n) for n in range(13, 29)) if not HALL.is_working(day)]
    assert off == [date(2026, 2, n) for n in range(15, 24)]
    assert HALL.explain(date(2026, 2, 17)).name == {"zh-Hans": "春节", "zh-Hant": "春節", "en": "Chinese New Year"}


@pytest.mark.parametrize("year", range(2012, 2027))
def test_every_day_agrees_with_an_independent_calendar(year):
    day = date(year, 1, 1)
    while day.year == year:
        assert HALL.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_a_year_without_announced_make_up_days_is_said_to_be_unconfirmed():
    assert HALL.year_confirmed(2026)
    assert not HALL.year_confirmed(HALL.confirmed_through + 1)
    later = HALL.confirmed_through + 1
    assert HALL.with_exceptions({}, confirmed_years=[later]).year_confirmed(later)
    assert WorkCalendar.of("tw", country="TW", timezone="Asia/Taipei").year_confirmed(2030)


def test_taiwan_and_hong_kong_have_their_own_holidays():
    taipei = WorkCalendar.of("tw", country="TW", timezone="Asia/Taipei")
    hong_kong = WorkCalendar.of("hk", country="HK", timezone="Asia/Hong_Kong")
    assert not taipei.is_working(date(2026, 2, 27)) and HALL.is_working(date(2026, 2, 27))
    assert taipei.explain(date(2026, 2, 27)).name["zh-Hant"] == "和平紀念日"
    assert taipei.is_working(date(2016, 6, 4))
    assert hong_kong.explain(date(2026, 7, 1)).name["zh-Hans"] == "香港特别行政区成立纪念日"


def test_a_day_set_by_hand_wins_over_holiday_and_weekend():
    mended = HALL.with_exceptions({date(2026, 10, 1): True, date(2026, 11, 3): False})
    assert mended.explain(date(2026, 10, 1)).code == "by-hand" and mended.is_working(date(2026, 10, 1))
    assert not mended.is_working(date(2026, 11, 3)) and HALL.is_working(date(2026, 11, 3))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 08:29:59", False),
        ("2026-11-23 08:30:00", True),
        ("2026-11-23 11:59:59", True),
        ("2026-11-23 12:00:00", False),
        ("2026-11-23 13:29:59", False),
        ("2026-11-23 13:30:00", True),
        ("2026-11-23 17:29:59", True),
        ("2026-11-23 17:30:00", False),
        ("2026-11-22 10:00:00", False),
        ("2026-02-28 10:00:00", True),
    ],
)
def test_the_office_opens_and_shuts_to_the_second(moment, is_open):
    assert HALL.is_open(local(moment)) is is_open


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23 08:30:00", 210, "2026-11-23 12:00:00"),
        ("2026-11-23 08:30:00", 211, "2026-11-23 13:31:00"),
        ("2026-11-23 12:30:00", 60, "2026-11-23 14:30:00"),
        ("2026-11-23 17:29:59", 1, "2026-11-24 08:30:59"),
        ("2026-11-23 17:30:00", 1, "2026-11-24 08:31:00"),
        ("2026-11-27 17:00:00", 60, "2026-11-30 09:00:00"),
        ("2026-12-31 17:00:00", 60, "2027-01-04 09:00:00"),
        ("2026-02-13 17:00:00", 60, "2026-02-14 09:00:00"),
        ("2026-02-14 17:00:00", 60, "2026-02-24 09:00:00"),
    ],
)
def test_working_time_skips_lunch_nights_weekends_and_holidays(start, minutes, end):
    assert HALL.add_working(local(start), timedelta(minutes=minutes)) == local(end)


def test_working_days_start_with_the_next_working_day_and_end_at_close_of_office():
    assert HALL.add_working_days(local("2026-02-13 16:30"), 7) == local("2026-03-02 17:30")
    assert HALL.add_working_days(local("2026-11-21 09:00"), 1) == local("2026-11-23 17:30")
    assert ALWAYS.add_working_days(local("2026-12-31 09:00"), 1) == local("2027-01-01 23:59:59")


def test_a_day_of_24_hours_is_23_or_25_long_when_the_clocks_change():
    zone = ZoneInfo("Europe/London")
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)):
        begin = local(day, zone)
        assert LONDON.count_working(begin, begin + timedelta(days=1)) == timedelta(hours=hours)
        assert LONDON.add_working(begin, timedelta(hours=hours)).astimezone(zone).hour == 0


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"days": "fri-mon"}, "Monday"),
        ({"days": "weekdays"}, "mon-fri"),
        ({"hours": ["9-5"]}, "08:30-12:00"),
        ({"hours": ["13:00-12:00"]}, "end after"),
        ({"hours": ["08:00-12:00", "11:00-13:00"]}, "follow"),
        ({"hours": ["23:00-24:30"]}, "24:00"),
        ({"hours": []}, "at least one"),
        ({"country": "FR"}, "CN"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_by_name(part, what):
    with pytest.raises(ValueError, match=what):
        WorkCalendar.of("x", **{"country": "CN", "timezone": "Asia/Shanghai", **part})


def test_a_calendar_shut_for_ever_says_so_instead_of_searching_for_ever():
    shut = WorkCalendar.of("shut", country="none", timezone="UTC", days="mon")
    mondays = {date(2026, 1, 5) + timedelta(weeks=n): False for n in range(1200)}
    shut = shut.with_exceptions(mondays)
    with pytest.raises(ValueError, match="no office hours"):
        shut.add_working(local("2026-01-05 09:00"), timedelta(hours=1))
    with pytest.raises(ValueError, match="no working day"):
        shut.next_working_day(date(2026, 1, 5))


@settings(max_examples=60, deadline=None)
@given(moments, amounts)
def test_counting_back_what_was_added_gives_the_same(moment, amount):
    due = HALL.add_working(moment, amount)
    assert HALL.count_working(moment, due) == amount
    assert HALL.count_working(HALL.subtract_working(due, amount), due) == amount


@settings(max_examples=60, deadline=None)
@given(moments, amounts, amounts)
def test_a_later_start_or_a_longer_span_never_ends_earlier(moment, amount, more):
    due = HALL.add_working(moment, amount)
    assert HALL.add_working(moment + more, amount) >= due
    assert HALL.add_working(moment, amount + more) > due
    assert HALL.add_working(due, more) == HALL.add_working(moment, amount + more)
