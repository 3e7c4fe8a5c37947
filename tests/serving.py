"""A real server on its own database, for tests of several clients and of sudden death."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """An installation of its own: home folder, database, and the server once started."""

    env: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def python(self, code: str, **options: Any) -> str:
        """Run code with this installation's settings and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"], env=self.env, capture_output=True, text=True, check=False, **options
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def start(self, workers: int = 2) -> None:
        """Start the server and wait until it answers."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--workers", str(workers),
            "--blocking-threads", "8", "--log-level", "warning", "redress.config.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, env=self.env, start_new_session=True)
        for _try in range(150):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self, number: int = 9) -> None:
        """End the server with all its workers, by default without any warning."""
        if self.process is not None:
            os.killpg(self.process.pid, number)
            self.process.wait()
            self.process = None

    def client(self, username: str) -> "Client":
        """A browser-like client signed in by the demo door."""
        return Client(f"http://127.0.0.1:{self.port}", username)


class Client:
    """Keeps cookies, sends the form token."""

    def __init__(self, base: str, username: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        _status, page = self.get("/sign-in/")
        self.post("/sign-in/demo/", {"username": username}, token_from=page)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._send(urllib.request.Request(self.base + path))

    def post(self, path: str, data: dict[str, Any], *, token_from: str) -> tuple[int, str]:
        """Send a form with the token of a page got before."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', token_from)
        token = found[1] if found else ""
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": token}, doseq=True).encode()
        return self._send(urllib.request.Request(self.base + path, body, {"Referer": self.base + path}))

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


FOUND = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.house import organisation
organisation({pack!r})
"""


@contextmanager
def site(home: Path, pack: str = "enterprise") -> Iterator[Site]:
    """An installation on the engine under test, founded from a pack, gone afterwards."""
    env = {
        **os.environ, "REDRESS_HOME": str(home), "REDRESS_DEMO": "true", "DJANGO_SETTINGS_MODULE": "redress.config.settings",
        "REDRESS_DATABASE": "", "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "REDRESS_DEBUG": "true",
    }  # fmt: skip
    name = ""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        parts = urlsplit(settings.ENV.database)
        name = f"redress_site_{os.getpid()}_{free_port()}"
        with psycopg.connect(settings.ENV.database, dbname="postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        env["REDRESS_DATABASE"] = parts._replace(path=f"/{name}").geturl()
    made = Site(env)
    try:
        made.python(FOUND.format(pack=pack))
        yield made
    finally:
        made.kill()
        if name:
            with psycopg.connect(settings.ENV.database, dbname="postgres", autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
