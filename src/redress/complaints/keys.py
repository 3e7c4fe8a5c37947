"""The secret key with which a customer follows a case: shown once, kept as a fingerprint, locked after wrong tries."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.complaints import events
from redress.complaints.knocks import forget, knock, times
from redress.complaints.models import Case, CaseKey
from redress.complaints.operations.writing import hold, write
from redress.kernel.actor import Actor
from redress.kernel.errors import DomainError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No character that looks like another: nothing is lost when a key is read out or copied from paper."""
LENGTH, GROUP = 16, 4
TRIES = 8
LOCKED_FOR = timedelta(minutes=15)


class KeyLocked(DomainError):
    """Too many wrong keys for a case; nobody can open it from outside for a while."""


def new_key() -> str:
    """Sixteen characters in four groups, as ``7K3M-…``: some 78 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _turn in range(LENGTH))
    return "-".join(drawn[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def fingerprint(number: str, key: str) -> str:
    """A keyed hash of a key for one case; spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in key.upper() if letter.isalnum())
    return hmac.new(settings.SALT_KEY[0].encode(), f"case key:{number}:{plain}".encode(), sha256).hexdigest()


@transaction.atomic
def give_key(case: Case, *, by: Actor, at: datetime) -> str:
    """Make a key for a case and return it; it can never be shown again. An earlier key no longer opens the case."""
    case = hold(case)
    key = new_key()
    CaseKey.objects.update_or_create(case=case, defaults={"digest": fingerprint(case.number, key), "made_at": at})
    forget("key", case.number)
    write(case, events.KeyGiven(), by=by, at=at)
    return key


def open_with(number: str, key: str, *, at: datetime) -> Case | None:
    """The case that ``key`` opens, or None: an unknown number and a wrong key look the same, and take as long.

    Raises KeyLocked after too many wrong keys for this number, whether there is such a case or not.
    """
    number = number.replace("\x00", "").strip().upper()[:40]
    kept = CaseKey.objects.select_related("case").filter(case__number=number).first()
    wanted = kept.digest if kept else sha256(number.encode("utf-8", "replace")).hexdigest()
    fits = hmac.compare_digest(wanted, fingerprint(number, key))
    if times("key", number, at=at) >= TRIES:
        raise KeyLocked("key-locked", _("Too many wrong keys were tried for this number. Try again in a quarter of an hour."))
    if kept is None or not fits:
        knock("key", number, at=at, span=LOCKED_FOR)
        return None
    forget("key", number)
    CaseKey.objects.filter(pk=kept.pk).update(opened_at=at)
    return kept.case


def still_opens(number: str, mark: str) -> Case | None:
    """The case that a browser opened before, by the fingerprint it was given; None once another key was made."""
    kept = CaseKey.objects.select_related("case").filter(case__number=number).first()
    return kept.case if kept and hmac.compare_digest(kept.digest, mark) else None
