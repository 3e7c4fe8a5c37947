"""The hotline: a call-centre system tells when calls begin and end. Said twice, or in the wrong order, it is one call all the same."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from redress.api.bearer import Bearer
from redress.api.once import Answer, once
from redress.api.revisions import IDEMPOTENCY_KEY
from redress.api.values import Given, Moment, Words
from redress.intake.calls.hearing import call_ended, call_started
from redress.intake.models import Call

router = Router(tags=["calls"], auth=Bearer("calls:report"))
KEYED: dict[str, Any] = {"parameters": [IDEMPOTENCY_KEY]}
CallId = Annotated[Words, Field(min_length=1, max_length=120)]
Agent = Annotated[Words, Field(max_length=80)]
Number = Annotated[Words, Field(max_length=60)]


class StartBody(Given):
    """A call that began. ``call`` is your id of it; ``agent`` a sign-in name or an extension; ``caller`` is empty where it is withheld."""

    call: CallId
    agent: Agent
    caller: Number = ""
    started_at: Moment


class EndBody(Given):
    """A call that ended. ``recording`` is the web address of its recording; it may follow later, with the same end."""

    call: CallId
    ended_at: Moment
    recording: Annotated[Words, Field(max_length=2000)] = ""
    agent: Agent = ""
    caller: Number = ""
    started_at: Moment | None = None


class CallOut(Schema):
    """What is known of a call. ``agent`` is null where nobody here fits; ``case`` is the number of the case it belongs to."""

    call: str
    agent: str | None
    started_at: datetime
    ended_at: datetime | None
    recording: bool
    settled: bool
    case: str | None


def _answer(call: Call) -> Answer:
    agent, case = call.agent.username if call.agent else None, call.case.number if call.case else None
    return Answer(
        {
            "call": call.key, "agent": agent, "started_at": call.started_at, "ended_at": call.ended_at, "recording": bool(call.recording),
            "settled": call.settled_at is not None, "case": case,
        }
    )  # fmt: skip


@router.post("/started", response=CallOut, summary=_("A call began"), openapi_extra=KEYED)
def started(request: HttpRequest, body: StartBody) -> HttpResponse:
    """The agent sees who calls; the owner of the token must be an administrator of people."""
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    return once(request, lambda: _answer(call_started(body.call, agent=body.agent, caller=body.caller, started_at=body.started_at, **stamp)))


@router.post("/ended", response=CallOut, summary=_("A call ended"), openapi_extra=KEYED)
def ended(request: HttpRequest, body: EndBody) -> HttpResponse:
    """From now on the call waits for its record."""
    stamp: dict[str, Any] = {"by": request.actor, "at": request.now}  # type: ignore[attr-defined]
    given = body.model_dump(exclude={"call"})
    return once(request, lambda: _answer(call_ended(body.call, **given, **stamp)))
