"""A program that asks in somebody's name."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from redress.accounts.models import User
from redress.accounts.operations import make_token
from redress.accounts.queries import actor_for
from redress.accounts.scopes import SCOPES
from tests.house import House


class Program:
    """Asks with a token; bodies are JSON."""

    def __init__(self, key: str, language: str = "en") -> None:
        self.client, self.key, self.language = Client(raise_request_exception=False), key, language

    def ask(self, method: str, path: str, body: Any = None, /, **headers: str) -> HttpResponse:
        """One request; ``headers`` by their names with underscores."""
        named = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", headers=named, **data)

    def get(self, path: str, **headers: str) -> HttpResponse:
        """GET."""
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """POST."""
        return self.ask("POST", path, body, **headers)


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """Make a token for somebody: ``program(user)`` for every scope, ``program(user, "cases:read")`` for some."""

    def make(user: User, *scopes: str, language: str = "en") -> Program:
        now = datetime.now(UTC)
        _token, key = make_token(user, name="register of the shop", scopes=list(scopes or SCOPES), days=30, by=actor_for(user, now), at=now)
        return Program(key, language)

    return make


@pytest.fixture
def record(org: House) -> dict[str, Any]:
    """A complaint as a program sends it."""
    pack = org.policy.pack
    plain = {"int": 1, "money": 0, "bool": False, "date": "2026-03-01", "datetime": "2026-03-01T02:00:00+00:00"}
    own = {
        item.id: item.options[0].id if item.options else plain.get(item.type, "一")
        for item in pack.fields if not item.fills and not item.personal
    }  # fmt: skip
    return {
        "kind": pack.kinds[0].id, "channel": pack.channels[0].id, "account": "约好周一上门，一直没有人来。", "title": "没有上门",
        "name": "欧阳小满", "contact": {"phone": "13900001234", "address": "人民路 1 号"}, "category": pack.categories[0].id, "fields": own,
        "occurred_at": "2026-03-03T10:00:00+08:00", "place": "家中", "wish": "尽快上门", "mood": pack.moods[0].id,
        "reception_ended": "2026-03-03T10:10:00+08:00",
    }  # fmt: skip
