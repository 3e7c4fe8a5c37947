"""Acts on roles, grants and substitution."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.events import STREAM, RoleGiven, RoleKept, RoleTaken, SubstituteNamed, SubstitutionEnded
from redress.accounts.models import Department, Held, Role, Substitution, User
from redress.accounts.rules import require
from redress.kernel.actor import Actor, Scope
from redress.kernel.errors import IllegalMove, Invalid
from redress.ledger.operations import journal


@transaction.atomic
def set_role(code: str, title: dict[str, str], acts: list[str], rank: int = 0, *, by: Actor, at: datetime) -> Role:
    """Create a role or bring it in step with the running policy. Raises NotAllowed."""
    require(by, "people.manage")
    wanted = {"title": title, "acts": sorted(acts), "rank": rank}
    role = Role.objects.filter(code=code).first()
    if role and (role.title, role.acts, role.rank) == (title, wanted["acts"], rank):
        return role
    role, _made = Role.objects.update_or_create(code=code, defaults=wanted)
    journal(STREAM, RoleKept(title, sorted(acts)), by=by, at=at)
    return role


@transaction.atomic
def give_role(
    user: User, role: Role, scope: Scope, *, by: Actor, at: datetime, department: Department | None = None
) -> Held:
    """Grant ``role`` to ``user``. The department is needed for the scopes department and subtree.

    Raises NotAllowed, and Invalid when the scope and the department do not fit.
    """
    require(by, "people.manage")
    needs = scope in (Scope.DEPARTMENT, Scope.SUBTREE)
    if needs != (department is not None):
        raise Invalid(
            "scope",
            _("This grant is incomplete."),
            {"department": _("Name the department for “department” and “subtree”, and leave it empty otherwise.")},
        )
    held = Held.objects.filter(user=user, role=role, scope=scope, department=department, until=None).first()
    if held:
        return held
    held = Held.objects.create(user=user, role=role, scope=scope, department=department, since=at)
    journal(STREAM, RoleGiven(**_said(held)), by=by, at=at)
    return held


@transaction.atomic
def take_role(held: Held, *, by: Actor, at: datetime) -> None:
    """End a grant now; it stays on record.

    Raises NotAllowed, and IllegalMove when somebody would take the right to administer people from themselves.
    """
    require(by, "people.manage")
    if held.user_id == by.id and "people.manage" in held.role.acts and not _administers_otherwise(held, at):
        raise IllegalMove(
            "own-last-right",
            _("With this role you would lose your own right to administer people. Somebody else who holds it may take it from you."),
        )
    if held.since >= at:
        rows, _by_model = Held.objects.filter(pk=held.pk, until=None).delete()
    else:
        rows = Held.objects.filter(pk=held.pk, until=None).update(until=at)
    if rows:
        journal(STREAM, RoleTaken(**_said(held)), by=by, at=at)


def _administers_otherwise(held: Held, at: datetime) -> bool:
    others = Held.objects.filter(user=held.user_id, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return any("people.manage" in other.role.acts for other in others.exclude(pk=held.pk).select_related("role"))


def _said(held: Held) -> dict[str, object]:
    where = held.department.title if held.department else ""
    return {
        "username": held.user.username, "name": held.user.name, "role": held.role.title, "scope": held.scope, "department": where,
    }  # fmt: skip


@transaction.atomic
def substitute(
    absent: User, substitute: User, *, since: datetime, until: datetime, by: Actor, at: datetime, reason: str = ""
) -> Substitution:
    """Let somebody stand in; anybody may name their own substitute.

    Raises NotAllowed for somebody else's without the right, and Invalid for oneself, for somebody who left, for a span
    that is over or ends before it begins, and when somebody else stands in already.
    """
    if by.id != absent.pk:
        require(by, "people.manage")
    wrong = _wrong(absent, substitute, since, until, at)
    if wrong:
        raise Invalid("substitution", _("The substitution was not saved."), wrong)
    row = Substitution.objects.create(absent=absent, substitute=substitute, since=since, until=until, reason=reason[:200])
    said = SubstituteNamed(absent.name, substitute.name, since.isoformat(), until.isoformat(), row.reason)
    journal(STREAM, said, by=by, at=at)
    return row


def _wrong(absent: User, substitute: User, since: datetime, until: datetime, at: datetime) -> dict[str, object]:
    if absent.pk == substitute.pk or not substitute.is_active:
        return {"substitute": _("Choose somebody else who works here.")}
    if until <= since or until <= at:
        return {"until": _("Choose an end after the beginning that is not past.")}
    if Substitution.objects.filter(absent=absent, since__lt=until, until__gt=since).exists():
        return {"since": _("Somebody stands in already during that time. End that first.")}
    return {}


@transaction.atomic
def end_substitution(row: Substitution, *, by: Actor, at: datetime) -> None:
    """End a substitution now; one that had not begun is dropped. Raises NotAllowed for somebody else's without the right."""
    if by.id != row.absent_id:
        require(by, "people.manage")
    if row.since < at:
        rows = Substitution.objects.filter(pk=row.pk, until__gt=at).update(until=at)
    else:
        rows, _by_model = Substitution.objects.filter(pk=row.pk).delete()
    if rows:
        journal(STREAM, SubstitutionEnded(row.absent.name, row.substitute.name), by=by, at=at)
