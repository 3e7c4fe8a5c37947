from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from redress.kernel.calendars import WorkCalendar
from redress.kernel.clockwork import Due, due, extended, marked, shifted, with_pause
from redress.kernel.durations import parse, parse_mark
from redress.kernel.reasons import lines, sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALL = WorkCalendar.of("hall", country="CN", timezone="Asia/Shanghai", hours=["08:30-12:00", "13:30-17:30"])
NINE_TO_FIVE = WorkCalendar.of("office", country="none", timezone="Asia/Shanghai", hours=["09:00-17:00"])
LONDON = WorkCalendar.of("london", country="none", timezone="Europe/London", hours=["09:00-17:00"])

moments = some.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1), timezones=some.just(UTC))
spans = some.sampled_from(["10 min", "48 h", "4 working hours", "7 working days", "30 days", "1 month", "end of month"])
pauses = some.integers(0, 20 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-11-20 16:59:50", "10 min", "2026-11-20 17:09:50"),
        ("2026-12-31 23:55:00", "10 min", "2027-01-01 00:05:00"),
        ("2026-02-16 10:00:00", "72 h", "2026-02-19 10:00:00"),
        ("2026-11-20 16:59:59", "1 working hour", "2026-11-23 08:59:59"),
        ("2026-11-20 17:30:00", "4 working hours", "2026-11-23 14:00:00"),
        ("2026-11-20 17:29:59", "1 working day", "2026-11-23 17:30:00"),
        ("2026-11-21 11:00:00", "1 working day", "2026-11-23 17:30:00"),
        ("2026-02-13 16:30:00", "7 working days", "2026-03-02 17:30:00"),
        ("2026-12-31 10:00:00", "1 working day", "2027-01-04 17:30:00"),
        ("2026-11-23 17:29:59", "same day", "2026-11-23 17:30:00"),
        ("2026-11-23 17:30:00", "same day", "2026-11-24 17:30:00"),
        ("2026-11-21 09:00:00", "same day", "2026-11-23 17:30:00"),
        ("2026-11-23 09:00:00", "next working day", "2026-11-24 17:30:00"),
        ("2026-11-20 09:15:00", "30 days", "2026-12-20 09:15:00"),
        ("2026-12-25 09:15:00", "2 weeks", "2027-01-08 09:15:00"),
        ("2026-01-31 09:15:00", "1 month", "2026-02-28 09:15:00"),
        ("2027-12-31 09:15:00", "2 months", "2028-02-29 09:15:00"),
        ("2024-02-29 09:15:00", "1 year", "2025-02-28 09:15:00"),
        ("2026-12-15 09:15:00", "day 5 of next month", "2027-01-05 23:59:59"),
        ("2026-12-15 09:15:00", "before day 5 of next month", "2027-01-04 23:59:59"),
        ("2026-11-30 23:59:59", "before day 1 of next month", "2026-11-30 23:59:59"),
        ("2027-01-31 23:59:59", "day 31 of next month", "2027-02-28 23:59:59"),
        ("2027-01-31 10:00:00", "before day 31 of next month", "2027-02-28 23:59:59"),
        ("2026-12-31 23:59:59", "end of month", "2026-12-31 23:59:59"),
        ("2027-01-01 00:00:00", "end of month", "2027-01-31 23:59:59"),
    ],
)
def test_each_span_ends_to_the_second(start, span, end):
    assert due(local(start), parse(span), HALL).at == local(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("16:59:59", "2026-11-24 09:59:59"), ("17:00:00", "2026-11-24 10:00:00"), ("08:59:59", "2026-11-23 10:00:00")],
)
def test_the_last_second_of_the_office_counts_and_the_next_does_not(start, end):
    assert due(local(f"2026-11-23 {start}"), parse("1 working hour"), NINE_TO_FIVE).at == local(end)


def test_the_month_of_the_organisation_decides_not_that_of_utc():
    start = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert due(start, parse("end of month"), HALL).at == local("2027-01-31 23:59:59")
    assert due(start, parse("end of month"), LONDON).at == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_hours_are_exact_and_days_keep_the_local_time_when_the_clocks_change():
    zone = ZoneInfo("Europe/London")
    saturday = local("2026-03-28 12:00", zone)
    assert due(saturday, parse("24 h"), LONDON).at == local("2026-03-29 13:00", zone)
    assert due(saturday, parse("1 day"), LONDON).at == local("2026-03-29 12:00", zone)


def test_the_reason_names_start_holiday_make_up_days_and_certainty():
    why = due(local("2026-02-13 16:30"), parse("7 working days"), HALL).why
    with translation.override("zh-hans"):
        assert sentence(why) == (
            "自 2026-02-13 16:30 起计 7 个工作日；跳过 2026-02-15 至 2026-02-23（春节）；"
            "跳过 1 个周末休息日；2026-02-14、2026-02-28 为调休上班日；2026 年假期安排已确认。"
        )
    with translation.override("en"):
        assert sentence(why).startswith(
            "7 working days from 2026-02-13 16:30; 2026-02-15 to 2026-02-23 (Chinese New Year)"
        )
    with translation.override("zh-hant"):
        assert "（春節）" in sentence(why) and "補班日" in sentence(why)


def test_a_deadline_in_an_unannounced_year_says_that_it_may_change():
    later = HALL.confirmed_through + 1
    found = due(local(f"{later}-03-01 10:00"), parse("2 working days"), HALL)
    with translation.override("zh-hans"):
        assert f"{later} 年调休安排尚未公布" in sentence(found.why)
    sure = HALL.with_exceptions({}, confirmed_years=[later])
    with translation.override("zh-hans"):
        assert f"{later} 年假期安排已确认" in sentence(
            due(local(f"{later}-03-01 10:00"), parse("2 working days"), sure).why
        )


def test_days_by_hand_weekends_and_shut_offices_are_told():
    mended = HALL.with_exceptions({date(2026, 11, 24): False, date(2026, 11, 28): True})
    found = due(local("2026-11-20 18:00"), parse("30 working hours"), mended)
    with translation.override("en"):
        said = lines(found.why)
    assert "outside office hours, so counted from 2026-11-23 08:30" in said
    assert "2026-11-24 was made a day off by hand" in said
    assert "2 weekend days are skipped" in said
    assert found.at == local("2026-11-27 17:30")


def test_a_clipped_month_says_so():
    with translation.override("zh-hans"):
        assert "当月最后一天为 2026-02-28" in sentence(due(local("2026-01-31 09:00"), parse("1 month"), HALL).why)


def test_a_pause_over_the_night_gives_back_office_time_only():
    span = parse("4 working hours")
    was = due(local("2026-11-23 09:00"), span, NINE_TO_FIVE)
    now = with_pause(was, local("2026-11-23 12:00"), local("2026-11-24 10:00"), span, NINE_TO_FIVE)
    assert (was.at, now.at) == (local("2026-11-23 13:00"), local("2026-11-24 11:00"))
    with translation.override("zh-hans"):
        assert "2026-11-23 12:00 至 2026-11-24 10:00 暂停计时，顺延至 2026-11-24 11:00" in sentence(now.why)


def test_a_pause_of_an_elapsed_clock_gives_back_every_second():
    span = parse("48 h")
    was = due(local("2026-11-20 09:00"), span, HALL)
    assert with_pause(was, local("2026-11-21 00:00:00"), local("2026-11-22 06:00:01"), span, HALL).at == (
        was.at + timedelta(hours=30, seconds=1)
    )


def test_an_extension_counts_on_from_the_old_due_moment():
    was = due(local("2026-02-10 10:00"), parse("3 working days"), HALL)
    now = extended(was, parse("2 working days"), HALL)
    assert (was.at, now.at) == (local("2026-02-13 17:30"), local("2026-02-24 17:30"))
    with translation.override("en"):
        assert "extended by 2 working days, now due 2026-02-24 17:30" in sentence(now.why)


@pytest.mark.parametrize(
    ("span", "mark", "moment"),
    [
        ("8 working hours", "50%", "2026-11-23 13:00"),
        ("2 working days", "50%", "2026-11-24 13:00"),
        ("24 h", "50%", "2026-11-23 21:00"),
        ("24 h", "100%", "2026-11-24 09:00"),
        ("24 h", "+1 day", "2026-11-25 09:00"),
        ("24 h", "-2 h", "2026-11-24 07:00"),
        ("2 working days", "-1 working day", "2026-11-24 17:00"),
        ("2 working days", "-2 working hours", "2026-11-25 15:00"),
        ("2 working days", "+1 working day", "2026-11-26 17:00"),
        ("24 h", "-1 day", "2026-11-23 09:00"),
        ("1 month", "-1 week", "2026-12-16 09:00"),
    ],
)
def test_marks_stand_where_the_ladder_puts_them(span, mark, moment):
    start = local("2026-11-23 09:00")
    at = due(start, parse(span), NINE_TO_FIVE).at
    assert marked(parse_mark(mark), start, at, parse(span), NINE_TO_FIVE) == local(moment)


@settings(max_examples=80, deadline=None)
@given(moments, spans, pauses, pauses)
def test_two_pauses_in_a_row_give_back_as_much_as_one(start, text, first, second):
    span = parse(text)
    was = due(start, span, HALL).at
    middle, end = start + first, start + first + second
    twice = shifted(shifted(was, start, middle, span, HALL), middle, end, span, HALL)
    assert twice == shifted(was, start, end, span, HALL)


@settings(max_examples=80, deadline=None)
@given(moments, pauses, pauses)
def test_what_remains_is_the_same_before_and_after_a_pause(start, ran, paused):
    span = parse("20 working hours")
    was = due(start, span, HALL)
    stop = min(start + ran, was.at)
    now = with_pause(was, stop, stop + paused, span, HALL)
    assert HALL.count_working(stop + paused, now.at) == HALL.count_working(stop, was.at)


@settings(max_examples=80, deadline=None)
@given(moments, spans, pauses)
def test_starting_later_never_ends_earlier_and_nothing_ends_before_it_starts(start, text, later):
    span = parse(text)
    first = due(start, span, HALL)
    assert isinstance(first, Due) and first.at >= start
    assert due(start + later, span, HALL).at >= first.at


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        shifted(local("2026-11-23 09:00"), local("2026-11-23 10:00"), local("2026-11-23 09:00"), parse("1 h"), HALL)
