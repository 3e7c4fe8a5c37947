"""Acts on people and rights. Each records itself in the journal of people."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from redress.accounts.models import Department, Held, Role, Substitution, User
from redress.kernel.actor import Scope
from redress.kernel.errors import DomainError, Invalid

_NOBODY = make_password("nobody signs in with this")


class CannotSignIn(DomainError):
    """Wrong name or password, or the account is locked or inactive."""


def sign_in(username: str, password: str, *, at: datetime, tries: int, lock: timedelta) -> User:
    """The person who signs in. After ``tries`` wrong passwords in a row the account is locked for ``lock``.

    An unknown name costs as much time as a wrong password and is told in the same words.
    Raises CannotSignIn with code ``wrong`` or ``locked``.
    """
    user = User.objects.filter(username=username.replace("\x00", "").strip()).first()
    if user is None:
        check_password(password, _NOBODY)
        raise _wrong()
    if user.locked_until and user.locked_until > at:
        raise _locked(user.locked_until - at)
    if user.is_active and check_password(password, user.password):
        User.objects.filter(pk=user.pk).update(failed_tries=0, locked_until=None, last_login=at)
        return user
    User.objects.filter(pk=user.pk).update(failed_tries=F("failed_tries") + 1)
    if User.objects.filter(pk=user.pk, failed_tries__gte=tries).update(failed_tries=0, locked_until=at + lock):
        raise _locked(lock)
    raise _wrong()


def _wrong() -> CannotSignIn:
    return CannotSignIn("wrong", _("The sign-in name or the password is not right. Both are case-sensitive; try again."))


def _locked(left: timedelta) -> CannotSignIn:
    minutes = max(1, round(left.total_seconds() / 60))
    return CannotSignIn(
        "locked",
        _("Too many wrong passwords: this account is locked for %(minutes)s more minutes. An administrator can unlock it.")
        % {"minutes": minutes},
    )


def unlock(user: User) -> None:
    """Let a locked person try again at once."""
    User.objects.filter(pk=user.pk).update(failed_tries=0, locked_until=None)


def set_password(user: User, password: str, *, must_change: bool = False) -> None:
    """Store a new password; with ``must_change`` the person chooses another at the next sign-in."""
    user.password = make_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def add_department(code: str, title: dict[str, str], kind: str, parent: Department | None = None) -> Department:
    """Add a node to the tree, or give the existing one of that code its new title and kind."""
    department, made = Department.objects.get_or_create(
        code=code, defaults={"title": title, "kind": kind, "parent": parent, "path": "/"}
    )
    if made:
        department.path = f"{parent.path if parent else '/'}{department.pk}/"
        department.save(update_fields=["path"])
    elif (department.title, department.kind) != (title, kind):
        department.title, department.kind = title, kind
        department.save(update_fields=["title", "kind"])
    return department


@transaction.atomic
def move_department(department: Department, parent: Department | None) -> None:
    """Hang a department elsewhere, with all below it. Raises Invalid for a ring."""
    if parent is not None and parent.path.startswith(department.path):
        raise Invalid("ring", _("A department cannot hang below itself."), {"parent": _("Choose another parent.")})
    old = department.path
    new = f"{parent.path if parent else '/'}{department.pk}/"
    Department.objects.filter(pk=department.pk).update(parent=parent)
    for row in Department.objects.filter(path__startswith=old).only("path"):
        Department.objects.filter(pk=row.pk).update(path=new + row.path[len(old) :])


def set_role(code: str, title: dict[str, str], acts: list[str], rank: int = 0) -> Role:
    """Create a role or bring it in step with the running policy."""
    role, _made = Role.objects.update_or_create(code=code, defaults={"title": title, "acts": sorted(acts), "rank": rank})
    return role


def give_role(user: User, role: Role, scope: Scope, *, at: datetime, department: Department | None = None) -> Held:
    """Grant ``role`` to ``user``. The department is needed for the scopes department and subtree.

    Raises Invalid when the scope and the department do not fit.
    """
    needs = scope in (Scope.DEPARTMENT, Scope.SUBTREE)
    if needs != (department is not None):
        raise Invalid(
            "scope",
            _("This grant is incomplete."),
            {"department": _("Name the department for “department” and “subtree”, and leave it empty otherwise.")},
        )
    held = Held.objects.filter(user=user, role=role, scope=scope, department=department, until=None).first()
    return held or Held.objects.create(user=user, role=role, scope=scope, department=department, since=at)


def take_role(held: Held, *, at: datetime) -> None:
    """End a grant now; it stays on record."""
    Held.objects.filter(pk=held.pk, until=None).update(until=at)


def substitute(absent: User, substitute: User, *, since: datetime, until: datetime, reason: str = "") -> Substitution:
    """Let somebody stand in. Raises Invalid for oneself or for a span that ends before it begins."""
    if absent.pk == substitute.pk or until <= since:
        raise Invalid(
            "substitution",
            _("The substitution was not saved."),
            {"until": _("Choose somebody else, and an end after the beginning.")},
        )
    return Substitution.objects.create(absent=absent, substitute=substitute, since=since, until=until, reason=reason)
