"""Two processes play the two halves of the year at the same time; SQLite lets only one write to a file.

The second half is played into a copy of the file in which every table counts on from a far number, so that
its rows can be taken over as they are.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread

from django.apps import apps
from django.conf import settings
from django.db import connection

FAR = 1_000_000
ROOMS = ("complaints", "deadlines", "notify")


def play_halves(home: Path, *, now: datetime, cases: int, play: Callable[..., None], told: Callable[[int, int], None]) -> None:
    """Play the year of the founded organisation in ``home`` with two processes."""
    far = home / "second-half"
    shutil.rmtree(far, ignore_errors=True)
    far.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(far / "redress.sqlite3")])
    heard: dict[int, tuple[int, int]] = {}

    def hear(part: int, done: int, whole: int) -> None:
        heard[part] = (done, whole)
        told(sum(pair[0] for pair in heard.values()), cases)

    child = subprocess.Popen(
        [sys.executable, "-m", "redress.demo.second", now.isoformat(), str(cases)], stdout=subprocess.PIPE, text=True, env=_env(far)
    )

    def listen() -> None:
        for line in child.stdout or ():
            hear(1, *map(int, line.split()))

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        play(now=now, cases=cases, part=0, parts=2, told=lambda done, whole: hear(0, done, whole))
        failed = child.wait()
    finally:
        child.kill()
    listener.join()
    if failed:
        raise RuntimeError(f"the second half of the demo failed with code {failed}")
    take_over(far / "redress.sqlite3")
    shutil.copytree(far / "evidence", settings.MEDIA_ROOT, dirs_exist_ok=True) if (far / "evidence").exists() else None
    shutil.rmtree(far)


def _env(far: Path) -> dict[str, str]:
    keys = {"REDRESS_SECRET_KEY": settings.SECRET_KEY, "REDRESS_DATA_KEY": settings.SALT_KEY[0]}
    return {**os.environ, **keys, "REDRESS_HOME": str(far), "REDRESS_DATABASE": "", "DJANGO_SETTINGS_MODULE": "redress.config.settings"}


def count_from_far() -> None:
    """Let every table of the copy go on counting from a far number."""
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, FAR])
        cursor.execute("INSERT INTO complaints_numberseries (name, last) VALUES ('customer', %s)", [FAR // 10])


def take_over(path: Path) -> None:
    """Copy the rows of the second half into the database of the first."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS far", [str(path)])
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("BEGIN IMMEDIATE")
        for table in _tables():
            columns = [row[1] for row in cursor.execute(f"PRAGMA table_info({quote(table)})").fetchall()]
            names = ", ".join(quote(name) for name in columns)
            verb = "INSERT OR IGNORE" if table == "complaints_numberseries" else "INSERT"
            cursor.execute(f"{verb} INTO main.{quote(table)} ({names}) SELECT {names} FROM far.{quote(table)} WHERE {quote(columns[0])} > {FAR}")
        cursor.execute("COMMIT")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("DETACH DATABASE far")


def _tables() -> list[str]:
    return [model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()]
