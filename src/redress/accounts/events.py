"""What happens to people and departments, as the journal tells it."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from redress.ledger.events import event

STREAM = "people"
SCOPE_WORDS = {
    "own": _("own cases"), "department": _("the department"), "subtree": _("the department and all below it"),
    "all": _("the whole organisation"),
}  # fmt: skip
FIELD_WORDS = {
    "name": _("name"), "email": _("e-mail"), "phone": _("extension or phone"), "job_title": _("job title"),
    "department": _("department"), "language": _("language"), "notify_by": _("notices"),
}  # fmt: skip


class PeopleEvent:
    """Common to all: nothing in them is personal data of a customer."""

    private: ClassVar[tuple[str, ...]] = ()
    labels: ClassVar[dict[str, dict[str, str]]] = {"scope": SCOPE_WORDS, "changed": FIELD_WORDS}


@event
@dataclass(frozen=True)
class PersonAdded(PeopleEvent):
    kind: ClassVar[str] = "person.added"
    sentence: ClassVar[str] = _("entered %(name)s (%(username)s) in %(department)s")
    username: str
    name: str
    department: dict[str, str]


@event
@dataclass(frozen=True)
class PersonEdited(PeopleEvent):
    kind: ClassVar[str] = "person.edited"
    sentence: ClassVar[str] = _("changed the data of %(name)s: %(changed)s")
    username: str
    name: str
    changed: list[str]


@event
@dataclass(frozen=True)
class PersonDeactivated(PeopleEvent):
    kind: ClassVar[str] = "person.deactivated"
    sentence: ClassVar[str] = _("closed the account of %(name)s (%(username)s)")
    username: str
    name: str


@event
@dataclass(frozen=True)
class PersonReactivated(PeopleEvent):
    kind: ClassVar[str] = "person.reactivated"
    sentence: ClassVar[str] = _("opened the account of %(name)s (%(username)s) again")
    username: str
    name: str


@event
@dataclass(frozen=True)
class PersonUnlocked(PeopleEvent):
    kind: ClassVar[str] = "person.unlocked"
    sentence: ClassVar[str] = _("unlocked the account of %(name)s (%(username)s)")
    username: str
    name: str


@event
@dataclass(frozen=True)
class AccountLocked(PeopleEvent):
    kind: ClassVar[str] = "person.locked"
    sentence: ClassVar[str] = _("locked the account of %(name)s (%(username)s) after too many wrong passwords")
    username: str
    name: str


@event
@dataclass(frozen=True)
class PasswordSet(PeopleEvent):
    kind: ClassVar[str] = "person.password_set"
    sentence: ClassVar[str] = _("set a new password for %(name)s (%(username)s)")
    username: str
    name: str
    temporary: bool


@event
@dataclass(frozen=True)
class TokenMade(PeopleEvent):
    kind: ClassVar[str] = "token.made"
    sentence: ClassVar[str] = _("made the access token “%(token)s” (%(prefix)s…) for %(name)s, good for %(scopes)s, until %(until)s")
    username: str
    name: str
    token: str
    prefix: str
    scopes: list[str]
    until: str


@event
@dataclass(frozen=True)
class TokenRevoked(PeopleEvent):
    kind: ClassVar[str] = "token.revoked"
    sentence: ClassVar[str] = _("revoked the access token “%(token)s” (%(prefix)s…) of %(name)s")
    username: str
    name: str
    token: str
    prefix: str


@event
@dataclass(frozen=True)
class RoleGiven(PeopleEvent):
    kind: ClassVar[str] = "grant.given"
    sentence: ClassVar[str] = _("gave %(name)s the role %(role)s, reach: %(scope)s %(department)s")
    username: str
    name: str
    role: dict[str, str]
    scope: str
    department: dict[str, str] | str


@event
@dataclass(frozen=True)
class RoleTaken(PeopleEvent):
    kind: ClassVar[str] = "grant.taken"
    sentence: ClassVar[str] = _("took the role %(role)s from %(name)s, reach: %(scope)s %(department)s")
    username: str
    name: str
    role: dict[str, str]
    scope: str
    department: dict[str, str] | str


@event
@dataclass(frozen=True)
class SubstituteNamed(PeopleEvent):
    kind: ClassVar[str] = "substitution.named"
    sentence: ClassVar[str] = _("let %(substitute)s stand in for %(absent)s from %(since)s until %(until)s")
    absent: str
    substitute: str
    since: str
    until: str
    reason: str


@event
@dataclass(frozen=True)
class SubstitutionEnded(PeopleEvent):
    kind: ClassVar[str] = "substitution.ended"
    sentence: ClassVar[str] = _("ended the substitution of %(absent)s by %(substitute)s")
    absent: str
    substitute: str


@event
@dataclass(frozen=True)
class DepartmentAdded(PeopleEvent):
    kind: ClassVar[str] = "department.added"
    sentence: ClassVar[str] = _("added the department %(title)s (%(code)s)")
    code: str
    title: dict[str, str]


@event
@dataclass(frozen=True)
class DepartmentEdited(PeopleEvent):
    kind: ClassVar[str] = "department.edited"
    sentence: ClassVar[str] = _("changed the department %(title)s (%(code)s), before: %(before)s")
    code: str
    title: dict[str, str]
    before: dict[str, str]


@event
@dataclass(frozen=True)
class DepartmentMoved(PeopleEvent):
    kind: ClassVar[str] = "department.moved"
    sentence: ClassVar[str] = _("hung the department %(title)s below %(parent)s")
    code: str
    title: dict[str, str]
    parent: dict[str, str] | str


@event
@dataclass(frozen=True)
class DepartmentShifted(PeopleEvent):
    kind: ClassVar[str] = "department.shifted"
    sentence: ClassVar[str] = _("put the department %(title)s before %(other)s")
    code: str
    title: dict[str, str]
    other: dict[str, str]


@event
@dataclass(frozen=True)
class HeadNamed(PeopleEvent):
    kind: ClassVar[str] = "department.headed"
    sentence: ClassVar[str] = _("named %(name)s as head of %(title)s")
    code: str
    title: dict[str, str]
    name: str


@event
@dataclass(frozen=True)
class DepartmentClosed(PeopleEvent):
    kind: ClassVar[str] = "department.closed"
    sentence: ClassVar[str] = _("closed the department %(title)s (%(code)s)")
    code: str
    title: dict[str, str]


@event
@dataclass(frozen=True)
class DepartmentReopened(PeopleEvent):
    kind: ClassVar[str] = "department.reopened"
    sentence: ClassVar[str] = _("opened the department %(title)s (%(code)s) again")
    code: str
    title: dict[str, str]


@event
@dataclass(frozen=True)
class RoleKept(PeopleEvent):
    kind: ClassVar[str] = "role.kept"
    sentence: ClassVar[str] = _("brought the role %(role)s in step with the policy")
    role: dict[str, str]
    acts: list[str]
