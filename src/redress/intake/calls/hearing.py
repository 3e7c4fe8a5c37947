"""What the call-centre system tells: a call began, a call ended. Said twice, or in the wrong order, it is one call all the same."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import User
from redress.accounts.rules import require
from redress.complaints.customers import digits, phone_index
from redress.complaints.models import Case
from redress.flows.acts import ACTS
from redress.intake.models import Call
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import IllegalMove, Invalid

RIGHT = "people.manage"
AHEAD = timedelta(minutes=5)
"""How far the clock of the other system may be ahead of ours."""


@transaction.atomic
def call_started(key: str, *, agent: str, caller: str, started_at: datetime, by: Actor, at: datetime) -> Call:
    """A call began: ``agent`` (sign-in name or extension) answers ``caller`` (a telephone number, or nothing where it is withheld).

    Raises NotAllowed, Invalid for a moment that cannot be, IllegalMove where this call is known with another agent or caller.
    """
    return _heard(key, agent=agent, caller=caller, started_at=started_at, by=by, at=at)


@transaction.atomic
def call_ended(
    key: str, *, ended_at: datetime, recording: str = "", agent: str = "", caller: str = "", started_at: datetime | None = None, by: Actor, at: datetime
) -> Call:
    """A call ended; ``recording`` is the web address of its recording, which may also follow later, with the same end.

    What is said of a call whose beginning was not told (yet) is kept. Reception of the customer ends with the call, where its record
    was written already. Raises as ``call_started``, and Invalid for a recording that is no web address.
    """
    if recording and not _is_web_address(recording):
        raise Invalid("recording", _("Nothing was changed."), {"recording": _("Give a web address that begins with https://.")})
    call = _heard(key, agent=agent, caller=caller, started_at=started_at, ended_at=ended_at, recording=recording, by=by, at=at)
    if call.case is not None:
        _end_reception(call.case, at=ended_at)
    return call


def _heard(
    key: str, *, agent: str, caller: str, started_at: datetime | None, ended_at: datetime | None = None, recording: str = "", by: Actor, at: datetime
) -> Call:
    require(by, RIGHT)
    began = started_at or ended_at
    _check_moments(at, started_at=started_at, ended_at=ended_at)
    call, _new = Call.objects.get_or_create(key=key, defaults={"started_at": began})
    call = Call.objects.select_for_update(of=("self",)).select_related("case").get(pk=call.pk)
    agent, caller = agent.strip(), caller if digits(caller) else ""
    same = {
        "agent": not agent or not call.agent_given or agent == call.agent_given,
        "caller": not caller or not call.caller_index or phone_index(caller) == call.caller_index,
        "ended_at": not ended_at or not call.ended_at or ended_at == call.ended_at,
    }
    if not all(same.values()):
        raise IllegalMove("known-call", _("A call of this id is known with another agent, caller or end. Use a new id for each call."))
    if agent and not call.agent_given:
        call.agent_given, call.agent = agent, agent_of(agent)
    if caller and not call.caller_index:
        call.caller, call.caller_index = caller, phone_index(caller)
    call.ended_at = call.ended_at or ended_at
    call.recording = recording or call.recording
    call.started_at = min(started_at or call.started_at, call.started_at)
    if call.ended_at and call.ended_at < (started_at or call.started_at):
        raise Invalid("moment", _("Nothing was changed."), {"ended_at": _("The call cannot end before it began.")})
    call.save(update_fields=["agent", "agent_given", "caller", "caller_index", "started_at", "ended_at", "recording"])
    return call


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def _check_moments(at: datetime, **moments: datetime | None) -> None:
    future = {name: _("This moment lies in the future.") for name, moment in moments.items() if moment and moment > at + AHEAD}
    if future:
        raise Invalid("future", _("Nothing was changed."), future)


def agent_of(given: str) -> User | None:
    """Who works here under this sign-in name, else alone under this extension."""
    people = User.objects.filter(is_active=True)
    named = people.filter(username=given).first()
    if named is not None or not given:
        return named
    found = list(people.filter(phone=given)[:2])
    return found[0] if len(found) == 1 else None


def _end_reception(case: Case, *, at: datetime) -> None:
    act = ACTS["end-reception"]
    if act.possible(case):
        act.run.inside(case, by=SYSTEM, at=at)  # type: ignore[attr-defined]
