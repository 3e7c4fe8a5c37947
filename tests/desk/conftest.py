"""A browserless reader of the pages, signed in as anybody."""

from collections.abc import Callable

import pytest
from django.test import Client

from redress.accounts.models import User


@pytest.fixture
def reads() -> Callable[[User], Client]:
    """A client signed in as a person: ``reads(owner).get("/cases/")``."""

    def sign_in(user: User, language: str = "zh-hans") -> Client:
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
