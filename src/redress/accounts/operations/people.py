"""Acts on the people themselves."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redress.accounts.events import STREAM, PersonAdded, PersonDeactivated, PersonEdited, PersonReactivated
from redress.accounts.models import Department, Substitution, User
from redress.accounts.operations.grants import end_substitution
from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid
from redress.ledger.operations import journal

EDITABLE = ("name", "email", "phone", "job_title", "department", "language", "notify_by")
"""What may be changed of a person; the sign-in name stays for good."""
OWN = ("phone", "language", "notify_by")
"""What everybody may change of themselves."""


@transaction.atomic
def add_person(username: str, *, name: str, department: Department, by: Actor, at: datetime, **data: str) -> User:
    """Enter a person, who cannot sign in before a password is set. Raises NotAllowed, and Invalid for a name that is taken."""
    require(by, "people.manage")
    try:
        with transaction.atomic():
            user = User.objects.create(username=username, name=name, department=department, password="!", **data)
    except IntegrityError:
        taken = _("Somebody has this sign-in name already.")
        raise Invalid("username-taken", taken, {"username": taken}) from None
    journal(STREAM, PersonAdded(username, name, department.title), by=by, at=at)
    return user


@transaction.atomic
def edit_person(user: User, *, by: Actor, at: datetime, **data: object) -> list[str]:
    """Change data of a person (names of ``EDITABLE``; of oneself those of ``OWN``); returns the names that changed.

    Raises NotAllowed for anything beyond one's own without the right.
    """
    if by.id != user.pk or set(data) - set(OWN):
        require(by, "people.manage")
    changed = [name for name in EDITABLE if name in data and getattr(user, name) != data[name]]
    if changed:
        for name in changed:
            setattr(user, name, data[name])
        user.save(update_fields=changed)
        journal(STREAM, PersonEdited(user.username, user.name, changed), by=by, at=at)
    return changed


@transaction.atomic
def deactivate(user: User, *, by: Actor, at: datetime) -> None:
    """Close an account; its grants stay on record without effect, and nobody stands in for it or it for anybody any more.
    Whether cases hang on it is asked by ``flows.staffing``.

    Raises NotAllowed, and IllegalMove for one's own account.
    """
    require(by, "people.manage")
    if user.pk == by.id:
        raise IllegalMove("own-account", _("You cannot close your own account. Ask another administrator."))
    Department.objects.filter(head=user).update(head=None)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        journal(STREAM, PersonDeactivated(user.username, user.name), by=by, at=at)
        for row in Substitution.objects.filter(Q(absent=user) | Q(substitute=user), until__gt=at).select_related("absent", "substitute"):
            end_substitution(row, by=by, at=at)


@transaction.atomic
def reactivate(user: User, *, by: Actor, at: datetime) -> None:
    """Open a closed account again. Raises NotAllowed."""
    require(by, "people.manage")
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True, failed_tries=0, locked_until=None):
        journal(STREAM, PersonReactivated(user.username, user.name), by=by, at=at)
