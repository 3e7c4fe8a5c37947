"""``redress serve`` and ``redress worker``: the web server (granian) with the worker (django-q2) beside it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces

from redress.cli.words import _
from redress.jobs.schedule import set_timetable


def run(given: Any) -> int:
    """Serve, or work."""
    if given.command == "worker":
        return work()
    return serve(given.host, given.port, workers=given.workers, worker=not given.no_worker)


def work() -> int:
    """The worker in this process, until it is told to end."""
    prepare()
    set_timetable()
    call_command("qcluster", verbosity=0)
    return 0


def serve(host: str, port: int, *, workers: int, worker: bool = True, demo: bool = False) -> int:
    """Serve until SIGINT or SIGTERM; the worker ends with the server."""
    prepare()
    child = _Worker() if worker else None
    if child is not None:
        child.start(LEAD)
    connection.close()
    print(_("Redress is at http://%(host)s:%(port)s") % {"host": host, "port": port}, flush=True)
    if demo:
        print(_("Sign in as anybody with one click. End with Ctrl-C."), flush=True)
    server = Granian(
        "redress.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, backpressure=128, log_access=False, websockets=False, respawn_failed_workers=True,
    )  # fmt: skip
    try:
        server.serve()
    finally:
        if child is not None:
            child.end()
    return 0


LEAD = 2.0
"""Seconds by which the web server starts before the worker: the first page comes first."""


class _Worker:
    """The worker as a process of its own group, beside the web server."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._timer: Timer | None = None

    def start(self, wait: float) -> None:
        """Start after ``wait`` seconds."""
        self._timer = Timer(wait, self._spawn)
        self._timer.daemon = True
        self._timer.start()

    def _spawn(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "redress", "worker"], start_new_session=True)

    def end(self) -> None:
        """End the worker as a whole; a job under way gets ten seconds."""
        if self._timer is not None:
            self._timer.cancel()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def prepare() -> None:
    """Bring database and static files in step when they are not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = _newest()
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, "utf-8")


def _newest() -> str:
    """Changes when a file of the pages changes."""
    files = [path for path in (settings.PACKAGE / "web" / "static").rglob("*") if path.is_file()]
    return f"{len(files)} {max((path.stat().st_mtime_ns for path in files), default=0)}"
