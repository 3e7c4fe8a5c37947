"""The interface asked every question that its own description allows, and some that it does not: never a 5xx, always as described."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from redress.config.wsgi import application
from tests.api.conftest import Program
from tests.house import House, complaint

pytestmark = pytest.mark.django_db
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
QUIET = list(HealthCheck)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request by WSGI would close the connection that holds the test's transaction; Django's own test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_operation_keeps_its_word(program: Callable[..., Program], org: House, method: str, settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"api_rate": 1_000_000})
    number = complaint(org).number
    strongest = sorted(org.users, key=lambda user: -len({act for grant in org.actor(user).grants for act in grant.acts}))[:3]
    keys = [program(user).key for user in strongest]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method == method:
            asked += _asked(operation, number, keys)
    assert asked > 40


def _asked(operation: Any, number: str, keys: list[str]) -> int:
    count = 0

    @settings(max_examples=4, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=QUIET)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal count
        count += 1
        if "number" in (case.path_parameters or {}) and "/cases/" in case.path and count % 3:
            case.path_parameters["number"] = number
        headers = {"Authorization": f"Bearer {keys[count % len(keys)]}", "If-Match": "*"}
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()
    return count
