"""Founding an organisation from a pack: its policy version, departments, roles; and keeping roles in step later."""

from datetime import datetime

from django.db import transaction

from redress.accounts.models import Department
from redress.accounts.operations import add_department, set_role
from redress.kernel.actor import SYSTEM, Actor
from redress.policies import operations as policies
from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.store import policy_of


def found(pack: str, *, by: Actor, at: datetime) -> PolicyVersion:
    """Publish a shipped pack and lay out what it names. Doing it again changes nothing."""
    with transaction.atomic():
        version = policies.install(pack, by=by, at=at)
        lay_out(policy_of(version.pk), at=at)
        return version


def lay_out(policy: Policy, *, at: datetime) -> dict[str, Department]:
    """Create the departments and roles that a policy names, or bring their titles and acts in step.

    The machinery does it: whoever publishes a policy need not hold the right to administer people.
    """
    made: dict[str, Department] = {}
    for item in policy.pack.departments:
        made[item.code] = add_department(item.code, dict(item.title), item.kind, made.get(item.parent or ""), by=SYSTEM, at=at)
    for rank, role in enumerate(policy.pack.roles):
        set_role(role.code, dict(role.title), list(role.acts), rank, by=SYSTEM, at=at)
    return made


def publish(draft: PolicyVersion, *, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> PolicyVersion:
    """Publish a draft and bring departments and roles in step, in one transaction. Raises what publishing raises."""
    with transaction.atomic(durable=True):
        version = policies.publish(draft, by=by, at=at, note=note, seen=seen)
        lay_out(policy_of(version.pk), at=at)
        return version
