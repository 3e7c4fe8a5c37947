"""How every act on a case runs: right, transaction, clocks, notices. The table ``ACTS`` lists them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import may, require
from redress.complaints.events import CaseEvent
from redress.complaints.models import Case
from redress.complaints.states import ENDED, Stage
from redress.deadlines.operations import on_events
from redress.flows.telling import tell
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its code, the right it needs, the stages in which it makes sense, and who else may do it.

    ``when`` looks at the case beyond its stage; it is asked for the page's choice of acts and before acting.
    """

    code: str
    right: str
    stages: frozenset[Stage]
    run: Callable[..., Case]
    when: Callable[[Case], bool]

    def possible(self, case: Case) -> bool:
        """Whether the act makes sense for the case as it stands."""
        return case.stage in self.stages and self.when(case)


ACTS: dict[str, Act] = {}
OPEN = frozenset(Stage) - ENDED
KEPT = frozenset(Stage) - {Stage.ARCHIVED}


def act(
    code: str, right: str, stages: Iterable[Stage] = OPEN, when: Callable[[Case], bool] = lambda _case: True
) -> Callable[[Callable[..., Case]], Callable[..., Case]]:
    """Make a function an act. It runs in one durable transaction, after the right and the stage were checked;
    the clocks follow what it wrote, and the people concerned are told.

    Raises NotAllowed or IllegalMove, and whatever the function refuses with; then nothing was changed.
    """

    def declare(function: Callable[..., Case]) -> Callable[..., Case]:
        @wraps(function)
        def run(case: Case, *, by: Actor, at: datetime, **data: Any) -> Case:
            with transaction.atomic(durable=True):
                return inside(case, by=by, at=at, **data)

        def inside(case: Case, *, by: Actor, at: datetime, **data: Any) -> Case:
            require(by, right, case)
            if case.stage not in ACTS[code].stages:
                raise IllegalMove(
                    f"act:{code}:{case.stage}",
                    _("This cannot be done while the case is “%(stage)s”. Look at what it needs next.")
                    % {"stage": Stage(case.stage).label},
                )
            done = function(case, by=by, at=at, **data)
            follow(done, by=by, at=at)
            return done

        run.inside = inside  # type: ignore[attr-defined]
        ACTS[code] = Act(code, right, frozenset(stages), run, when)
        return run

    return declare


def follow(case: Case, *, by: Actor, at: datetime) -> None:
    """Let clocks and people follow what was just written on a case."""
    written = getattr(case, "written", [])
    heard = [(mark, _moment(happened)) for happened, _entry in written for mark in happened.marks]
    if heard:
        on_events(case, heard, by=by, at=at)
    tell(case, written, by=by, at=at)
    case.written = []


def _moment(happened: CaseEvent) -> datetime | None:
    """When it happened, where the event itself says so."""
    return datetime.fromisoformat(happened.moment) if hasattr(happened, "moment") else None


def open_acts(case: Case, actor: Actor) -> list[str]:
    """Codes of the acts that ``actor`` may do to the case as it stands, in the order of the table."""
    return [code for code, item in ACTS.items() if item.possible(case) and may(actor, item.right, case)]
