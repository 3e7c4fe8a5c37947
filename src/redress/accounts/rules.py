"""The one question of right: ``may(actor, act, thing)``.

A *thing* says whose it is (``owner_ids``) and where it belongs (``department_ids``); a confidential thing
names the only people let in (``named_ids``); ``subject_ids`` are the people it is about, who never act on it.
"""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from redress.kernel.actor import Actor, Scope
from redress.kernel.acts import ACTS
from redress.kernel.errors import NotAllowed


class Thing(Protocol):
    """What rights can be asked about."""

    def owner_ids(self) -> frozenset[int]: ...
    def department_ids(self) -> frozenset[int]: ...
    def subject_ids(self) -> frozenset[int]: ...
    def named_ids(self) -> frozenset[int] | None: ...


OUTSIDE = frozenset({"case.talk", "case.confirm"})
"""What the holder of a case's key may do, to that case alone: speak, confirm the record, accept or refuse the answer."""


def may(actor: Actor, act: str, thing: Thing | None = None) -> bool:
    """Whether ``actor`` may do ``act`` (a word of ``ACTS``) to ``thing``; without a thing, anywhere at all.

    Raises KeyError for an act outside the vocabulary. The machinery (``SYSTEM``) may do everything.
    """
    if act not in ACTS:
        raise KeyError(act)
    if actor.outside:
        return act in OUTSIDE and getattr(thing, "number", "") == actor.outside
    if actor.id is None:
        return True
    if thing is None:
        return actor.holds(act)
    if actor.id in thing.subject_ids():
        return False
    named = thing.named_ids()
    if named is not None and not (actor.people() & named):
        return False
    return any(act in grant.acts and _reaches(grant.scope, grant.departments, actor, thing) for grant in actor.grants)


def _reaches(scope: Scope, departments: frozenset[int], actor: Actor, thing: Thing) -> bool:
    if scope is Scope.ALL or actor.people() & thing.owner_ids():
        return True
    return bool(departments & thing.department_ids())


def require(actor: Actor, act: str, thing: Thing | None = None) -> None:
    """Refuse in words when ``may`` says no. Raises NotAllowed."""
    if not may(actor, act, thing):
        raise NotAllowed(
            f"no-right:{act}",
            _("Your roles do not include this act here. Ask your supervisor, or hand the case to someone who may."),
        )
