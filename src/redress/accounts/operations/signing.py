"""Signing in, the lock after too many wrong passwords, and passwords."""

from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from redress.accounts.events import STREAM, AccountLocked, PasswordSet, PersonUnlocked
from redress.accounts.models import User
from redress.accounts.rules import require
from redress.kernel.actor import SYSTEM, Actor
from redress.kernel.errors import DomainError
from redress.ledger.operations import journal


@cache
def _nobody() -> str:
    """A password that is nobody's: an unknown name takes as long to refuse as a wrong password."""
    return make_password("nobody signs in with this")


class CannotSignIn(DomainError):
    """Wrong name or password, or the account is locked or inactive."""


def sign_in(username: str, password: str, *, at: datetime, tries: int, lock: timedelta) -> User:
    """The person who signs in. After ``tries`` wrong passwords in a row the account is locked for ``lock``.

    An unknown name costs as much time as a wrong password and is told in the same words.
    Raises CannotSignIn with code ``wrong`` or ``locked``.
    """
    user = User.objects.filter(username=username.replace("\x00", "").strip()).first()
    if user is None:
        check_password(password, _nobody())
        raise _wrong()
    if user.locked_until and user.locked_until > at:
        raise _locked(user.locked_until - at)
    if user.is_active and check_password(password, user.password):
        User.objects.filter(pk=user.pk).update(failed_tries=0, locked_until=None, last_login=at)
        return user
    if _one_more_failure(user, at=at, tries=tries, lock=lock):
        raise _locked(lock)
    raise _wrong()


@transaction.atomic
def _one_more_failure(user: User, *, at: datetime, tries: int, lock: timedelta) -> bool:
    """Count a wrong password; True when it was one too many."""
    User.objects.filter(pk=user.pk).update(failed_tries=F("failed_tries") + 1)
    if not User.objects.filter(pk=user.pk, failed_tries__gte=tries).update(failed_tries=0, locked_until=at + lock):
        return False
    journal(STREAM, AccountLocked(user.username, user.name), by=SYSTEM, at=at)
    return True


def _wrong() -> CannotSignIn:
    return CannotSignIn("wrong", _("The sign-in name or the password is not right. Both are case-sensitive; try again."))


def _locked(left: timedelta) -> CannotSignIn:
    minutes = max(1, round(left.total_seconds() / 60))
    return CannotSignIn(
        "locked",
        _("Too many wrong passwords: this account is locked for %(minutes)s more minutes. An administrator can unlock it.")
        % {"minutes": minutes},
    )


@transaction.atomic
def unlock(user: User, *, by: Actor, at: datetime) -> None:
    """Let a locked person try again at once. Raises NotAllowed."""
    require(by, "people.manage")
    User.objects.filter(pk=user.pk).update(failed_tries=0, locked_until=None)
    journal(STREAM, PersonUnlocked(user.username, user.name), by=by, at=at)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor, at: datetime, must_change: bool = True) -> None:
    """Store a password for somebody else, who chooses another at the next sign-in. Raises NotAllowed."""
    require(by, "people.manage")
    _store(user, password, must_change)
    journal(STREAM, PasswordSet(user.username, user.name, temporary=must_change), by=by, at=at)


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor, at: datetime) -> None:
    """Store the password that a person chose for themselves."""
    _store(user, password, must_change=False)
    journal(STREAM, PasswordSet(user.username, user.name, temporary=False), by=by, at=at)


def _store(user: User, password: str, must_change: bool) -> None:
    user.password = make_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
