from datetime import timedelta

from redress.deadlines.rules import LATE_AFTER, course, extended_by, is_late, moment_of, paused_between
from redress.kernel.calendars import WorkCalendar
from redress.kernel.durations import parse
from tests.deadlines.house import local

OFFICE = WorkCalendar.of("office", country="CN", timezone="Asia/Shanghai", hours=["09:00-12:00", "13:00-18:00"])
MARKS = ["100%", "50%", "+1 day"]


def follow(*story):
    return course(local("2026-11-23 09:00"), parse("8 working hours"), MARKS, list(story), OFFICE)


def test_rungs_come_in_the_order_of_their_moments():
    assert follow().rungs == (
        (1, local("2026-11-23 14:00")),
        (0, local("2026-11-23 18:00")),
        (2, local("2026-11-24 18:00")),
    )


def test_a_pause_moves_what_is_ahead_and_leaves_what_is_past():
    path = follow(paused_between(local("2026-11-23 15:00"), local("2026-11-24 11:00")))
    assert path.due.at == local("2026-11-24 14:00") + timedelta(hours=1)
    assert path.rungs[0] == (1, local("2026-11-23 14:00"))
    assert path.rungs[1] == (0, path.due.at)


def test_an_extension_lays_the_ladder_along_the_longer_time():
    path = follow(extended_by(parse("8 working hours")))
    assert path.due.at == local("2026-11-24 18:00")
    assert path.rungs[0] == (1, local("2026-11-23 18:00"))


def test_a_story_is_followed_in_its_order():
    paused = paused_between(local("2026-11-23 15:00"), local("2026-11-23 16:00"))
    assert follow(paused, extended_by(parse("1 working day"))).due.at == local("2026-11-25 18:00")
    assert follow(extended_by(parse("1 working day")), paused).due.at == local("2026-11-25 10:00")


def test_a_ladder_that_is_stored_tells_the_same_moments():
    path = follow()
    assert [moment_of(path.ladder(), step) for step in range(4)] == [moment for _rung, moment in path.rungs] + [None]
    assert [path.first_after(moment) for _rung, moment in path.rungs] == [1, 2, 3]


def test_late_begins_one_second_after_the_tolerance():
    moment = local("2026-11-23 18:00")
    assert not is_late(moment, moment + LATE_AFTER)
    assert is_late(moment, moment + LATE_AFTER + timedelta(seconds=1))
