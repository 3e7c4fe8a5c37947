"""Working calendars on their page: a day set by hand moves the deadlines that it touches, and only those."""

from datetime import date

import pytest
from django.test import Client

from redress.complaints.states import Stage
from redress.deadlines.models import CalendarDay, Clock, ConfirmedYear
from redress.ledger.models import JournalEntry
from tests.house import House, Walk, complaint

DAY = date(2026, 3, 5)


def dues(house: House) -> dict[str, object]:
    """When each running clock is due."""
    return {clock.rule: clock.due_at for clock in Clock.objects.filter(state="running")}


def test_a_day_off_moves_working_time_and_giving_it_back_moves_it_back(org: House, admin: Client) -> None:
    Walk(org, complaint(org)).to(Stage.ASSIGNED)
    before = dues(org)
    assert admin.post("/calendars/office/day/", {"date": DAY, "working": "no", "note": ""}).status_code == 422
    assert dues(org) == before and not CalendarDay.objects.exists()
    assert admin.post("/calendars/office/day/", {"date": DAY, "working": "no", "note": "台风停工"}).status_code == 302
    moved = {rule for rule, due in dues(org).items() if due != before[rule]}
    assert moved and all(due >= before[rule] for rule, due in dues(org).items())
    assert "台风停工" in admin.get("/calendars/office/?year=2026").content.decode()
    assert admin.post("/calendars/office/day/", {"date": DAY, "working": "clear"}).status_code == 302
    assert dues(org) == before
    kinds = list(JournalEntry.objects.filter(stream="calendars").values_list("kind", flat=True))
    assert kinds == ["calendar.day_set", "calendar.day_cleared"]


def test_a_year_after_the_librarys_last_is_said_openly_until_it_is_confirmed(org: House, admin: Client) -> None:
    page = admin.get("/calendars/office/?year=2050").content.decode()
    assert "尚未公布" in page
    assert admin.post("/calendars/office/confirm/", {"year": "2050"}).status_code == 302
    assert ConfirmedYear.objects.get().year == 2050
    assert "尚未公布" not in admin.get("/calendars/office/?year=2050").content.decode()


def test_the_months_are_called_by_their_names(admin: Client) -> None:
    page = admin.get("/calendars/office/?year=2026").content.decode()
    assert all(name in page for name in ("四月", "五月", "六月"))


@pytest.mark.parametrize("year", ["", "abc", "99999999999", "-1", "0", "٣"])
def test_an_odd_year_shows_some_year(org: House, admin: Client, year: str) -> None:
    assert admin.get("/calendars/office/", {"year": year}).status_code == 200
    assert admin.post("/calendars/office/confirm/", {"year": year}).status_code == 404


def test_a_clerk_sets_nothing(org: House, client: Client) -> None:
    client.force_login(org.user("clerk"))
    assert client.post("/calendars/office/day/", {"date": DAY, "working": "no", "note": "x"}).status_code == 403
    assert client.post("/calendars/office/confirm/", {"year": "2050"}).status_code == 403
    assert not CalendarDay.objects.exists() and not ConfirmedYear.objects.exists()
