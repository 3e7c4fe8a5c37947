"""Entering chat accounts, listening to them or no longer, and trying whether the platform knows them."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.intake.chats.sealing import is_key
from redress.kernel.actor import Actor
from redress.kernel.errors import Invalid
from redress.ledger.operations import journal
from redress.notify.chats import note_call
from redress.notify.errcodes import words
from redress.notify.events import CHATS, ChatAccountSet, ChatAccountSwitched
from redress.notify.models import ChatAccount, Platform
from redress.notify.platforms import Refused, access

RIGHT = "people.manage"
SECRETS = ("token", "aes_key", "secret")
"""What is never shown again; left empty, the one known stays."""


@transaction.atomic
def set_account(account: ChatAccount, *, by: Actor, at: datetime, **data: Any) -> ChatAccount:
    """Enter an account, or change it; a new one is off. Raises NotAllowed, Invalid.

    Another app or secret needs another access token: the one known is forgotten.
    """
    require(by, RIGHT)
    for name in SECRETS:
        if not data.get(name):
            data.pop(name, None)
    for name, value in data.items():
        setattr(account, name, value)
    _check(account)
    if not account.pk:
        account.address = secrets.token_hex(10)
    account.access_token = account.access_until = None
    account.save()
    journal(CHATS, ChatAccountSet(account.name, account.platform, account.app), by=by, at=at)
    return account


def _check(account: ChatAccount) -> None:
    wrong: dict[str, object] = {}
    if not account.token:
        wrong["token"] = _("Enter the token that stands at the platform.")
    if not account.secret:
        wrong["secret"] = _("Enter the secret that the platform shows.")
    if account.aes_key and not is_key(account.aes_key):
        wrong["aes_key"] = _("The EncodingAESKey has 43 letters and digits; copy it whole from the platform.")
    if account.platform == Platform.WECOM:
        if not account.aes_key:
            wrong["aes_key"] = _("WeCom always encrypts: enter the EncodingAESKey.")
        if account.agent is None:
            wrong["agent"] = _("Enter the AgentID of the app.")
    if wrong:
        raise Invalid("account", _("Nothing was saved."), wrong)


@transaction.atomic
def switch_account(account: ChatAccount, *, active: bool, by: Actor, at: datetime) -> None:
    """Listen to an account from now on, or no longer. Raises NotAllowed."""
    require(by, RIGHT)
    if ChatAccount.objects.filter(pk=account.pk, active=not active).update(active=active):
        journal(CHATS, ChatAccountSwitched(account.name, active), by=by, at=at)


def try_account(account: ChatAccount, *, by: Actor, at: datetime) -> object:
    """Fetch an access token anew; empty when the platform gave one, else what is wrong and what to do. Raises NotAllowed."""
    require(by, RIGHT)
    try:
        access(account, at=at, anew=True)
    except Refused as no:
        note_call(account, no, at=at)
        return words(str(no))
    ChatAccount.objects.filter(pk=account.pk).update(trouble="", trouble_at=None)
    return ""


def address_of(account: ChatAccount) -> str:
    """Where its callbacks arrive, without the house's own address."""
    return f"/in/chat/{account.address}/"
