"""What is measured, and how: pages over HTTP, registrations by one and by eight clients, the sweep, memory."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter, sleep

from redress.bench.client import Client


@dataclass
class Figure:
    """One line of the result; times in milliseconds."""

    name: str
    p50: float
    p95: float
    count: int
    bytes: int = 0
    queries: int | None = None
    rate: float | None = None

    def as_json(self) -> dict[str, object]:
        """For the file."""
        return asdict(self)


def summed_up(name: str, times: list[float], *, size: int = 0, rate: float | None = None) -> Figure:
    """A figure of these times."""
    ordered = sorted(times)
    p95 = quantiles(ordered, n=20)[-1] if len(ordered) > 1 else ordered[0]
    return Figure(name, round(ordered[len(ordered) // 2], 2), round(p95, 2), len(ordered), size, None, rate)


def page(client: Client, name: str, path: str, rounds: int) -> Figure:
    """Fetch a page ``rounds`` times after three to warm up. Raises RuntimeError for another answer than 200."""
    times, size = [], 0
    for turn in range(rounds + 3):
        answer = client.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        size = len(answer.body)
        if turn >= 3:
            times.append(answer.ms)
    return summed_up(name, times, size=size)


def registering(port: int, users: list[str], form: dict[str, str], each: int) -> Figure:
    """Registrations by as many clients at once as there are ``users``, ``each`` apiece."""
    times: list[float] = []
    clients = [Client(port) for _user in users]
    for client, user in zip(clients, users, strict=True):
        client.sign_in(user)

    def work(client: Client, place: int) -> None:
        for turn in range(each):
            answer = client.post("/register/", {**form, "name": f"压测{place}-{turn}", "phone": f"1990{place:03}{turn:04}"})
            if answer.status != 302:
                raise RuntimeError(f"registering answered {answer.status}")
            times.append(answer.ms)

    took = side_by_side([partial(work, client, place) for place, client in enumerate(clients)])
    if len(times) != len(users) * each:
        raise RuntimeError("a registration failed")
    return summed_up(f"register, {len(users)} client{'s' * (len(users) > 1)}", times, rate=round(len(times) / took, 1))


def side_by_side(works: Sequence[Callable[[], object]]) -> float:
    """Do these at once; the seconds until the last was done."""
    threads = [Thread(target=work) for work in works]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return perf_counter() - begun


@contextmanager
def server(workers: int = 1) -> Iterator[tuple[int, float, Callable[[], int]]]:
    """The web server with its worker on a free port: the port, seconds to the first page, and a look at memory (MiB, PSS)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "redress", "serve", "--port", str(port), "--workers", str(workers)],
        env={**os.environ, "REDRESS_TRUSTED_PROXIES": "1"}, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _first_page(port, process)
        yield port, round(perf_counter() - begun, 2), lambda: memory(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _first_page(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _turn in range(1200):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        try:
            if Client(port).get("/sign-in/").status == 200:
                return
        except OSError:
            sleep(0.05)
    raise RuntimeError("no page within a minute")


def memory(pid: int) -> int:
    """Proportional set size of a process and all below it, in MiB; 0 where the system does not tell."""
    if not Path("/proc/self/smaps_rollup").exists():
        return 0
    total = 0
    for one in _family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def _family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += parents.get(one, [])
    return found
