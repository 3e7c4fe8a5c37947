"""What every test may ask for: a founded organisation, its people, and three persons to try a right with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from redress.accounts.models import User
from redress.accounts.queries import actor_for
from redress.demo.people import hire
from redress.flows.founding import found
from redress.kernel.actor import SYSTEM, Actor
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import policy_of

SINCE = datetime(2024, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> None:
    """Evidence of a test goes to its own folder, and passwords are hashed quickly."""
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def fresh_policies() -> Iterator[None]:
    """Forget compiled policies: a rolled-back test gives its version's number to the next one."""
    policy_of.cache_clear()
    yield
    policy_of.cache_clear()


@dataclass(frozen=True)
class Organisation:
    """A founded organisation and its people by role."""

    version: PolicyVersion
    policy: Policy
    people: dict[str, list[User]]

    def user(self, role: str, number: int = 0) -> User:
        """A person who holds ``role``."""
        return self.people[role][number]

    def actor(self, role: str, at: datetime = NOON, number: int = 0) -> Actor:
        """That person as an actor at a moment."""
        return actor_for(self.user(role, number), at)


@pytest.fixture
def found_org(db: None) -> Iterator[object]:
    """Found an organisation from any shipped pack: ``found_org("mall")``."""

    def make(pack: str) -> Organisation:
        version = found(pack, by=SYSTEM, at=SINCE)
        policy = policy_of(version.pk)
        return Organisation(version, policy, hire(policy, at=SINCE))

    return make


@pytest.fixture
def org(found_org: object) -> Organisation:
    """The organisation of the pack ``enterprise``."""
    return found_org("enterprise")


@pytest.fixture
def people(org: Organisation) -> dict[str, list[User]]:
    """Its people by role."""
    return org.people


@pytest.fixture
def owner(org: Organisation) -> User:
    """Who registers the case that a test is about."""
    return org.user("clerk")


@pytest.fixture
def colleague(org: Organisation) -> User:
    """Another one of the same work."""
    return org.user("clerk", 1)


@pytest.fixture
def stranger(org: Organisation) -> User:
    """Somebody without any grant."""
    return User.objects.create(username="stranger", name="路人甲", department=org.user("clerk").department)
