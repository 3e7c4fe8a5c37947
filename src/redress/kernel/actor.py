"""Who acts: a frozen picture of a person and the rights held at one moment."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How far a grant reaches from the department it is given for."""

    OWN = "own"
    DEPARTMENT = "department"
    SUBTREE = "subtree"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role's acts within a scope. ``departments`` holds the ids reached; empty for OWN and ALL."""

    role: str
    acts: frozenset[str]
    scope: Scope
    departments: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or ``SYSTEM``) with grants. ``stands_for`` are the people substituted while away.

    ``outside`` is the number of the one case for which somebody outside the house holds the key; such an actor has no id.
    """

    id: int | None
    name: str
    department: int | None = None
    grants: tuple[Grant, ...] = ()
    stands_for: frozenset[int] = frozenset()
    language: str = "zh-hans"
    outside: str = ""

    def holds(self, act: str) -> bool:
        """Whether any grant carries ``act``, whatever its scope."""
        return any(act in grant.acts for grant in self.grants)

    def roles(self) -> frozenset[str]:
        """Codes of the roles held."""
        return frozenset(grant.role for grant in self.grants)

    def people(self) -> frozenset[int]:
        """Ids under which this actor may act: their own and those they stand for."""
        return self.stands_for | ({self.id} if self.id is not None else frozenset())

    def everywhere(self, act: str) -> bool:
        """Whether ``act`` is held for the whole organisation."""
        return any(act in grant.acts and grant.scope is Scope.ALL for grant in self.grants)

    def departments_for(self, act: str) -> frozenset[int]:
        """Ids of the departments in which ``act`` is held by department or subtree."""
        return frozenset().union(*(grant.departments for grant in self.grants if act in grant.acts))


SYSTEM = Actor(id=None, name="Redress", language="zh-hans")
"""The clock sweep, the importer and other machinery; operations name it as the actor of what nobody did by hand."""

__all__ = ["SYSTEM", "Actor", "Grant", "Scope"]
