"""The pretended platforms, and the clock of the portal's tests."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from redress.accounts.models import User
from tests.chats.platform import Chat, Counterpart
from tests.house import NOON, House
from tests.portal.conftest import clock, visitor

__all__ = ["clock", "visitor"]


@pytest.fixture
def platform(settings: object) -> Iterator[Counterpart]:
    """A platform on localhost, at which both kinds of accounts are known."""
    with Counterpart() as made:
        settings.ENV = settings.ENV.model_copy(update={"wechat_api": made.url, "wecom_api": made.url})  # type: ignore[attr-defined]
        yield made


@pytest.fixture
def admin(org: House) -> Client:
    """An administrator's browser, in English."""
    client = Client()
    user = next(user for user in org.users if org.actor(user).holds("people.manage"))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def desk(org: House) -> Client:
    """The desk of somebody who receives."""
    client = Client()
    client.force_login(org.user("clerk"))
    client.cookies["redress_language"] = "zh-hans"
    return client


@pytest.fixture
def chat(admin: Client, platform: Counterpart, clock: time_machine.Traveller) -> Chat:
    """An official account that is on, and somebody who writes to it, at 14:00."""
    clock.move_to(NOON + timedelta(hours=2))
    return Chat(admin, platform, clock)


@pytest.fixture
def wecom(admin: Client, platform: Counterpart, clock: time_machine.Traveller) -> Chat:
    """An app of WeCom that is on, and somebody who writes to it, at 14:00."""
    clock.move_to(NOON + timedelta(hours=2))
    return Chat(admin, platform, clock, platform_kind="wecom")
