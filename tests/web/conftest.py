"""A demo organisation with one person, and a real browser."""

from datetime import UTC, datetime

import pytest
from tests.browsing import demo_pages

from redress.accounts.models import User
from redress.accounts.operations import add_department, give_role, set_password, set_role
from redress.kernel.actor import SYSTEM, Scope
from redress.kernel.acts import ACTS

__all__ = ["demo_pages"]
PASSWORD = "correct horse 9"
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def wang(db: None) -> User:
    """A clerk who may do everything everywhere."""
    department = add_department(
        "service", {"zh-Hans": "客户服务部", "zh-Hant": "客戶服務部", "en": "Customer service"}, "department", by=SYSTEM, at=START
    )
    user = User.objects.create(username="wang", name="王晓梅", department=department)
    set_password(user, PASSWORD, by=SYSTEM, at=START, must_change=False)
    role = set_role("clerk", {"zh-Hans": "受理员", "zh-Hant": "受理專員", "en": "Clerk"}, list(ACTS), 1, by=SYSTEM, at=START)
    give_role(user, role, Scope.ALL, by=SYSTEM, at=START)
    return user
