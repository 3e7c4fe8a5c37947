"""The timetable stands once, and each job runs by its name."""

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from redress.jobs import tasks
from redress.jobs.schedule import MINUTES, set_timetable
from tests.house import House, complaint

pytestmark = pytest.mark.django_db


def test_setting_it_twice_changes_nothing_and_strays_go() -> None:
    Schedule.objects.create(name="redress:old", func="x.y", schedule_type=Schedule.MINUTES, minutes=1)
    set_timetable()
    first = list(Schedule.objects.order_by("name").values_list("pk", "name", "minutes", "next_run"))
    set_timetable()
    assert list(Schedule.objects.order_by("name").values_list("pk", "name", "minutes", "next_run")) == first
    assert [name for _pk, name, *_rest in first] == sorted(f"redress:{name}" for name in MINUTES)


def test_every_scheduled_name_is_a_job() -> None:
    set_timetable()
    for row in Schedule.objects.all():
        assert callable(import_string(row.func))
    assert set(MINUTES) == set(tasks.JOBS)


def test_the_sweep_warns_of_what_ran_out(org: House) -> None:
    case = complaint(org)
    assert tasks.sweep_clocks().split()[0] != "0"
    assert case.entries.filter(kind="clock.escalated").exists()


def test_a_job_that_fails_holds_up_no_other(org: House, monkeypatch) -> None:
    def fall() -> str:
        raise RuntimeError("no")

    monkeypatch.setitem(tasks.JOBS, "sweep_clocks", fall)
    told = tasks.run_all()
    assert "no" in told["sweep_clocks"] and told["send_digests"].endswith("digests")
