"""A sweep killed without warning, and two sweeps at once, on a database of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.deadlines.sweeper import CASES

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of a fresh database on the engine under test."""
    base = {**os.environ, "REDRESS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "redress.config.settings"}
    default = settings.DATABASES["default"]
    if "sqlite" in default["ENGINE"]:
        yield {**base, "REDRESS_DATABASE": ""}
        return
    name = f"redress_killed_{os.getpid()}"
    server = {
        "host": default["HOST"],
        "port": default["PORT"] or 5432,
        "user": default["USER"],
        "password": default["PASSWORD"],
    }
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield {
            **base,
            "REDRESS_DATABASE": f"postgresql://{server['user']}:{server['password']}@{server['host']}:{server['port']}/{name}",
        }
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(environment: dict[str, str], act: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.deadlines.sweeper", act]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


def report(environment: dict[str, str]) -> dict[str, object]:
    return json.loads(finish(start(environment, "report")))


def test_nothing_is_lost_or_done_twice_when_a_sweep_is_killed_or_runs_twice(environment: dict[str, str]) -> None:
    finish(start(environment, "fill"))
    killed = start(environment, "sweep")
    for _step in range(8):
        assert killed.stdout is not None and killed.stdout.readline() == "step\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    half = report(environment)
    assert half["steps"] == half["notices"] == half["mails"] == 5
    assert sum(half["entries"]) == 5 and half["broken"] == []

    for process in [start(environment, "sweep"), start(environment, "sweep")]:
        finish(process)
    whole = report(environment)
    assert whole == {
        "steps": 2 * CASES,
        "most_of_one_step": 1,
        "broken": [],
        "entries": [2] * CASES,
        "notices": 2 * CASES,
        "mails": 2 * CASES,
    }
