"""The whole measurement, from an empty scratch database to the list of figures."""

import os
import platform
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.bench import measuring
from redress.bench.client import Client
from redress.bench.filling import RARE, RARE_ENGLISH, Filler, open_clocks
from redress.bench.lodging import portal
from redress.complaints.models import Case
from redress.complaints.operations import talk
from redress.deadlines.operations import sweep
from redress.demo.building import settle_in
from redress.policies.store import current_version

ENTRIES = 50
FORM = {
    "kind": "complaint", "channel": "hotline", "category": "malfunction", "title": "洗衣机不转", "account": "通电不转，重新插电也一样。",
    "wish": "上门维修", "place": "家中", "customer_kind": "customer", "mood": "calm", "finish": "later",
}  # fmt: skip


def run(*, cases: int, clocks: int, rounds: int, workers: int, now: datetime, told: Callable[[str, int], None]) -> dict[str, Any]:
    """Fill and measure with so many web processes; the result is ready for JSON."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    policy = settle_in("enterprise", now=now)
    begun = perf_counter()
    Filler(current_version(now), policy, now, cases).fill(lambda done: told("fill", done))
    filled = perf_counter() - begun
    big = _big_case(now)
    _analyse()
    pages = _pages(big)
    counted = {name: _queries(path) for name, path in pages.items()}
    figures = []
    with measuring.server(workers) as (port, first, memory):
        client = Client(port)
        client.sign_in("clerk-1")
        for name, path in pages.items():
            told(name, 0)
            figure = measuring.page(client, name, path, rounds)
            figure.queries = counted[name]
            figures.append(figure)
        told("register", 0)
        for users in (["clerk-1"], ["clerk-1", "clerk-2", "clerk-3", "supervisor", "manager", "clerk-1", "clerk-2", "clerk-3"]):
            figures.append(measuring.registering(port, users, FORM, max(5, rounds // 2)))
        told("portal", 0)
        figures += portal(port, rounds, 8)
        used = memory()
    told("sweep", 0)
    return {
        "cases": cases, "workers": workers, "engine": f"{connection.vendor} {_version()}", "machine": f"{platform.machine()}, {_cores()} cores, Python {platform.python_version()}",
        "fill_seconds": round(filled, 1), "first_page_seconds": first, "memory_mib": used,
        "sweep": _sweep(clocks, now), "figures": [figure.as_json() for figure in figures],
    }  # fmt: skip


def _pages(big: Case) -> dict[str, str]:
    return {
        "queue": "/cases/", "queue of one department": "/cases/?department=after-sales", f"case with {ENTRIES} entries": f"/cases/{big.number}/",
        "search, English word": "/search/?q=refund", "search, two Chinese characters": f"/search/?q={quote('维修')}",
        "search, rare Chinese word": f"/search/?q={quote(RARE)}", "search, rare English word": f"/search/?q={RARE_ENGLISH}",
        "customer": f"/customers/{big.customer.number}/",
    } | {"home": "/"}  # fmt: skip


def _big_case(now: datetime) -> Case:
    """A case whose timeline has ``ENTRIES`` lines."""
    case = Case.objects.filter(stage="assigned").select_related("customer").order_by("pk").first() or Case.objects.select_related("customer").earliest("pk")
    actor = actor_for(User.objects.get(username="clerk-1"), now)
    for turn in range(ENTRIES - case.entry_count):
        talk.note(case, text=f"第{turn + 1}次跟进：已与顾客联系。", by=actor, at=now - timedelta(minutes=ENTRIES - turn))
    case.refresh_from_db()
    return case


def _queries(path: str) -> int:
    """How many statements a page asks, once warm."""
    inside = Inside(headers={"host": "localhost"})
    inside.force_login(User.objects.get(username="clerk-1"), backend="django.contrib.auth.backends.ModelBackend")
    inside.get(path)
    with CaptureQueriesContext(connection) as caught:
        inside.get(path)
    return len(caught)


def _sweep(clocks: int, now: datetime) -> dict[str, object]:
    due = max(1, clocks // 100)
    have = open_clocks(clocks, due, now)
    _analyse()
    begun = perf_counter()
    done = sweep(now)
    return {"open_clocks": have, "steps": done.steps, "failed": done.failed, "seconds": round(perf_counter() - begun, 2)}


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
