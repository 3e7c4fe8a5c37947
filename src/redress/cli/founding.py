"""``redress found`` and ``redress migrate``."""

import secrets
import sys
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from redress.accounts.models import Department, Role, User
from redress.accounts.operations import add_person, give_role, set_password
from redress.cli.words import _
from redress.flows.founding import found
from redress.kernel.actor import SYSTEM, Scope
from redress.policies.store import policy_of


def run(given: Any) -> int:
    """Migrate; found as well when asked."""
    call_command("migrate", verbosity=0)
    return _found(given) if given.command == "found" else 0


def _found(given: Any) -> int:
    """An organisation from a pack and one person who administers it; everybody else is entered on the pages."""
    if User.objects.filter(username=given.admin).exists():
        print(_("There is a person named %(name)s already.") % {"name": given.admin}, file=sys.stderr)
        return 1
    now = timezone.now()
    policy = policy_of(found(given.pack, by=SYSTEM, at=now).pk)
    seats = {role.code: role.seats for role in policy.pack.roles}
    department = Department.objects.get(code=seats.get("admin", (policy.pack.departments[0].code,))[0])
    user = add_person(
        given.admin, name=given.name or given.admin, department=department, language=policy.pack.language.lower(), by=SYSTEM, at=now
    )
    give_role(user, Role.objects.get(code="admin"), Scope.ALL, by=SYSTEM, at=now)
    password = secrets.token_urlsafe(12)
    set_password(user, password, by=SYSTEM, at=now)
    print(_("Founded. Sign in as %(name)s with this password, shown only now: %(password)s") % {"name": given.admin, "password": password})
    return 0
