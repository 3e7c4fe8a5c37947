"""What a call-centre system may tell over the interface: in order, twice, the wrong way round, forged, and of people unknown."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from redress.accounts.models import User
from redress.complaints.customers import phone_index
from redress.intake.models import Call
from tests.api.conftest import Program, program
from tests.house import House

__all__ = ["program"]
pytestmark = pytest.mark.django_db
Make = Callable[..., Program]
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=20)
ENDED = BEGAN + timedelta(minutes=5)


@pytest.fixture
def switch(program: Make, org: House) -> Program:
    """The call-centre system, with an administrator's token for calls alone."""
    return program(org.user("admin"), "calls:report")


def start(switch: Program, **changes: Any) -> HttpResponse:
    given = {"call": "c-1", "agent": "", "caller": "13900001234", "started_at": BEGAN.isoformat()}
    return switch.post("/calls/started", given | changes)


def end(switch: Program, **changes: Any) -> HttpResponse:
    return switch.post("/calls/ended", {"call": "c-1", "ended_at": ENDED.isoformat()} | changes)


def test_a_call_begins_and_ends_and_saying_it_twice_changes_nothing(switch: Program, org: House) -> None:
    agent = org.user("clerk").username
    for _turn in range(2):
        told = start(switch, agent=agent).json()
        assert told["agent"] == agent and told["ended_at"] is None and not told["settled"]
    for _turn in range(2):
        assert end(switch, recording="https://calls.example.com/1").json()["recording"] is True
    assert datetime.fromisoformat(start(switch, agent=agent).json()["ended_at"]) == ENDED
    call = Call.objects.get()
    assert (call.started_at, call.ended_at, call.caller) == (BEGAN, ENDED, "13900001234")


def test_the_end_may_be_told_first_and_the_recording_last(switch: Program, org: House) -> None:
    assert end(switch).json()["agent"] is None
    assert start(switch, agent=org.user("clerk").username).json()["agent"] == org.user("clerk").username
    assert end(switch, recording="https://calls.example.com/1").status_code == 200
    call = Call.objects.get()
    assert (call.started_at, call.ended_at, call.recording) == (BEGAN, ENDED, "https://calls.example.com/1")


@pytest.mark.parametrize(
    ("which", "changes", "field"),
    [
        ("start", {"started_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, "started_at"), ("start", {"call": ""}, "call"),
        ("start", {"started_at": "yesterday"}, "started_at"), ("start", {"queue": "x"}, "queue"), ("start", {"caller": "1" * 61}, "caller"),
        ("end", {"ended_at": (BEGAN - timedelta(seconds=1)).isoformat()}, "ended_at"), ("end", {"recording": "javascript:alert(1)"}, "recording"),
        ("end", {"recording": "https://"}, "recording"), ("end", {"recording": "https://[bad"}, "recording"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name_and_keeps_nothing(switch: Program, which: str, changes: dict[str, str], field: str) -> None:
    start(switch)
    before = Call.objects.values().get()
    refused = (start if which == "start" else end)(switch, **changes)
    assert refused.status_code == 422 and field in refused.json()["errors"], refused.content
    assert Call.objects.values().get() == before


def test_a_known_id_with_another_caller_agent_or_end_is_refused(switch: Program, org: House) -> None:
    start(switch, agent=org.user("clerk").username)
    assert start(switch, caller="13911112222").status_code == 409
    assert start(switch, agent=org.user("clerk", 1).username).status_code == 409
    end(switch)
    assert end(switch, ended_at=(ENDED + timedelta(minutes=1)).isoformat()).json()["code"] == "known-call"
    assert Call.objects.get().ended_at == ENDED


def test_forged_reports_do_not_pass(program: Make, org: House) -> None:
    assert start(Program("rdr_nonsense")).status_code == 401
    assert start(program(org.user("admin"), "cases:write")).json()["code"] == "scope"
    refused = start(program(org.user("clerk"), "calls:report"))
    assert refused.status_code == 403 and not Call.objects.exists()


def test_an_agent_is_known_by_extension_and_a_doubtful_one_is_nobody(switch: Program, org: House) -> None:
    first, second = org.user("clerk"), org.user("clerk", 1)
    User.objects.filter(pk=first.pk).update(phone="8001")
    assert start(switch, call="a", agent="8001").json()["agent"] == first.username
    User.objects.filter(pk=second.pk).update(phone="8001")
    assert start(switch, call="b", agent="8001").json()["agent"] is None
    assert start(switch, call="c", agent="stranger").json()["agent"] is None


@pytest.mark.parametrize("hidden", ["", "anonymous", "Unknown", "-"])
def test_a_withheld_number_is_kept_as_none(switch: Program, hidden: str) -> None:
    start(switch, caller=hidden)
    call = Call.objects.get()
    assert not call.caller and call.caller_index == ""


def test_the_number_is_encrypted_at_rest_and_found_by_its_fingerprint(switch: Program) -> None:
    from django.db import connection

    start(switch, caller="+86 139 0000 1234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT caller FROM intake_call")
        assert "1234" not in cursor.fetchone()[0]
    assert Call.objects.get().caller_index == phone_index("13900001234")
