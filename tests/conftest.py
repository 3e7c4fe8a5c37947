"""What every test may ask for: a founded organisation, its people, and three persons to try a right with."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

from redress.accounts.models import User
from redress.policies.store import policy_of
from tests.browsing import STORAGES, browser, context, page
from tests.house import House, organisation

__all__ = ["browser", "context", "page"]


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> None:
    """Evidence of a test goes to its own folder, static files keep their plain names, and passwords are hashed quickly."""
    settings.STORAGES = STORAGES
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.IMPORT_ROOT = tmp_path / "imports"
    settings.EXPORT_ROOT = tmp_path / "exports"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def quick_flush() -> Iterator[None]:
    """PostgreSQL takes two seconds to truncate all tables after a test that commits; most are empty, and rows go quicker one by one.

    Content types and permissions stay: they are the same for every test.
    """
    whole, stay = DatabaseOperations.sql_flush, {"django_content_type", "auth_permission"}

    def filled_only(self: DatabaseOperations, style: object, tables: Iterable[str], **_options: object) -> list[str]:
        wanted = [name for name in tables if name not in stay]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {self.quote_name(name)})" for name in wanted))
            filled = [row[0] for row in cursor.fetchall()]
        without_guards = ["SET session_replication_role = replica", *(f"DELETE FROM {self.quote_name(name)}" for name in filled)]
        return [*without_guards, "SET session_replication_role = DEFAULT"] if filled else []

    DatabaseOperations.sql_flush = filled_only  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = whole  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def fresh_policies() -> Iterator[None]:
    """Forget compiled policies: a rolled-back test gives its version's number to the next one."""
    policy_of.cache_clear()
    yield
    policy_of.cache_clear()


@pytest.fixture
def found_org(db: None) -> Callable[[str], House]:
    """Found an organisation from any shipped pack: ``found_org("mall")``."""
    return organisation


@pytest.fixture
def org(found_org: Callable[[str], House]) -> House:
    """The organisation of the pack ``enterprise``."""
    return found_org("enterprise")


@pytest.fixture
def people(org: House) -> dict[str, list[User]]:
    """Its people by role."""
    return org.people


@pytest.fixture
def owner(org: House) -> User:
    """Who registers the case that a test is about."""
    return org.user("clerk")


@pytest.fixture
def colleague(org: House) -> User:
    """Another one of the same work."""
    return org.user("clerk", 1)


@pytest.fixture
def stranger(org: House) -> User:
    """Somebody without any grant."""
    return User.objects.create(username="stranger", name="路人甲", department=org.user("clerk").department)
